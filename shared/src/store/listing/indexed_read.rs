//! The reads along an index that make up a page of the list.

use chrono::{DateTime, Utc};

use crate::domain::{PresenceParameters, Status};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::rules::{IS_SENT, TimeColumn, is_active, is_timed_out};

/// One of the ordered reads that make up a page, all in one statement.
#[derive(Clone, Copy)]
pub(crate) enum IndexedRead {
    /// Opened sessions of any status.
    Opened,
    /// Opened sessions that are stored with this status.
    OpenedAs(&'static str),
    /// Sessions that are active now.
    Active,
    /// Sessions that are stored as open and are timed out now.
    TimedOut,
    /// Sessions of any status that were not opened.
    NotOpened,
    /// Sessions that were not opened and are not over.
    Sent,
    /// Sessions that were not opened and are stored with this status: rows of older systems.
    NotOpenedAs(&'static str),
}

impl IndexedRead {
    /// Returns the reads for a status as settled now: a session that is silent for longer than the idle timeout is
    /// timed out even before a sweep closes it. Each read runs along an index in the list's own order.
    pub(crate) fn for_status(status: Option<Status>) -> &'static [Self] {
        match status {
            None => &[Self::Opened, Self::NotOpened],
            Some(Status::Sent) => &[Self::Sent],
            Some(Status::Active) => &[Self::Active],
            Some(Status::Ended) => &[Self::OpenedAs("ended"), Self::NotOpenedAs("ended")],
            Some(Status::Timeout) => &[
                Self::OpenedAs("timeout"),
                Self::TimedOut,
                Self::NotOpenedAs("timeout"),
            ],
        }
    }

    pub(crate) fn time(self) -> TimeColumn {
        match self {
            Self::Opened | Self::OpenedAs(_) | Self::Active | Self::TimedOut => {
                TimeColumn::ClickedAt
            }
            Self::NotOpened | Self::NotOpenedAs(_) | Self::Sent => TimeColumn::SentTime,
        }
    }

    pub(crate) fn condition(
        self,
        dialect: Dialect,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Statement {
        match self {
            Self::Active => is_active(dialect, now, rules),
            Self::TimedOut => is_timed_out(dialect, now, rules),
            Self::Sent => Statement::new(IS_SENT),
            Self::Opened | Self::NotOpened => Statement::new(self.time().rows()),
            Self::OpenedAs(status) | Self::NotOpenedAs(status) => {
                let mut sql = Statement::new(self.time().rows());
                sql.push(" AND session_status = '").push(status).push("'");
                sql
            }
        }
    }
}
