//! Logs: JSON lines on standard output in production, readable lines in development.

use std::io::IsTerminal;

use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::config::Environment;

/// Starts logging for the whole process. A second call changes nothing.
///
/// Other crates log warnings at most: they know neither tokens nor people, and should not learn to.
pub fn start(environment: Environment, level: Level) {
    let ours = LevelFilter::from_level(level);
    let targets = Targets::new()
        .with_default(LevelFilter::WARN.min(ours))
        .with_target("session_tracking", ours)
        .with_target("local", ours);
    let layer = match environment {
        Environment::Production => fmt::layer()
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .with_target(false)
            .boxed(),
        Environment::Development => fmt::layer()
            .compact()
            .with_target(false)
            .with_ansi(std::io::stdout().is_terminal())
            .boxed(),
    };

    // Fails only where a subscriber is set already, as in tests.
    let _ = tracing_subscriber::registry()
        .with(layer.with_filter(targets))
        .try_init();
}
