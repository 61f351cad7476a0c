//! Accessibility, layout, valid HTML, a quiet console, and the page's size, in every state and language.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use base64ct::{Base64, Encoding};
use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams,
};
use chromiumoxide::cdp::browser_protocol::page::CaptureScreenshotParams;
use e2e::{Tab, announce, variable};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::{StreamExt, stream};
use reqwest::Method;

use crate::stage;
use crate::states::{Scene, State};

const LANGUAGES: [&str; 3] = ["en", "am", "ar"];
const MAX_COMPRESSED: usize = 12_000;
const TAGS: &str = r#"["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_state_is_accessible_fits_and_is_quiet() {
    let Some((school, chromium)) = stage().await else { return };
    let axe = variable("TEST_AXE").map(|path| std::fs::read_to_string(path).unwrap());
    if axe.is_none() {
        announce("SKIPPED: axe-core (TEST_AXE is not set; `cargo xtask test --only browser` gets it)");
    }
    let cases = State::ALL.into_iter().flat_map(|state| LANGUAGES.map(|language| (state, language)));
    let (school, chromium, axe) = (&school, &chromium, axe.as_deref());
    let results: Vec<Result<()>> = stream::iter(cases)
        .map(|(state, language)| async move {
            let scene = Scene::set(school, chromium, state, language).await;
            let looked = match &scene {
                Ok(scene) => look(scene, state, language, axe).await,
                Err(_) => Ok(()),
            };
            scene.and(looked).with_context(|| format!("{} in {language}", state.name()))
        })
        .buffer_unordered(4)
        .collect()
        .await;
    let problems: Vec<String> =
        results.into_iter().filter_map(Result::err).map(|error| format!("{error:#}")).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

async fn look(scene: &Scene, state: State, language: &str, axe: Option<&str>) -> Result<()> {
    let tab = &scene.tab;
    if let Some(axe) = axe {
        tab.driver().evaluate(axe).await?;
    }
    for width in [360, 1280] {
        tab.driver().execute(SetDeviceMetricsOverrideParams::new(width, 800, 1.0, false)).await?;
        for scheme in ["light", "dark"] {
            let feature = MediaFeature::new("prefers-color-scheme", scheme);
            let media = SetEmulatedMediaParams::builder().feature(feature).build();
            tab.driver().execute(media).await?;
            let case = format!("{width} px, {scheme}");
            let spare: i64 = tab.evaluate("document.documentElement.scrollWidth - innerWidth").await?;
            ensure!(spare <= 0, "{case}: {spare} px too wide");
            if axe.is_some() {
                let violations = violations(tab).await?;
                ensure!(violations.is_empty(), "{case}: axe finds {violations:#?}");
            }
            take_picture(tab, &format!("page-{}-{language}-{width}-{scheme}.png", state.name())).await?;
        }
    }
    let excused = |complaint: &String| {
        // That it has no network, and that a page says 404 or 410, the browser reports itself.
        (state.lacks_network() && complaint.contains("net::ERR_"))
            || (matches!(state, State::Unknown | State::Expired) && complaint.contains("status of 4"))
    };
    let complaints: Vec<String> =
        scene.watch.complaints().into_iter().filter(|complaint| !excused(complaint)).collect();
    ensure!(complaints.is_empty(), "{complaints:#?}");
    let strangers: Vec<String> = scene
        .watch
        .requests()
        .into_iter()
        .filter(|url| {
            !["http://127.0.0.1:", "about:", "data:", "blob:"].iter().any(|own| url.starts_with(own))
        })
        .collect();
    ensure!(strangers.is_empty(), "requests to others: {strangers:?}");
    Ok(())
}

async fn violations(tab: &Tab) -> Result<Vec<String>> {
    let run = format!(
        "async () => (await axe.run(document, {{ runOnly: {TAGS} }})).violations.map(
           (one) => one.id + ': ' + one.nodes.map((node) => node.html + ' ' + node.failureSummary).join('; '))"
    );
    Ok(tab.driver().evaluate_function(run).await?.into_value()?)
}

async fn take_picture(tab: &Tab, name: &str) -> Result<()> {
    let Some(folder) = variable("E2E_SCREENSHOTS") else { return Ok(()) };
    // The driver's own way would take back the width that was set.
    let picture = tab.driver().execute(CaptureScreenshotParams::default()).await?;
    let picture = Base64::decode_vec(picture.data.as_ref()).map_err(anyhow::Error::msg)?;
    std::fs::create_dir_all(&folder)?;
    Ok(std::fs::write(Path::new(&folder).join(name), picture)?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_state_is_valid_html_and_small() {
    let Some((school, chromium)) = stage().await else { return };
    let folder = tempfile::tempdir().unwrap();
    for state in State::ALL {
        for language in LANGUAGES {
            let scene = Scene::set(&school, &chromium, state, language).await.unwrap();
            let answer = school.request(Method::GET, &scene.path).send().await.unwrap();
            let html = answer.text().await.unwrap();
            let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
            gzip.write_all(html.as_bytes()).unwrap();
            let size = gzip.finish().unwrap().len();
            if state == State::Connected {
                announce(&format!("the page in {language}: {} bytes, {size} compressed", html.len()));
            }
            assert!(size <= MAX_COMPRESSED, "{} in {language}: {size} bytes", state.name());
            std::fs::write(folder.path().join(format!("{}-{language}.html", state.name())), html).unwrap();
        }
    }
    let Some(program) = variable("TEST_HTML_VALIDATE") else {
        announce(
            "SKIPPED: html-validate (TEST_HTML_VALIDATE is not set; `cargo xtask test --only browser` gets it)",
        );
        return;
    };
    std::fs::write(
        folder.path().join(".htmlvalidate.json"),
        r#"{ "root": true, "extends": ["html-validate:recommended"] }"#,
    )
    .unwrap();
    let found =
        Command::new("node").arg(program).arg(folder.path()).current_dir(folder.path()).output().unwrap();
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stdout));
}
