//! What the list and the dashboard are asked for: each parameter is checked, and a bad one is named.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::session_selection::AskedDays;
use crate::domain::{Day, SessionId, Status, StudentId, TeacherId};
use crate::error::Error;
use crate::store::{Cursor, Filter, PagePosition, SortKey, SortOrder};

/// Rows of a page when none are asked for.
const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 500;
const MAX_TEXT: usize = 100;

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct ListQuery {
    /// One session instead of a list.
    pub(crate) session: Option<SessionId>,
    pub(crate) format: Format,
    pub(crate) order: SortOrder,
    pub(crate) turn: PagePosition,
    pub(crate) limit: usize,
    pub(crate) days: AskedDays,
    pub(crate) teacher: Option<TeacherId>,
    pub(crate) student: Option<StudentId>,
    pub(crate) status: Option<Status>,
    /// What students and teachers are searched by.
    pub(crate) text: Option<String>,
}

/// How the list is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Csv,
}

impl Format {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        match text {
            "json" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            _ => Err(bad("format", "must be json or csv")),
        }
    }
}

impl ListQuery {
    /// Reads the parameters. Days are the school's; a blank parameter counts as absent.
    pub(crate) fn parse(parameters: &HashMap<String, String>) -> Result<Self, Error> {
        let text = |name: &str| {
            parameters
                .get(name)
                .map(|value| value.trim())
                .filter(|value| !value.is_empty())
        };
        let order = text("sort").map_or(Ok(SortOrder::default()), order)?;

        Ok(Self {
            session: text("session").map(session_id).transpose()?,
            format: text("format").map_or(Ok(Format::Json), Format::parse)?,
            order,
            turn: turn(text("cursor"), text("before"), order)?,
            limit: text("limit").map_or(Ok(DEFAULT_LIMIT), limit)?,
            days: days(text("range"), text("date"), text("from"), text("to"))?,
            teacher: text("teacherId").map(|id| TeacherId(id.to_owned())),
            student: text("studentId")
                .map(|id| id.parse().map_err(|error| bad("studentId", error)))
                .transpose()?,
            status: text("status").map(status).transpose()?,
            text: text("q").map(search).transpose()?,
        })
    }

    /// The filter that follows; a search is answered by the people whose names match.
    pub(crate) async fn filter(&self, app: &App, now: DateTime<Utc>) -> Result<Filter, Error> {
        let people = match &self.text {
            Some(text) => {
                let found = app.store().await?.search_people(text).await?;
                let text = "More than 200 names match the search: type more of the name.";
                Some(found.ok_or_else(|| Error::Unprocessable(text.to_owned()))?)
            }
            None => None,
        };

        let days = app.calendar();
        let (first, last) = self.days.ends(days.day_of(now));
        let filter = Filter {
            teacher: self.teacher.clone(),
            student: self.student,
            status: self.status,
            people,
            ..Filter::default()
        };

        Ok(filter.within(days, first, last))
    }
}

fn bad(name: &str, problem: impl std::fmt::Display) -> Error {
    Error::BadRequest(format!("`{name}` {problem}."))
}

fn days(
    range: Option<&str>,
    date: Option<&str>,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<AskedDays, Error> {
    let (date, from, to) = (day(date, "date")?, day(from, "from")?, day(to, "to")?);
    if let Some(range) = range {
        if date.or(from).or(to).is_some() {
            return Err(Error::BadRequest(
                "`range` is enough: leave out `date`, `from` and `to`.".to_owned(),
            ));
        }

        return range
            .parse()
            .map(AskedDays::Preset)
            .map_err(|error| bad("range", error));
    }
    if date.is_some() && (from.is_some() || to.is_some()) {
        return Err(Error::BadRequest(
            "`date` is one day: leave out `from` and `to`.".to_owned(),
        ));
    }
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(Error::BadRequest(
            "`from` must not be after `to`.".to_owned(),
        ));
    }
    Ok(AskedDays::Dates(date.or(from), date.or(to)))
}

fn day(text: Option<&str>, name: &str) -> Result<Option<Day>, Error> {
    text.map(|text| text.parse().map_err(|error| bad(name, error)))
        .transpose()
}

fn order(text: &str) -> Result<SortOrder, Error> {
    let (name, descending) = text
        .strip_prefix('-')
        .map_or((text, false), |name| (name, true));
    let names = SortKey::ALL.map(SortKey::as_str).join(", ");
    let sort = SortKey::ALL.into_iter().find(|sort| sort.as_str() == name);
    let sort = sort.ok_or_else(|| {
        bad(
            "sort",
            format!("must be one of {names}, or one of these after a -"),
        )
    })?;

    Ok(SortOrder { sort, descending })
}

fn turn(
    cursor: Option<&str>,
    before: Option<&str>,
    order: SortOrder,
) -> Result<PagePosition, Error> {
    let read = |text: &str, name: &str| {
        let cursor = text
            .parse()
            .map_err(|()| bad(name, "comes from the page before or after"))?;
        if Cursor::fits(&cursor, order.sort) {
            Ok(cursor)
        } else {
            Err(bad(name, "belongs to another order"))
        }
    };

    match (cursor, before) {
        (None, None) => Ok(PagePosition::First),
        (Some(cursor), None) => Ok(PagePosition::After(read(cursor, "cursor")?)),
        (None, Some(before)) => Ok(PagePosition::Before(read(before, "before")?)),
        (Some(_), Some(_)) => Err(Error::BadRequest(
            "`cursor` and `before` exclude each other.".to_owned(),
        )),
    }
}

fn session_id(text: &str) -> Result<SessionId, Error> {
    let id = text.parse().ok().filter(|id| *id > 0);
    id.map(SessionId)
        .ok_or_else(|| bad("session", "must be a positive integer"))
}

fn limit(text: &str) -> Result<usize, Error> {
    let limit = text
        .parse()
        .ok()
        .filter(|limit| (1..=MAX_LIMIT).contains(limit));
    limit.ok_or_else(|| {
        bad(
            "limit",
            format!("must be a whole number from 1 to {MAX_LIMIT}"),
        )
    })
}

fn status(text: &str) -> Result<Status, Error> {
    let names = Status::ALL.map(Status::as_str).join(", ");
    let status = Status::ALL
        .into_iter()
        .find(|status| status.as_str() == text);

    status.ok_or_else(|| bad("status", format!("must be one of {names}")))
}

fn search(text: &str) -> Result<String, Error> {
    if text.chars().count() > MAX_TEXT {
        return Err(bad("q", format!("must have at most {MAX_TEXT} characters")));
    }

    Ok(text.to_owned())
}
