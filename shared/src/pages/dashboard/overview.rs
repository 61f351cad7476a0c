//! The overview: cards, charts and the list, all of the same sessions.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::cards::{FigureCard, cards};
use super::charts::{Chart, charts};
use super::columns::SessionColumn;
use super::comparison::compared_with;
use super::filters::{Chip, FilterForm, chips, form};
use super::frame::frame;
use super::system::{Level, SystemPanel, panel};
use super::table::{SessionTable, table};
use crate::app::overview::Overview;
use crate::app::session_selection::SessionSelection;
use crate::config::Config;
use crate::error::Error;
use crate::pages::staff::instant::iso;
use crate::pages::{Frame, page};

/// The whole page around the results.
#[derive(Debug, Template)]
#[template(path = "dashboard/dashboard.html")]
struct DashboardPage<'a> {
    frame: &'a Frame,
    /// The server's clock, for the page's script.
    now: String,
    results: String,
}

/// Everything that depends on the selection, or changes while lessons go on.
#[derive(Debug, Template)]
#[template(path = "dashboard/results.html")]
struct Results {
    form: FilterForm,
    chips: Vec<Chip>,
    cards: Vec<FigureCard>,
    /// The days that the cards' changes are against.
    compared_with: String,
    charts: Vec<Chart>,
    list: SessionTable,
    system: SystemPanel,
}

/// Renders the results alone.
pub(crate) fn results(
    config: &Config,
    selection: &SessionSelection,
    overview: &Overview,
    now: DateTime<Utc>,
) -> Result<String, Error> {
    let days = &config.school_days;
    let today = days.day_of(now);
    let total = overview.by_day.total.all().sessions;

    let results = Results {
        form: form(selection, &overview.people, days, today),
        chips: chips(selection, &overview.people),
        cards: cards(selection, overview),
        compared_with: compared_with(selection, today),
        charts: charts(selection, overview, today),
        list: table(config, selection, &overview.page, total, now),
        system: panel(&overview.system, days),
    };

    results.render().map_err(|error| {
        tracing::error!(%error, "The dashboard could not be rendered");
        Error::Internal
    })
}

/// Answers with the whole page around rendered results.
pub(crate) fn whole_page(config: &Config, results: String, now: DateTime<Utc>) -> Response {
    let frame = frame(config, "Sessions");
    let dashboard = DashboardPage {
        frame: &frame,
        // Outside the results, whose ETag would otherwise change with every request.
        now: iso(now),
        results,
    };

    page(StatusCode::OK, &frame, &dashboard)
}
