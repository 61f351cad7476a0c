//! Addresses of the dashboard. Their query says what is shown.

use std::fmt;

use url::form_urlencoded::Serializer;

use crate::app::session_selection::{AskedDays, SessionSelection};
use crate::domain::{Period, SessionId, StudentId, TeacherId};
use crate::pages::paths;
use crate::store::{PagePosition, SortOrder};

/// An address under construction.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    path: &'static str,
    pairs: Vec<(&'static str, String)>,
}

impl Link {
    /// The dashboard without a query.
    pub(crate) fn home() -> Self {
        Self::at(paths::DASHBOARD)
    }

    /// Another path without a query.
    pub(crate) fn at(path: &'static str) -> Self {
        Self {
            path,
            pairs: Vec::new(),
        }
    }

    /// The page of one session.
    pub(crate) fn to_session(id: SessionId) -> Self {
        Self::home().with("session", &id.to_string())
    }

    /// The page about hosts that are not known.
    pub(crate) fn to_hosts() -> Self {
        Self::home().with("view", "hosts")
    }

    /// The page about Zoom.
    pub(crate) fn to_zoom() -> Self {
        Self::home().with("view", "zoom")
    }

    /// The lessons of a month or a day that did not go as planned, of one teacher or of all.
    pub(crate) fn to_plan(period: Period, teacher: Option<&TeacherId>) -> Self {
        let link = Self::home().with("view", "plan");
        let link = if period.first == period.last {
            link.with("date", &period.first.to_string())
        } else {
            link.with("month", &period.first.date().format("%Y-%m").to_string())
        };

        match teacher {
            Some(teacher) => link.for_teacher(teacher),
            None => link,
        }
    }

    /// The list of the selected sessions, from its first page on.
    pub(crate) fn to_list(selection: &SessionSelection) -> Self {
        let mut link = Self::home().for_days(selection.days);

        if let Some(teacher) = &selection.teacher {
            link = link.for_teacher(teacher);
        }

        if let Some(student) = selection.student {
            link = link.for_student(student);
        }

        if let Some(status) = selection.status {
            link = link.with("status", status.as_str());
        }

        if let Some(text) = &selection.text {
            link = link.with("q", text);
        }

        link.sorted(selection.order)
    }

    pub(crate) fn for_days(self, days: AskedDays) -> Self {
        let (first, last) = match days {
            AskedDays::Preset(preset) => return self.with("range", preset.as_str()),
            AskedDays::Dates(first, last) => (first, last),
        };

        let mut link = self;
        if let Some(first) = first {
            link = link.with("from", &first.to_string());
        }

        if let Some(last) = last {
            link = link.with("to", &last.to_string());
        }

        link
    }

    pub(crate) fn for_teacher(self, teacher: &TeacherId) -> Self {
        self.with("teacherId", &teacher.0)
    }

    pub(crate) fn for_student(self, student: StudentId) -> Self {
        self.with("studentId", &student.to_string())
    }

    pub(crate) fn sorted(self, order: SortOrder) -> Self {
        match sort_parameter(order) {
            Some(value) => self.with("sort", &value),
            None => self.without(&["sort"]),
        }
    }

    /// Another page of the same list.
    pub(crate) fn at_page(self, position: &PagePosition) -> Self {
        match position {
            PagePosition::First => self,
            PagePosition::After(cursor) => self.with("cursor", &cursor.to_string()),
            PagePosition::Before(cursor) => self.with("before", &cursor.to_string()),
        }
    }

    /// The same sessions as a file. The file has an order of its own.
    pub(crate) fn into_csv(mut self) -> Self {
        self.path = paths::SESSION_LIST;
        self.without(&["sort"]).with("format", "csv")
    }

    /// Sets a parameter.
    pub(crate) fn with(self, name: &'static str, value: &str) -> Self {
        let mut link = self.without(&[name]);
        link.pairs.push((name, value.to_owned()));
        link
    }

    fn without(mut self, names: &[&str]) -> Self {
        self.pairs.retain(|(name, _)| !names.contains(name));
        self
    }
}

/// Returns the value of `sort`; `None` for the usual order.
pub(crate) fn sort_parameter(order: SortOrder) -> Option<String> {
    if order == SortOrder::default() {
        return None;
    }

    let sign = if order.descending { "-" } else { "" };
    Some(format!("{sign}{}", order.sort.as_str()))
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path)?;
        if self.pairs.is_empty() {
            return Ok(());
        }

        let query = Serializer::new(String::new())
            .extend_pairs(&self.pairs)
            .finish();

        write!(f, "?{query}")
    }
}
