//! `cargo dev`: every endpoint on one server with a demo school. Nothing of this is in a deployed function.

mod actors;
mod demo;
mod motion;
mod outbox;
mod settings;
mod welcome;
mod zoom;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, bail};
use axum::Router;
use axum::middleware::from_fn;
use clap::Parser;
use session_tracking::app::App;
use session_tracking::app::sweep;
use session_tracking::http::peer_address;
use session_tracking::logging;
use session_tracking::routes::{ENDPOINTS, router};
use sqlx::migrate::MigrateDatabase;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

const SWEEP_EVERY: Duration = Duration::from_mins(2);
const MIGRATION_PATIENCE: Duration = Duration::from_mins(1);

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments = settings::Arguments::parse();
    let listener = bind(settings::port()?).await?;
    let address = listener.local_addr()?;
    let config = settings::config(address.port())?;

    logging::start(config.environment, config.log_level);
    for problem in config.warnings() {
        tracing::warn!(setting = problem.name, "{problem}");
    }

    create_database(config.database_url.expose()).await?;
    let app = App::new(config)?;
    let store = app.unchecked_store();

    store
        .migrate(MIGRATION_PATIENCE)
        .await
        .context("the database could not be migrated")?;

    let seeded = demo::seed(store, &app.config.school_days, app.clock.now())
        .await
        .context("the demo school could not be written")?;

    if seeded {
        // Hundreds of requests of the past: the log is to begin with what happens now.
        demo::evidence::play(settings::config(address.port())?, app.clock.now())
            .with_subscriber(NoSubscriber::default())
            .await
            .context("the lessons of the demo school could not be played")?;
    }

    // Whoever reads its output may stop reading: the server goes on.
    let _ = writeln!(std::io::stdout(), "{}", welcome::text(&app, seeded));
    tokio::spawn(sweep_regularly(app.clone()));
    let switch = watch::Sender::new(settings::motion(&arguments)?);
    let stage = motion::Stage::new(&app, settings::pace()?);
    tokio::spawn(stage.run(switch.subscribe()));
    let service = routes(&app, switch).into_make_service_with_connect_info::<SocketAddr>();

    axum::serve(listener, service)
        .with_graceful_shutdown(stopped())
        .await?;

    app.unchecked_store().close();
    Ok(())
}

fn routes(app: &App, switch: watch::Sender<bool>) -> Router {
    router(&ENDPOINTS, app)
        .merge(outbox::router())
        .merge(zoom::router(&app.config.public_base_url.origin()))
        .merge(welcome::router(app, switch))
        .layer(from_fn(peer_address))
}

async fn bind(port: u16) -> anyhow::Result<TcpListener> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!(
                "port {port} is in use: set another one, as in `PORT=3001 cargo dev`, or PORT=0 for any"
            )
        }
        Err(error) => Err(error).with_context(|| format!("cannot listen on 127.0.0.1:{port}")),
    }
}

/// Creates the database that the URL names; the SQLite file comes by itself.
async fn create_database(url: &str) -> anyhow::Result<()> {
    if url.starts_with("sqlite:") {
        return Ok(());
    }

    let exists = sqlx::MySql::database_exists(url)
        .await
        .context("cannot reach the server of DATABASE_URL")?;

    if !exists {
        sqlx::MySql::create_database(url)
            .await
            .context("cannot create the database of DATABASE_URL")?;
    }

    Ok(())
}

async fn sweep_regularly(app: App) {
    let mut clock = tokio::time::interval_at(Instant::now() + SWEEP_EVERY, SWEEP_EVERY);
    loop {
        clock.tick().await;
        let app = app.clone();
        // In a task of its own: after a panic the next sweep is as regular as ever.
        match tokio::spawn(async move { sweep(&app).await }).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(%error, "Error in auto-timeout"),
            Err(panic) => tracing::error!(%panic, "Panic in auto-timeout"),
        }
    }
}

async fn stopped() {
    let mut terminated =
        signal(SignalKind::terminate()).expect("signal handlers can be set at start-up");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}
