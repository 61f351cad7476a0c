//! Accessibility, layout, valid HTML, a quiet console, and the page's size, in every state and language.

use std::io::Write;

use anyhow::{Context, Result};
use e2e::{Judge, PageState, StudentPage, announce, validate};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::{StreamExt, stream};
use reqwest::Method;

use crate::stage;

const LANGUAGES: [&str; 3] = ["en", "am", "ar"];
const MAX_COMPRESSED: usize = 12_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_state_is_accessible_fits_and_is_quiet() {
    let Some((school, chromium)) = stage().await else {
        return;
    };
    let judge = Judge::appoint().unwrap();
    let cases = PageState::ALL
        .into_iter()
        .flat_map(|state| LANGUAGES.map(|language| (state, language)));
    let (school, chromium, judge) = (&school, &chromium, &judge);

    let results: Vec<Result<()>> = stream::iter(cases)
        .map(|(state, language)| async move {
            let page = StudentPage::bring_to(school, chromium, state, language).await;
            let looked = match &page {
                Ok(page) => look(page, state, judge).await,
                Err(_) => Ok(()),
            };

            page.and(looked)
                .with_context(|| format!("{} in {language}", state.name()))
        })
        .buffer_unordered(4)
        .collect()
        .await;

    let problems: Vec<String> = results
        .into_iter()
        .filter_map(Result::err)
        .map(|error| format!("{error:#}"))
        .collect();

    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

async fn look(page: &StudentPage, state: PageState, judge: &Judge) -> Result<()> {
    judge.look(&page.tab).await?;
    // That it has no network, and that a page says 404 or 410, the browser reports itself.
    let mut excused = Vec::new();

    if state.lacks_network() {
        excused.push("net::ERR_");
    }

    if matches!(state, PageState::Unknown | PageState::Expired) {
        excused.push("status of 4");
    }

    page.watch.check(&excused)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_state_is_valid_html_and_small() {
    let Some((school, chromium)) = stage().await else {
        return;
    };
    let mut pages = Vec::new();

    for state in PageState::ALL {
        for language in LANGUAGES {
            let page = StudentPage::bring_to(&school, &chromium, state, language)
                .await
                .unwrap();
            let answer = school
                .request(Method::GET, &page.path)
                .send()
                .await
                .unwrap();
            let html = answer.text().await.unwrap();
            let mut gzip = GzEncoder::new(Vec::new(), Compression::default());

            gzip.write_all(html.as_bytes()).unwrap();
            let size = gzip.finish().unwrap().len();

            if state == PageState::Connected {
                announce(&format!(
                    "the page in {language}: {} bytes, {size} compressed",
                    html.len()
                ));
            }

            assert!(
                size <= MAX_COMPRESSED,
                "{} in {language}: {size} bytes",
                state.name()
            );

            pages.push((format!("{}-{language}", state.name()), html));
        }
    }

    validate(&pages).unwrap();
}
