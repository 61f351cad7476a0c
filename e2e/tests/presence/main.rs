//! The page in a real browser: what the server records against when the page was really open.
//!
//! `E2E_RUNS=3 E2E_REPORT=FILE cargo test -p e2e --test presence` writes the table of `docs/accuracy.md`;
//! `E2E_ONLY=TEXT` plays the scenarios whose names contain it.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod away;
mod bots;
mod covered;
mod ends;
mod offline;
mod report;
mod scenarios;
mod scene;
mod tabs;

use std::sync::Arc;

use chrono::TimeDelta;
use e2e::{Chromium, School, announce, variable};
use futures_util::StreamExt;
use futures_util::stream;
use serde_json::Value;

use crate::report::Report;
use crate::scenarios::{SCENARIOS, Scenario};
use crate::scene::{Scene, compare};

/// Scenarios at once: more make a small machine late.
const AT_ONCE: usize = 3;

/// Longer than the idle timeout of one minute.
const LATER: TimeDelta = TimeDelta::seconds(62);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_recorded_is_what_was_true() {
    if !Chromium::is_there() {
        return;
    }

    let school = Arc::new(School::start().await.unwrap());
    let shared = Chromium::start(&[]).await.unwrap();
    let runs: usize = variable("E2E_RUNS").map_or(1, |runs| runs.parse().unwrap());
    let only = variable("E2E_ONLY").unwrap_or_default();

    let wanted: Vec<&Scenario> = SCENARIOS
        .iter()
        .filter(|scenario| scenario.name.contains(&only))
        .collect();
    let plays = (0..runs).flat_map(|_| wanted.iter().copied());
    let results: Vec<_> = stream::iter(plays)
        .map(|scenario| play(&school, &shared, scenario))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;

    bots::change_nothing(&school).await;
    let mut report = Report::default();
    let mut lessons = Vec::new();

    for (scenario, result) in results {
        match result {
            Ok((error, record)) => {
                report.add(scenario, error);
                lessons.push(record);
            }
            Err(story) => report.fail(scenario, &story),
        }
    }

    report.show();
    later_changes_nothing(&school, &lessons).await;

    assert!(
        report.failures() == 0,
        "{} scenarios failed (above)\n{}",
        report.failures(),
        school.log()
    );
}

/// Plays a scenario. Returns recorded less true seconds and the record, or the story of what went wrong.
async fn play<'s>(
    school: &School,
    shared: &Chromium,
    scenario: &'s Scenario,
) -> (&'s Scenario, Result<(f64, Value), String>) {
    let own = match scenario.own_browser {
        Some(flags) => Some(Chromium::start(flags).await.unwrap()),
        None => None,
    };
    let mut scene = Scene::new(school, own.as_ref().unwrap_or(shared))
        .await
        .unwrap();
    let played = (scenario.play)(&mut scene).await;
    let record = match &played {
        Ok(truth) => scene.settled(truth).await.unwrap(),
        Err(_) => school.record(&scene.lesson).await.unwrap(),
    };

    let compared = played.and_then(|truth| compare(&truth, &record));
    let result = match compared {
        Ok(error) => Ok((error, record)),
        Err(error) => Err(format!("{error:#}\n{}", scene.story(&record))),
    };

    announce(&format!(
        "{} {}",
        if result.is_ok() { "played" } else { "FAILED" },
        scenario.name
    ));

    (scenario, result)
}

/// When everybody has been silent for longer than the idle timeout, a sweep closes what is open and changes no
/// time of a page.
async fn later_changes_nothing(school: &School, records: &[Value]) {
    let swept = school.sweep_later(LATER).await.unwrap();
    assert_eq!(swept["remaining"], 0, "{swept}");

    for record in records {
        let before = &record["session"];
        let id = before["id"].as_i64().unwrap();
        let after = school
            .record(&e2e::Lesson {
                id,
                token: String::new(),
            })
            .await
            .unwrap();

        let after = &after["session"];
        assert_eq!(
            before["pageSeconds"], after["pageSeconds"],
            "{before} {after}"
        );

        assert_eq!(before["pageStartTime"], after["pageStartTime"]);
        match before["status"].as_str() {
            Some("active") => {
                assert_eq!(after["status"], "timeout");
                assert_eq!(after["pageEndTime"], before["lastActivity"]);
            }
            _ => assert_eq!(
                (&before["status"], &before["endTime"]),
                (&after["status"], &after["endTime"])
            ),
        }
    }
}
