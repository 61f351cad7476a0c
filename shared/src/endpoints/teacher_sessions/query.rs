//! The list's parameters: each is checked, and a bad one is named.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::status_names;
use crate::app::App;
use crate::domain::{Day, SchoolDays, SessionId, Status, StudentId, TeacherId};
use crate::error::Error;
use crate::store::{Cursor, Filter};

/// Rows of a page when none are asked for.
const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 500;
const MAX_TEXT: usize = 100;

/// What is asked for.
#[derive(Debug)]
pub(super) struct ListQuery {
    pub(super) session: Option<SessionId>,
    pub(super) format: Format,
    pub(super) cursor: Option<Cursor>,
    pub(super) limit: usize,
    teacher: Option<TeacherId>,
    student: Option<StudentId>,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    status: Option<Status>,
    text: Option<String>,
}

/// How the list is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Csv,
}

impl ListQuery {
    /// Reads the parameters. Days are the school's; a blank parameter counts as absent.
    pub(super) fn parse(parameters: &HashMap<String, String>, days: &SchoolDays) -> Result<Self, Error> {
        let text =
            |name: &str| parameters.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
        let (date, from, to) =
            (day(text("date"), "date")?, day(text("from"), "from")?, day(text("to"), "to")?);
        if date.is_some() && (from.is_some() || to.is_some()) {
            return Err(Error::BadRequest("`date` is one day: leave out `from` and `to`.".to_owned()));
        }
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            return Err(Error::BadRequest("`from` must not be after `to`.".to_owned()));
        }
        Ok(Self {
            session: text("session").map(session_id).transpose()?,
            format: text("format").map_or(Ok(Format::Json), format)?,
            cursor: text("cursor")
                .map(|value| value.parse().map_err(|()| bad("cursor", "comes from `nextCursor`")))
                .transpose()?,
            limit: text("limit").map_or(Ok(DEFAULT_LIMIT), limit)?,
            teacher: text("teacherId").map(|id| TeacherId(id.to_owned())),
            student: text("studentId")
                .map(|id| id.parse().map_err(|error| bad("studentId", error)))
                .transpose()?,
            from: date.or(from).map(|day| days.start(day)),
            until: date.or(to).map(|day| days.end(day)),
            status: text("status").map(status).transpose()?,
            text: text("q").map(search).transpose()?,
        })
    }

    /// The filter that follows; a search is answered by the people whose names match.
    pub(super) async fn filter(&self, app: &App) -> Result<Filter, Error> {
        let people = match &self.text {
            Some(text) => Some(app.store().await?.search_people(text).await?),
            None => None,
        };
        Ok(Filter {
            teacher: self.teacher.clone(),
            student: self.student,
            from: self.from,
            until: self.until,
            status: self.status,
            people,
        })
    }
}

fn bad(name: &str, problem: impl std::fmt::Display) -> Error {
    Error::BadRequest(format!("`{name}` {problem}."))
}

fn day(text: Option<&str>, name: &str) -> Result<Option<Day>, Error> {
    text.map(|text| text.parse().map_err(|error| bad(name, error))).transpose()
}

fn session_id(text: &str) -> Result<SessionId, Error> {
    let id = text.parse().ok().filter(|id| *id > 0);
    id.map(SessionId).ok_or_else(|| bad("session", "must be a positive integer"))
}

fn format(text: &str) -> Result<Format, Error> {
    match text {
        "json" => Ok(Format::Json),
        "csv" => Ok(Format::Csv),
        _ => Err(bad("format", "must be json or csv")),
    }
}

fn limit(text: &str) -> Result<usize, Error> {
    let limit = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
    limit.ok_or_else(|| bad("limit", format!("must be a whole number from 1 to {MAX_LIMIT}")))
}

fn status(text: &str) -> Result<Status, Error> {
    let status = Status::ALL.into_iter().find(|status| status.as_str() == text);
    status.ok_or_else(|| bad("status", format!("must be one of {}", status_names())))
}

fn search(text: &str) -> Result<String, Error> {
    if text.chars().count() > MAX_TEXT {
        return Err(bad("q", format!("must have at most {MAX_TEXT} characters")));
    }
    Ok(text.to_owned())
}
