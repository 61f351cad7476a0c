//! How a function starts: settings, logs, parts. A wrong setting closes everything, and the log says why.

use axum::Router;

use crate::app::App;
use crate::config::{Config, Environment, Problem};
use crate::http;
use crate::logging;
use crate::routes::{Endpoint, router};

/// Returns the router of one endpoint, from the process's environment.
#[must_use]
pub fn start(endpoint: &Endpoint) -> Router {
    app().map_or_else(http::unconfigured, |app| router([endpoint], &app))
}

/// Returns the process's parts, from its environment; `None` with everything that is wrong in the log.
#[must_use]
pub fn app() -> Option<App> {
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(problems) => {
            logging::start(Environment::Production, tracing::Level::INFO);
            problems.iter().for_each(|problem| tracing::error!(setting = problem.name, "{problem}"));
            return None;
        }
    };
    logging::start(config.environment, config.log_level);
    let warn = |problem: &Problem| tracing::warn!(setting = problem.name, "{problem}");
    config.warnings().iter().for_each(warn);
    App::new(config).inspect_err(|error| tracing::error!(%error, "Settings cannot be used")).ok()
}
