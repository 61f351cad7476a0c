//! Parsers of single parameters. Each error names its parameter.

use std::fmt::Display;

use crate::domain::{SessionId, Status};
use crate::error::Error;
use crate::store::{Cursor, PagePosition, SortKey, SortOrder};

const MAX_LIMIT: usize = 500;
const MAX_TEXT: usize = 100;

/// Says what is wrong with a parameter.
pub(super) fn bad(name: &str, problem: impl Display) -> Error {
    Error::BadRequest(format!("`{name}` {problem}."))
}

/// Parses the name of a column, with `-` before it for the descending order.
pub(super) fn parse_order(text: &str) -> Result<SortOrder, Error> {
    let (name, descending) = match text.strip_prefix('-') {
        Some(name) => (name, true),
        None => (text, false),
    };
    let sort = SortKey::ALL.into_iter().find(|sort| sort.as_str() == name);
    let sort = sort.ok_or_else(|| {
        let names = SortKey::ALL.map(SortKey::as_str).join(", ");
        let problem = format!("must be one of {names}, or one of these after a -");
        bad("sort", problem)
    })?;

    Ok(SortOrder { sort, descending })
}

/// Parses the parameters that continue a list.
pub(super) fn parse_position(
    cursor: Option<&str>,
    before: Option<&str>,
    order: SortOrder,
) -> Result<PagePosition, Error> {
    match (cursor, before) {
        (None, None) => Ok(PagePosition::First),
        (Some(text), None) => Ok(PagePosition::After(parse_cursor(text, "cursor", order)?)),
        (None, Some(text)) => Ok(PagePosition::Before(parse_cursor(text, "before", order)?)),
        (Some(_), Some(_)) => Err(Error::BadRequest(
            "`cursor` and `before` exclude each other.".to_owned(),
        )),
    }
}

fn parse_cursor(text: &str, name: &str, order: SortOrder) -> Result<Cursor, Error> {
    let cursor: Cursor = text
        .parse()
        .map_err(|()| bad(name, "comes from the page before or after"))?;

    if cursor.fits(order.sort) {
        Ok(cursor)
    } else {
        Err(bad(name, "belongs to another order"))
    }
}

pub(super) fn parse_session_id(text: &str) -> Result<SessionId, Error> {
    text.parse()
        .ok()
        .filter(|id| *id > 0)
        .map(SessionId)
        .ok_or_else(|| bad("session", "must be a positive integer"))
}

pub(super) fn parse_limit(text: &str) -> Result<usize, Error> {
    text.parse()
        .ok()
        .filter(|limit| (1..=MAX_LIMIT).contains(limit))
        .ok_or_else(|| {
            let problem = format!("must be a whole number from 1 to {MAX_LIMIT}");
            bad("limit", problem)
        })
}

pub(super) fn parse_status(text: &str) -> Result<Status, Error> {
    Status::ALL
        .into_iter()
        .find(|status| status.as_str() == text)
        .ok_or_else(|| {
            let names = Status::ALL.map(Status::as_str).join(", ");
            bad("status", format!("must be one of {names}"))
        })
}

/// Parses the text that names are searched for.
pub(super) fn parse_search(text: &str) -> Result<String, Error> {
    if text.chars().count() > MAX_TEXT {
        return Err(bad("q", format!("must have at most {MAX_TEXT} characters")));
    }

    Ok(text.to_owned())
}
