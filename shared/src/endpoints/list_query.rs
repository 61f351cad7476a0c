//! The parameters of the list and the dashboard: each is checked, and an error names the bad one.

mod days;
mod values;

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use self::days::parse_days;
use self::values::{
    bad, parse_limit, parse_order, parse_position, parse_search, parse_session_id, parse_status,
};
use crate::app::App;
use crate::app::session_selection::AskedDays;
use crate::domain::{SessionId, Status, StudentId, TeacherId};
use crate::error::Error;
use crate::store::{Filter, PagePosition, SortOrder};

/// Rows of a page when none are asked for.
const DEFAULT_LIMIT: usize = 50;

/// Students and teachers whose names match a search.
type People = (Vec<StudentId>, Vec<TeacherId>);

/// The parameters of a request.
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
    /// Text that is searched for in the names of students and teachers.
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
    /// Parses the parameters. Days are the school's; a blank parameter counts as absent.
    pub(crate) fn parse(parameters: &HashMap<String, String>) -> Result<Self, Error> {
        let text = |name: &str| filled(parameters, name);
        let order = text("sort").map_or(Ok(SortOrder::default()), parse_order)?;

        Ok(Self {
            session: text("session").map(parse_session_id).transpose()?,
            format: text("format").map_or(Ok(Format::Json), Format::parse)?,
            order,
            turn: parse_position(text("cursor"), text("before"), order)?,
            limit: text("limit").map_or(Ok(DEFAULT_LIMIT), parse_limit)?,
            days: parse_days(text("range"), text("date"), text("from"), text("to"))?,
            teacher: text("teacherId").map(|id| TeacherId(id.to_owned())),
            student: text("studentId")
                .map(|id| id.parse().map_err(|error| bad("studentId", error)))
                .transpose()?,
            status: text("status").map(parse_status).transpose()?,
            text: text("q").map(parse_search).transpose()?,
        })
    }

    /// Returns the filter that follows. A search is answered by the people whose names match.
    pub(crate) async fn filter(&self, app: &App, now: DateTime<Utc>) -> Result<Filter, Error> {
        let calendar = app.calendar();
        let (first, last) = self.days.ends(calendar.day_of(now));
        let filter = Filter {
            teacher: self.teacher.clone(),
            student: self.student,
            status: self.status,
            people: self.find_people(app).await?,
            ..Filter::default()
        };

        Ok(filter.within(calendar, first, last))
    }

    async fn find_people(&self, app: &App) -> Result<Option<People>, Error> {
        let Some(text) = &self.text else {
            return Ok(None);
        };

        match app.store().await?.search_people(text).await? {
            Some(people) => Ok(Some(people)),
            // With the first 200 alone the list would be incomplete without saying so.
            None => Err(Error::Unprocessable(
                "More than 200 names match the search: type more of the name.".to_owned(),
            )),
        }
    }
}

/// Returns a parameter without the spaces around it, unless it is blank.
fn filled<'a>(parameters: &'a HashMap<String, String>, name: &str) -> Option<&'a str> {
    parameters
        .get(name)
        .map(|value| value.trim())
        .filter(|value| !value.is_empty())
}
