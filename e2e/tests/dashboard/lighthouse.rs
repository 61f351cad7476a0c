//! Lighthouse's marks. `TEST_LIGHTHOUSE` names its program.

use std::process::Command;

use e2e::{OFFICE, announce, find_chromium, skip, variable};
use serde_json::{Value, json};

use crate::{DASHBOARD, Stage};

/// The marks that are the same each time.
const CATEGORIES: [&str; 3] = ["accessibility", "best-practices", "seo"];
const LOWEST: f64 = 0.95;

/// Performance is a time, and whatever else this machine does makes it worse: it is printed, and what it is made of is
/// tested instead. Each is an audit, its highest value and that value's unit.
const BUDGET: [(&str, f64, &str); 3] = [
    ("total-byte-weight", 250_000.0, "bytes"),
    ("dom-size", 1_400.0, "elements"),
    ("cumulative-layout-shift", 0.05, "of the page"),
];

/// As the tests' own browser, and as quiet on the network.
const FLAGS: &str = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync \
                     --disable-background-networking --disable-component-update --disable-dev-shm-usage";

fn mark(report: &Value, category: &str) -> f64 {
    report["categories"][category]["score"]
        .as_f64()
        .unwrap_or_default()
}

/// Returns what costs more than the budget of the page.
fn over_budget(report: &Value, path: &str) -> Vec<String> {
    let mut over = Vec::new();

    for (audit, most, unit) in BUDGET {
        let value = report["audits"][audit]["numericValue"].as_f64();
        announce(&format!("Lighthouse: {path} {audit} {value:?} {unit}"));

        if value.is_none_or(|value| value > most) {
            over.push(format!("{path} {audit} {value:?} {unit}: at most {most}"));
        }
    }

    over
}

fn measure(program: &str, url: &str, cookie: Option<&(&str, String)>) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let mut command = Command::new("node");

    command
        .arg(program)
        .arg(url)
        .env("CHROME_PATH", find_chromium().unwrap())
        .args([
            "--quiet",
            "--output=json",
            "--no-enable-error-reporting",
            // Nobody's search engine is to know these pages: they say so in a header, on purpose.
            "--skip-audits=is-crawlable",
        ]);

    command.arg(format!(
        "--only-categories=performance,{}",
        CATEGORIES.join(",")
    ));
    command.arg(format!("--output-path={}", report.display()));

    command.arg(format!(
        "--chrome-flags={FLAGS} --user-data-dir={}",
        folder.path().join("profile").display()
    ));

    if let Some((name, value)) = cookie {
        command.arg(format!(
            "--extra-headers={}",
            json!({ "Cookie": format!("{name}={value}") })
        ));
    }

    let ran = command.output().unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );

    serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap()
}

/// The audits of a category that cost it something.
fn remarks(report: &Value, category: &str) -> Vec<String> {
    let audits = report["categories"][category]["auditRefs"]
        .as_array()
        .unwrap()
        .iter();
    let audits = audits.filter(|audit| audit["weight"].as_f64() > Some(0.0));
    let audits = audits.map(|audit| &report["audits"][audit["id"].as_str().unwrap()]);
    let poor = audits.filter(|audit| audit["score"].as_f64().is_some_and(|score| score < 0.9));

    poor.map(|audit| format!("{} {}", audit["id"], audit["displayValue"]))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lighthouse_gives_good_marks() {
    let Some(program) = variable("TEST_LIGHTHOUSE") else {
        skip("Lighthouse (TEST_LIGHTHOUSE is not set; `cargo xtask test --only browser` gets it)");
        return;
    };
    let Some(stage) = Stage::set().await else {
        return;
    };
    let cookie = stage.school.cookie(OFFICE).unwrap();
    let mut poor = Vec::new();

    for (path, cookie) in [("/sign-in", None), (DASHBOARD, Some(&cookie))] {
        let report = measure(&program, &stage.school.url(path), cookie);
        let seen = report["finalDisplayedUrl"].as_str().unwrap();
        assert!(seen.ends_with(path), "{path} led to {seen}");

        let performance = mark(&report, "performance");
        announce(&format!("Lighthouse: {path} performance {performance}"));
        poor.extend(over_budget(&report, path));

        for category in CATEGORIES {
            let mark = mark(&report, category);
            announce(&format!("Lighthouse: {path} {category} {mark}"));

            if mark < LOWEST {
                poor.push(format!(
                    "{path} {category} {mark}: {:?}",
                    remarks(&report, category)
                ));
            }
        }
    }

    assert!(poor.is_empty(), "{poor:#?}");
}
