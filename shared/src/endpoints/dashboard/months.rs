//! The figures of a month, teacher by teacher.

use axum::response::Response;
use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::teacher_months::{TeacherMonths, parse_month};
use crate::error::Error;
use crate::pages::dashboard::months::months;

pub(crate) async fn page(
    app: &App,
    month: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let today = app.calendar().day_of(now);
    let period = parse_month(month, today)?;
    let report = TeacherMonths::read(app, period, now).await?;

    Ok(months(&app.config, &report, today))
}
