//! The lessons that did not go as the timetable says.

use std::collections::HashMap;

use axum::response::Response;
use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::plan_report::PlanReport;
use crate::endpoints::plan_query::plan_query;
use crate::error::Error;
use crate::pages::dashboard::plan::plan;

pub(crate) async fn page(
    app: &App,
    parameters: &HashMap<String, String>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let query = plan_query(parameters, app.calendar().day_of(now))?;
    let report = PlanReport::read(app, query, now).await?;

    Ok(plan(&app.config, &report))
}
