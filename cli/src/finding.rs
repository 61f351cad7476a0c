//! The result of one check, and its remedy.

use std::fmt;

use serde::Serialize;

/// The remedy for a schema or rows that are behind this version.
pub(crate) const MIGRATE: &str = "Run `session-tracking migrate`";

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CheckResult {
    Ok,
    /// It works, but not as well as it could.
    Warn,
    Fail,
}

/// A check with its outcome. Never holds a secret.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Finding {
    check: String,
    result: CheckResult,
    remedy: Option<String>,
}

impl Finding {
    pub(crate) fn ok(check: impl Into<String>) -> Self {
        Self {
            check: check.into(),
            result: CheckResult::Ok,
            remedy: None,
        }
    }

    pub(crate) fn warn(check: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            check: check.into(),
            result: CheckResult::Warn,
            remedy: Some(remedy.into()),
        }
    }

    pub(crate) fn fail(check: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            check: check.into(),
            result: CheckResult::Fail,
            remedy: Some(remedy.into()),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let result = match self.result {
            CheckResult::Ok => "ok  ",
            CheckResult::Warn => "warn",
            CheckResult::Fail => "FAIL",
        };

        write!(f, "{result}  {}", self.check)?;
        match &self.remedy {
            Some(remedy) => write!(f, "\n        {remedy}"),
            None => Ok(()),
        }
    }
}

/// The parts of a finding that are named at most.
const MAX_NAMED: usize = 10;

/// Joins the first of many texts, and says where there are more.
pub(crate) fn named(texts: impl Iterator<Item = String>) -> String {
    let mut first: Vec<String> = texts.take(MAX_NAMED + 1).collect();
    if let Some(last) = first.get_mut(MAX_NAMED) {
        "...".clone_into(last);
    }

    first.join("; ")
}

/// How many findings of each kind there are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    ok: usize,
    warn: usize,
    pub(crate) fail: usize,
}

impl Counts {
    pub(crate) fn of(findings: &[Finding]) -> Self {
        Self {
            ok: count(findings, CheckResult::Ok),
            warn: count(findings, CheckResult::Warn),
            fail: count(findings, CheckResult::Fail),
        }
    }
}

fn count(findings: &[Finding], result: CheckResult) -> usize {
    findings
        .iter()
        .filter(|finding| finding.result == result)
        .count()
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ok, {} warn, {} FAIL", self.ok, self.warn, self.fail)
    }
}
