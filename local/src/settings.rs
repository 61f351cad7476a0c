//! Settings of the development server: the environment's where given, else values that need no set-up.

use std::path::Path;

use anyhow::{Context, bail};
use session_tracking::config::Config;

use crate::zoom;

const DEFAULT_PORT: u16 = 3000;

/// Returns `PORT`; 0 asks for any free one.
pub(crate) fn port() -> anyhow::Result<u16> {
    match variable("PORT") {
        Some(text) => text
            .parse()
            .with_context(|| format!("PORT must be a number from 0 to 65535, not {text:?}")),
        None => Ok(DEFAULT_PORT),
    }
}

/// Every endpoint on one server on 127.0.0.1, with a demo school and a Telegram outbox
#[derive(clap::Parser)]
#[command(after_help = "\
Environment, all of it optional:
  PORT          where it listens (3000; 0: any free port)
  DATABASE_URL  another database than target/dev/school.sqlite
  DEMO_MOTION   on or off, whatever --motion says
  DEMO_PACE     how many times faster than the clock the school moves, 1 to 1000 (1)
Any setting of docs/deployment.md may be given, too.")]
pub(crate) struct Arguments {
    /// Plays a school in motion from the start, as `cargo dev` does; the start page stops it
    #[arg(long)]
    pub(crate) motion: bool,
}

/// Returns whether the school is in motion from the start: `DEMO_MOTION`, else what `--motion` says.
pub(crate) fn motion(arguments: &Arguments) -> anyhow::Result<bool> {
    match variable("DEMO_MOTION").as_deref() {
        Some("on") => Ok(true),
        Some("off") => Ok(false),
        Some(text) => bail!("DEMO_MOTION must be on or off, not {text:?}"),
        None => Ok(arguments.motion),
    }
}

/// Returns `DEMO_PACE`: how many times faster than the real clock the school moves, from 1 to 1000.
pub(crate) fn pace() -> anyhow::Result<u32> {
    let text = variable("DEMO_PACE").unwrap_or_else(|| "1".to_owned());
    match text.parse() {
        Ok(pace @ 1..=1000) => Ok(pace),
        _ => bail!("DEMO_PACE must be a number from 1 to 1000, not {text:?}"),
    }
}

/// Returns the settings for a server on `port`.
pub(crate) fn config(port: u16) -> anyhow::Result<Config> {
    let here = format!("http://127.0.0.1:{port}");
    let database = database_file()?;
    let default = |name: &str| match name {
        "DATABASE_URL" => Some(database.clone()),
        "DATABASE_MAX_CONNECTIONS" => Some("16".to_owned()),
        "PUBLIC_BASE_URL" => Some(here.clone()),
        // Where NextAuth's other name has it, this one stays unset.
        "NEXTAUTH_SECRET" if variable("AUTH_SECRET").is_some() => None,
        "NEXTAUTH_SECRET" => Some("development-only-secret-never-for-production".to_owned()),
        "CRON_SECRET" => Some("development-only-cron-secret".to_owned()),
        "ZOOM_WEBHOOK_SECRET_TOKEN" => Some("development-only-zoom-secret-token".to_owned()),
        "TELEGRAM_BOT_TOKEN" => Some("1:development".to_owned()),
        "TELEGRAM_API_URL" => Some(format!("{here}/dev/telegram/api")),
        // Whoever names an outside Telegram names an outside Zoom, too, or wants none.
        name if is_of_app_at_zoom(name) && variable("TELEGRAM_API_URL").is_some() => None,
        "ZOOM_ACCOUNT_ID" => Some("demo-account".to_owned()),
        "ZOOM_CLIENT_ID" => Some("development-school".to_owned()),
        "ZOOM_CLIENT_SECRET" => Some("development-only-school-client-secret".to_owned()),
        "ZOOM_TEACHER_CLIENT_ID" => Some("development".to_owned()),
        "ZOOM_TEACHER_CLIENT_SECRET" => Some("development-only-zoom-client-secret".to_owned()),
        "ZOOM_TEACHER_SECRET_TOKEN" => Some("development-only-teacher-secret-token".to_owned()),
        "ZOOM_API_URL" => Some(format!("{here}{}/v2", zoom::PATH)),
        "ZOOM_OAUTH_URL" => Some(format!("{here}{}/oauth", zoom::PATH)),
        "SCHOOL_NAME" => Some("Nur Academy".to_owned()),
        "SCHOOL_TIMEZONE" => Some("Africa/Addis_Ababa".to_owned()),
        _ => None,
    };

    let lookup = |name: &str| match name {
        // This server is for development, even if a shell's profile says production.
        "NODE_ENV" => Some("development".to_owned()),
        _ => variable(name).or_else(|| default(name)),
    };

    match Config::from_lookup(lookup) {
        Ok(config) => Ok(config),
        Err(problems) => {
            let lines: Vec<String> = problems
                .iter()
                .map(|problem| format!("  {problem}"))
                .collect();
            bail!("these settings cannot be used:\n{}", lines.join("\n"))
        }
    }
}

/// Tells whether a setting is of an app at Zoom: the school's own, or the teachers'.
fn is_of_app_at_zoom(name: &str) -> bool {
    ["ZOOM_ACCOUNT_", "ZOOM_CLIENT_", "ZOOM_TEACHER_"]
        .iter()
        .any(|start| name.starts_with(start))
}

fn database_file() -> anyhow::Result<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/dev");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot create {}", folder.display()))?;

    Ok(format!(
        "sqlite://{}",
        folder.canonicalize()?.join("school.sqlite").display()
    ))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the development server adds defaults to the environment here"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name)
        .ok()
        .filter(|value| !value.trim().is_empty())
}
