//! Reads a session as a fold over its ledger: evidence -> segments of presence -> seconds.

use chrono::{DateTime, Utc};

use super::{Evidence, Kind, Rules};

/// A stretch of time in which the page was provably open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its first sign of life.
    pub from: DateTime<Utc>,
    /// Its last.
    pub to: DateTime<Utc>,
}

/// Folds the ledger into segments, oldest first.
///
/// Heartbeats are not in the ledger: a segment runs from what opened it to what closed it, and the last
/// one, while nothing closed it, to `last_sign_at`. A closing that is taken back within the grace time
/// (a reload) is none.
#[must_use]
pub fn segments(
    clicked_at: DateTime<Utc>,
    last_sign_at: DateTime<Utc>,
    ledger: &[Evidence],
    rules: &Rules,
) -> Vec<Segment> {
    let mut done: Vec<Segment> = Vec::new();
    let mut open = Some(clicked_at);
    let mut left_by = Kind::Joined;
    for evidence in ledger {
        match evidence.kind {
            Kind::Silent | Kind::Closed | Kind::Finished | Kind::TimedOut => {
                if let Some(from) = open.take() {
                    done.push(Segment { from, to: evidence.at });
                    left_by = evidence.kind;
                }
            }
            Kind::Joined | Kind::Resumed if open.is_none() => {
                let reloaded =
                    |last: &Segment| left_by == Kind::Closed && evidence.at - last.to <= rules.grace;
                open = Some(match done.pop_if(|last| reloaded(last)) {
                    Some(last) => last.from,
                    None => evidence.at,
                });
            }
            Kind::Joined | Kind::Resumed | Kind::TokenReplaced => {}
        }
    }
    done.extend(open.map(|from| Segment { from, to: last_sign_at.max(from) }));
    done
}

/// Returns the whole seconds between the first sign of life and the last that lie outside all segments.
#[must_use]
pub fn uncounted_seconds(segments: &[Segment]) -> i64 {
    segments.windows(2).map(|pair| (pair[1].from - pair[0].to).num_seconds()).sum()
}
