//! One session: its figures, why they are what they are, and the evidence on a line of time.

use askama::Template;

use crate::domain::Role;
use crate::pages::dashboard::ShownInstant;
use crate::pages::staff::Frame;

/// The page.
#[derive(Debug, Template)]
#[template(path = "dashboard/session.html")]
pub(crate) struct SessionPage<'a> {
    pub(crate) frame: &'a Frame,
    pub(crate) id: i64,
    pub(crate) student: String,
    pub(crate) teacher: String,
    pub(crate) phase: &'static str,
    pub(crate) phase_title: &'static str,
    pub(crate) why: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) timeline: Option<TimelineDrawing>,
    pub(crate) evidence: Vec<EvidenceRow>,
    /// Whether an admin may end it.
    pub(crate) is_open: bool,
    /// What was wrong with the last try, and what was typed.
    pub(crate) refused: Option<(String, String)>,
}

/// A name and its value.
#[derive(Debug)]
pub(crate) struct Fact {
    pub(crate) name: &'static str,
    pub(crate) text: String,
    pub(crate) at: Option<ShownInstant>,
}

/// The line of time.
#[derive(Debug)]
pub(crate) struct TimelineDrawing {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) spans: Vec<Span>,
    pub(crate) marks: Vec<TimelineMark>,
    pub(crate) legend: Vec<(&'static str, &'static str)>,
}

/// A stretch of it, in tenths of a percent.
#[derive(Debug)]
pub(crate) struct Span {
    pub(crate) class: &'static str,
    /// From the top, and how high: of twelve.
    pub(crate) y: (u8, u8),
    pub(crate) x: String,
    pub(crate) width: String,
    pub(crate) title: String,
}

/// A moment.
#[derive(Debug)]
pub(crate) struct TimelineMark {
    pub(crate) x: String,
    pub(crate) title: String,
}

/// A line of the ledger.
#[derive(Debug)]
pub(crate) struct EvidenceRow {
    pub(crate) at: ShownInstant,
    pub(crate) what: &'static str,
    pub(crate) who: &'static str,
    pub(crate) detail: String,
    pub(crate) late: String,
}
