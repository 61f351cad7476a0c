//! The report on a month, teacher by teacher.

use askama::Template;

use crate::domain::Role;
use crate::pages::staff::Frame;

/// The page.
#[derive(Debug, Template)]
#[template(path = "dashboard/months.html")]
pub(crate) struct MonthsPage<'a> {
    pub(crate) frame: &'a Frame,
    /// `2026-11`.
    pub(crate) month: String,
    pub(crate) title: String,
    pub(crate) rows: Vec<MonthRow>,
    pub(crate) total: MonthRow,
    pub(crate) previous: String,
    pub(crate) next: Option<String>,
    pub(crate) csv: String,
    pub(crate) late_minutes: i64,
}

/// One teacher, or the sum.
#[derive(Debug)]
pub(crate) struct MonthRow {
    pub(crate) name: String,
    /// Their sessions.
    pub(crate) link: Option<String>,
    pub(crate) figures: Vec<String>,
}
