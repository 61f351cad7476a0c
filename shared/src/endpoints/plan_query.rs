//! Which lessons a report on the timetable is asked for: `month` or `date`, and `teacherId`.

use std::collections::HashMap;

use crate::app::plan_report::PlanReportQuery;
use crate::app::teacher_months::parse_month;
use crate::domain::{Day, Period, TeacherId};
use crate::error::Error;

/// Reads the parameters. Without a day it is a month, that of `today` if none is named.
pub(crate) fn plan_query(
    parameters: &HashMap<String, String>,
    today: Day,
) -> Result<PlanReportQuery, Error> {
    let parameter = |name: &str| {
        let text = parameters.get(name).map(|text| text.trim());
        text.filter(|text| !text.is_empty())
    };
    let period = match parameter("date") {
        None => parse_month(parameter("month"), today)?,
        Some(text) => {
            let day: Day = text
                .parse()
                .map_err(|error| Error::BadRequest(format!("`date` {error}.")))?;
            Period {
                first: day,
                last: day,
            }
        }
    };

    Ok(PlanReportQuery {
        period,
        teacher: parameter("teacherId").map(|id| TeacherId(id.to_owned())),
    })
}
