//! The columns of the list: what they are called, and how the list is sorted by them.

use super::link::Link;
use crate::app::session_selection::SessionSelection;
use crate::store::{SortKey, SortOrder};

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SessionColumn {
    Started,
    Student,
    Teacher,
    Status,
    TimeInClass,
    Evidence,
    Message,
}

impl SessionColumn {
    /// All of them, from left to right.
    pub(crate) const ALL: [Self; 7] = [
        Self::Started,
        Self::Student,
        Self::Teacher,
        Self::Status,
        Self::TimeInClass,
        Self::Evidence,
        Self::Message,
    ];

    /// Returns the name in the head of the table, and, on a phone, before each value.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Started => "Started",
            Self::Student => "Student",
            Self::Teacher => "Teacher",
            Self::Status => "Status",
            Self::TimeInClass => "Time in class",
            Self::Evidence => "Evidence",
            Self::Message => "Message",
        }
    }

    /// Returns the order that the head leads to first, if the table can be sorted by this column.
    fn first_order(self) -> Option<SortOrder> {
        let (sort, descending) = match self {
            Self::Started => (SortKey::Time, true),
            Self::Student => (SortKey::Student, false),
            Self::Teacher => (SortKey::Teacher, false),
            Self::Status => (SortKey::Status, false),
            Self::TimeInClass => (SortKey::Duration, true),
            Self::Evidence | Self::Message => return None,
        };

        Some(SortOrder { sort, descending })
    }
}

/// The head of a column.
#[derive(Debug)]
pub(crate) struct ColumnHeader {
    pub(crate) title: &'static str,
    /// The list sorted by this column.
    pub(crate) link: Option<String>,
    /// `ascending`, `descending` or empty.
    pub(crate) sorted: &'static str,
}

/// Returns a column's head as it is for a selection.
pub(crate) fn header(selection: &SessionSelection, column: SessionColumn) -> ColumnHeader {
    let title = column.title();
    let Some(first_order) = column.first_order() else {
        return ColumnHeader {
            title,
            link: None,
            sorted: "",
        };
    };

    let current = selection.order;
    let is_current = current.sort == first_order.sort;
    let sorted = match (is_current, current.descending) {
        (false, _) => "",
        (true, true) => "descending",
        (true, false) => "ascending",
    };

    // A second click turns the order round.
    let order = if is_current {
        SortOrder {
            descending: !current.descending,
            ..current
        }
    } else {
        first_order
    };

    ColumnHeader {
        title,
        link: Some(Link::to_list(selection).sorted(order).to_string()),
        sorted,
    }
}
