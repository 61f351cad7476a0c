//! Whether every setting can be used.

use session_tracking::config::{Config, Problem};
use session_tracking::store::check_url;

use crate::finding::Finding;
use crate::trouble::Trouble;

/// Returns what is wrong with the environment; `config` is what can be used of it.
pub(super) fn check(problems: &[Problem], config: Option<&Config>) -> Vec<Finding> {
    let fail =
        |problem: &Problem| Finding::fail(format!("setting {}", problem.name), problem.to_string());
    let mut findings: Vec<Finding> = problems.iter().map(fail).collect();
    if findings.is_empty() {
        findings.push(Finding::ok(
            "settings: the required ones are there, and each can be read",
        ));
    }

    let warnings = config.map(Config::warnings).unwrap_or_default();
    let warn =
        |problem: &Problem| Finding::warn(format!("setting {}", problem.name), problem.to_string());
    findings.extend(warnings.iter().map(warn));

    findings
}

/// Returns what `DATABASE_URL` holds in vain.
pub(super) fn check_database_url(config: &Config) -> Vec<Finding> {
    const REMEDY: &str =
        "Remove it, or use a setting of this program's driver, such as ssl-mode or ssl-ca";
    match check_url(config.database_url.expose()) {
        Ok(unknown) => {
            let warn = |name| {
                Finding::warn(
                    format!("DATABASE_URL: the setting `{name}` has no effect"),
                    REMEDY,
                )
            };

            unknown.into_iter().map(warn).collect()
        }
        Err(error) => {
            let Trouble { what, remedy } = Trouble::of(&error);
            vec![Finding::fail(what, remedy)]
        }
    }
}
