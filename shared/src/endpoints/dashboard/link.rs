//! Addresses of the dashboard: what is asked for, as a query.

use std::fmt;

use url::form_urlencoded::Serializer;

use super::ENDPOINT;
use crate::endpoints::list_query::{AskedDays, ListQuery};
use crate::endpoints::teacher_sessions;
use crate::store::{PagePosition, SortOrder};

/// An address under construction.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    path: &'static str,
    pairs: Vec<(&'static str, String)>,
}

impl Link {
    /// The dashboard without anything asked for.
    pub(crate) fn home() -> Self {
        Self::at(ENDPOINT.path)
    }

    /// Another path, without anything asked for.
    pub(crate) fn at(path: &'static str) -> Self {
        Self {
            path,
            pairs: Vec::new(),
        }
    }

    /// The list that a query asks for, from its first page on.
    pub(crate) fn to(query: &ListQuery) -> Self {
        let mut link = Self::home();
        match query.days {
            AskedDays::Preset(preset) => link = link.with("range", preset.as_str()),
            AskedDays::Dates(first, last) => {
                for (name, day) in [("from", first), ("to", last)] {
                    link = day
                        .into_iter()
                        .fold(link, |link, day| link.with(name, &day.to_string()));
                }
            }
        }

        if let Some(teacher) = &query.teacher {
            link = link.with("teacherId", &teacher.0);
        }

        if let Some(student) = query.student {
            link = link.with("studentId", &student.to_string());
        }

        if let Some(status) = query.status {
            link = link.with("status", status.as_str());
        }

        if let Some(text) = &query.text {
            link = link.with("q", text);
        }

        link.sorted(query.order)
    }

    pub(crate) fn sorted(self, order: SortOrder) -> Self {
        if order == SortOrder::default() {
            return self.without(&["sort"]);
        }

        let sign = if order.descending { "-" } else { "" };
        self.with("sort", &format!("{sign}{}", order.sort.as_str()))
    }

    pub(crate) fn turned(self, turn: &PagePosition) -> Self {
        match turn {
            PagePosition::First => self,
            PagePosition::After(cursor) => self.with("cursor", &cursor.to_string()),
            PagePosition::Before(cursor) => self.with("before", &cursor.to_string()),
        }
    }

    /// The same sessions from the interface for programs, as a file, which has an order of its own.
    pub(crate) fn into_csv(mut self) -> Self {
        self.path = teacher_sessions::ENDPOINT.path;
        self.without(&["sort"]).with("format", "csv")
    }

    pub(crate) fn with(self, name: &'static str, value: &str) -> Self {
        let mut link = self.without(&[name]);
        link.pairs.push((name, value.to_owned()));
        link
    }

    pub(crate) fn without(mut self, names: &[&str]) -> Self {
        self.pairs.retain(|(name, _)| !names.contains(name));
        self
    }
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
