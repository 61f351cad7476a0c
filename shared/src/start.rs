//! How a function starts: settings, logs, parts. A wrong setting closes everything, and the log says why.

use axum::Router;

use crate::app::App;
use crate::config::{Config, Environment};
use crate::http::Endpoint;
use crate::routes::router;
use crate::{http, logging};

/// Returns the router of one endpoint, from the process's environment.
pub fn start(endpoint: &Endpoint) -> Router {
    app().map_or_else(http::unconfigured, |app| router([endpoint], &app))
}

/// Returns the process's parts, from its environment; `None` with everything that is wrong in the log.
#[must_use]
pub fn app() -> Option<App> {
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(problems) => {
            // The settings of the log may be among those that are wrong.
            logging::start(Environment::Production, tracing::Level::INFO);
            for problem in &problems {
                tracing::error!(setting = problem.name, "{problem}");
            }

            return None;
        }
    };

    logging::start(config.environment, config.log_level);
    for problem in config.warnings() {
        tracing::warn!(setting = problem.name, "{problem}");
    }

    App::new(config)
        .inspect_err(|error| tracing::error!(%error, "Settings cannot be used"))
        .ok()
}
