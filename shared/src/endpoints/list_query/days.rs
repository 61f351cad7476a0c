//! The parameters that name school days.

use super::AskedDays;
use super::values::bad;
use crate::domain::Day;
use crate::error::Error;

/// Parses the four parameters that name days.
pub(super) fn parse_days(
    range: Option<&str>,
    date: Option<&str>,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<AskedDays, Error> {
    let date = day(date, "date")?;
    let from = day(from, "from")?;
    let to = day(to, "to")?;

    if let Some(range) = range {
        if date.or(from).or(to).is_some() {
            return conflict("`range` is enough: leave out `date`, `from` and `to`.");
        }

        return range
            .parse()
            .map(AskedDays::Preset)
            .map_err(|error| bad("range", error));
    }

    if date.is_some() && (from.is_some() || to.is_some()) {
        return conflict("`date` is one day: leave out `from` and `to`.");
    }

    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return conflict("`from` must not be after `to`.");
    }

    Ok(AskedDays::Dates(date.or(from), date.or(to)))
}

fn day(text: Option<&str>, name: &str) -> Result<Option<Day>, Error> {
    text.map(|text| text.parse().map_err(|error| bad(name, error)))
        .transpose()
}

fn conflict(problem: &str) -> Result<AskedDays, Error> {
    Err(Error::BadRequest(problem.to_owned()))
}
