//! Checks whether every setting can be used.

use session_tracking::config::{Config, Problem};
use session_tracking::store::check_url;

use crate::finding::Finding;
use crate::trouble::Trouble;

/// Returns what is wrong with the environment; `config` is what can be used of it.
pub(super) fn check(problems: &[Problem], config: Option<&Config>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = problems
        .iter()
        .map(|problem| Finding::fail(name(problem), problem.to_string()))
        .collect();

    if findings.is_empty() {
        findings.push(Finding::ok(
            "settings: the required ones are there, and each can be read",
        ));
    }

    let warnings = config.map(Config::warnings).unwrap_or_default();
    let warnings = warnings
        .iter()
        .map(|problem| Finding::warn(name(problem), problem.to_string()));
    findings.extend(warnings);

    findings
}

fn name(problem: &Problem) -> String {
    format!("setting {}", problem.name)
}

/// Returns the settings in `DATABASE_URL` that have no effect.
pub(super) fn check_database_url(config: &Config) -> Vec<Finding> {
    const REMEDY: &str =
        "Remove it, or use a setting of this program's driver, such as ssl-mode or ssl-ca";
    match check_url(config.database_url.expose()) {
        Ok(unknown) => unknown
            .into_iter()
            .map(|name| format!("DATABASE_URL: the setting `{name}` has no effect"))
            .map(|check| Finding::warn(check, REMEDY))
            .collect(),
        Err(error) => {
            let Trouble { what, remedy } = Trouble::of(&error);
            vec![Finding::fail(what, remedy)]
        }
    }
}
