//! One thing that was checked, what came of it, and what to do about it.

use std::fmt;

use serde::Serialize;

/// The remedy for a schema or rows that are behind this version.
pub(crate) const MIGRATE: &str = "Run `session-tracking migrate`";

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    Ok,
    /// It works, but less than it could.
    Warn,
    Fail,
}

/// A check with its outcome. Never holds a secret.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Finding {
    check: String,
    result: Verdict,
    remedy: Option<String>,
}

impl Finding {
    pub(crate) fn ok(check: impl Into<String>) -> Self {
        Self {
            check: check.into(),
            result: Verdict::Ok,
            remedy: None,
        }
    }

    pub(crate) fn warn(check: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            check: check.into(),
            result: Verdict::Warn,
            remedy: Some(remedy.into()),
        }
    }

    pub(crate) fn fail(check: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            check: check.into(),
            result: Verdict::Fail,
            remedy: Some(remedy.into()),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.result {
            Verdict::Ok => "ok  ",
            Verdict::Warn => "warn",
            Verdict::Fail => "FAIL",
        };

        write!(f, "{verdict}  {}", self.check)?;
        self.remedy
            .iter()
            .try_for_each(|remedy| write!(f, "\n        {remedy}"))
    }
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
        let count = |wanted| {
            findings
                .iter()
                .filter(|finding| finding.result == wanted)
                .count()
        };

        Self {
            ok: count(Verdict::Ok),
            warn: count(Verdict::Warn),
            fail: count(Verdict::Fail),
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ok, {} warn, {} FAIL", self.ok, self.warn, self.fail)
    }
}
