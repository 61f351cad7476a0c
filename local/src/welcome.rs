//! Addresses and commands to try: printed at the start, and shown at `/`.

use askama::Template;
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use chrono::TimeDelta;
use session_tracking::app::App;
use session_tracking::auth::{Identity, SessionKey};
use session_tracking::domain::Role;

use crate::demo::PASSWORD;

struct Welcome {
    sign_in: String,
    addresses: Vec<(&'static str, String)>,
    commands: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomePage {
    school: String,
    welcome: Welcome,
}

pub(crate) fn text(app: &App, seeded: bool) -> String {
    let welcome = Welcome::of(app);
    let mut lines = vec![format!(
        "{} on {}",
        app.config.school_name,
        app.unchecked_store().kind()
    )];

    lines.push(
        if seeded {
            "The demo school was written."
        } else {
            "The database has people already: no demo school was written."
        }
        .into(),
    );

    lines.push(String::new());
    lines.extend(
        welcome
            .addresses
            .iter()
            .map(|(name, url)| format!("  {name:<18} {url}")),
    );

    lines.extend([String::new(), welcome.sign_in.clone()]);
    for (name, command) in &welcome.commands {
        lines.extend([String::new(), format!("# {name}"), command.clone()]);
    }

    lines.extend([String::new(), "Stop with Ctrl-C.".into()]);
    lines.join("\n")
}

pub(crate) fn router(app: &App) -> Router {
    let page = WelcomePage {
        school: app.config.school_name.clone(),
        welcome: Welcome::of(app),
    };
    let html = page.render().unwrap_or_default();
    Router::new().route("/", get(|| async { Html(html) }))
}

impl Welcome {
    fn of(app: &App) -> Self {
        let url = |path: &str| app.config.public_base_url.join(path);
        let bearer = |id, role| format!("-H 'Authorization: Bearer {}'", token(app, id, role));
        let create = format!(
            "curl -s {} {} -H 'Content-Type: application/json' \\\n  -d '{{\"link\": \"https://zoom.us/j/12345678901?pwd=demo\"}}'",
            url("/api/teachers/students/1/zoom"),
            bearer("ustaz1", Role::Teacher),
        );
        let list = format!(
            "curl -s '{}' {}",
            url("/api/admin/teacher-sessions?limit=3"),
            bearer("admin1", Role::Admin)
        );

        let cron = app
            .config
            .cron_secret
            .as_ref()
            .map_or("", |secret| secret.expose());
        let sweep = format!(
            "curl -s {} -H 'Authorization: Bearer {cron}'",
            url("/api/cron/session-timeout")
        );

        Self {
            sign_in: format!(
                "In the demo school sign in as admin1 / {PASSWORD} or ustaz1 / {PASSWORD}."
            ),
            addresses: vec![
                ("Start page", url("/")),
                ("Sign in", url("/sign-in")),
                ("Telegram outbox", url("/dev/telegram")),
                ("Health", url("/api/health/session-tracking")),
            ],
            commands: vec![
                (
                    "Teacher ustaz1 sends student 1 a link (then open the outbox)",
                    create,
                ),
                ("Admin admin1 reads the list", list),
                ("The scheduled sweep", sweep),
            ],
        }
    }
}

fn token(app: &App, id: &str, role: Role) -> String {
    let key = app.config.nextauth_secret.as_ref().map(SessionKey::derive);
    let mint = |key: SessionKey| {
        key.mint(
            &Identity::of(id, role),
            app.clock.now(),
            TimeDelta::days(30),
        )
        .ok()
    };

    key.and_then(mint).unwrap_or_default()
}
