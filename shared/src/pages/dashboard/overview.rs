//! What the dashboard's pages show. Everything is text already: templates only place it.

use askama::Template;
use chrono::{DateTime, SecondsFormat, Utc};

use crate::domain::{Role, SchoolCalendar};
use crate::pages::dashboard::charts::Chart;
use crate::pages::staff::Frame;

/// An instant for people, exact; the page's script may add how long ago it was.
#[derive(Clone, Debug)]
pub(crate) struct ShownInstant {
    pub(crate) iso: String,
    pub(crate) text: String,
}

impl ShownInstant {
    /// Shows an instant by the school's clock.
    pub(crate) fn of(at: DateTime<Utc>, days: &SchoolCalendar) -> Self {
        Self {
            iso: at.to_rfc3339_opts(SecondsFormat::Secs, true),
            text: days.show(at),
        }
    }
}

/// The script of all pages of the dashboard.
pub(crate) const SCRIPT: &str = include_str!("dashboard.js");

/// The whole page around the results, which are also answered alone.
#[derive(Debug, Template)]
#[template(path = "dashboard/dashboard.html")]
pub(crate) struct DashboardPage<'a> {
    pub(crate) frame: &'a Frame,
    pub(crate) now: String,
    pub(crate) results: String,
}

/// Everything that depends on what is asked for, and changes while lessons go on.
#[derive(Debug, Template)]
#[template(path = "dashboard/results.html")]
pub(crate) struct Results {
    pub(crate) form: FilterForm,
    pub(crate) chips: Vec<Chip>,
    pub(crate) cards: Vec<Card>,
    /// The days that the cards' changes are against.
    pub(crate) compared_with: String,
    pub(crate) charts: Vec<Chart>,
    pub(crate) list: List,
    pub(crate) system: SystemStatus,
}

/// The filters as they stand.
#[derive(Debug)]
pub(crate) struct FilterForm {
    pub(crate) presets: Vec<Choice>,
    /// The school's time zone.
    pub(crate) zone: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) teachers: Vec<Choice>,
    /// Students to choose from, by id; empty where they are too many.
    pub(crate) students: Vec<Choice>,
    pub(crate) student: String,
    pub(crate) statuses: Vec<Choice>,
    pub(crate) text: String,
    pub(crate) sort: String,
}

/// One of several values, or where it leads.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) title: String,
    pub(crate) chosen: bool,
}

/// A filter that is set, and the address without it.
#[derive(Debug)]
pub(crate) struct Chip {
    pub(crate) text: String,
    pub(crate) without: String,
}

/// A figure.
#[derive(Debug)]
pub(crate) struct Card {
    pub(crate) title: &'static str,
    pub(crate) value: String,
    pub(crate) detail: String,
    /// The change against the days before.
    pub(crate) change: String,
    /// Where the sessions behind it are listed.
    pub(crate) link: Option<String>,
}

/// The table.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) total: String,
    pub(crate) head: Vec<ColumnHeader>,
    pub(crate) rows: Vec<ListRow>,
    pub(crate) first: Option<String>,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) csv: String,
    /// What to try where nothing was found.
    pub(crate) clear: String,
}

/// A column's head.
#[derive(Debug)]
pub(crate) struct ColumnHeader {
    pub(crate) title: &'static str,
    /// Sorts by it.
    pub(crate) link: Option<String>,
    /// `ascending`, `descending` or empty.
    pub(crate) sorted: &'static str,
}

/// A session in the table.
#[derive(Debug)]
pub(crate) struct ListRow {
    pub(crate) id: i64,
    pub(crate) link: String,
    /// When it was opened, or, if it was not, sent.
    pub(crate) when: Option<ShownInstant>,
    pub(crate) student: String,
    pub(crate) student_link: String,
    pub(crate) teacher: String,
    /// `None`: the session has no teacher.
    pub(crate) teacher_link: Option<String>,
    /// The phase's wire name: also its colour.
    pub(crate) phase: &'static str,
    pub(crate) phase_title: &'static str,
    pub(crate) end_reason: &'static str,
    pub(crate) duration: String,
    /// Of a live session: seconds counted, and when they were.
    pub(crate) live: Option<(i64, String)>,
    pub(crate) band: String,
    pub(crate) evidence: String,
    pub(crate) message: String,
}

/// How the system itself is.
#[derive(Debug)]
pub(crate) struct SystemStatus {
    pub(crate) items: Vec<SystemItem>,
    pub(crate) warnings: Vec<String>,
}

/// One thing that was looked at.
#[derive(Debug)]
pub(crate) struct SystemItem {
    pub(crate) name: &'static str,
    pub(crate) text: String,
    pub(crate) at: Option<ShownInstant>,
    pub(crate) level: Level,
}

/// Whether it is as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Good,
    Warning,
}

/// How many sessions a sweep would close, before it does.
#[derive(Debug, Template)]
#[template(path = "dashboard/sweep.html")]
pub(crate) struct SweepPage<'a> {
    pub(crate) frame: &'a Frame,
    pub(crate) due: i64,
    pub(crate) idle_minutes: i64,
    pub(crate) done: Option<SweepDone>,
}

/// What a sweep did.
#[derive(Debug)]
pub(crate) struct SweepDone {
    pub(crate) message: String,
    pub(crate) all_closed: bool,
    pub(crate) seconds: String,
    pub(crate) rows: Vec<SweptRow>,
}

/// A session that it closed.
#[derive(Debug)]
pub(crate) struct SweptRow {
    pub(crate) id: i64,
    pub(crate) student: String,
    pub(crate) teacher: String,
    pub(crate) ended: Option<ShownInstant>,
    pub(crate) duration: String,
}
