//! Addresses and commands to try: printed at the start, and shown at `/`.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use chrono::TimeDelta;
use session_tracking::app::App;
use session_tracking::auth::{Identity, SessionKey, is_same_origin};
use session_tracking::domain::Role;
use tokio::sync::watch;

use crate::demo::PASSWORD;

/// The style of the staff's pages.
pub(crate) const STYLE: &str = include_str!("../../shared/src/pages/staff/staff.css");

struct Welcome {
    sign_in: String,
    /// Name, URL, and what it shows to whom.
    addresses: Vec<(&'static str, String, &'static str)>,
    commands: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomePage {
    school: String,
    welcome: Welcome,
    is_moving: bool,
}

impl WelcomePage {
    #[expect(clippy::unused_self, reason = "the template calls it")]
    fn style(&self) -> &'static str {
        STYLE
    }
}

/// The start page, with the switch of the school in motion.
#[derive(Clone)]
struct Start {
    app: App,
    switch: watch::Sender<bool>,
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
            .map(|(name, url, _)| format!("  {name:<18} {url}")),
    );

    lines.extend([String::new(), welcome.sign_in.clone()]);
    for (name, command) in &welcome.commands {
        lines.extend([String::new(), format!("# {name}"), command.clone()]);
    }

    lines.extend([String::new(), "Stop with Ctrl-C.".into()]);
    lines.join("\n")
}

pub(crate) fn router(app: &App, switch: watch::Sender<bool>) -> Router {
    let start = Start {
        app: app.clone(),
        switch,
    };

    Router::new()
        .route("/", get(page))
        .route("/dev/motion/start", post(start_motion))
        .route("/dev/motion/stop", post(stop_motion))
        .with_state(start)
}

async fn page(State(start): State<Start>) -> Html<String> {
    let page = WelcomePage {
        school: start.app.config.school_name.clone(),
        welcome: Welcome::of(&start.app),
        is_moving: *start.switch.borrow(),
    };

    Html(page.render().unwrap_or_default())
}

async fn start_motion(State(start): State<Start>, headers: HeaderMap) -> Response {
    start.turn(true, &headers)
}

async fn stop_motion(State(start): State<Start>, headers: HeaderMap) -> Response {
    start.turn(false, &headers)
}

impl Start {
    fn turn(&self, on: bool, headers: &HeaderMap) -> Response {
        if !is_same_origin(headers, &self.app.config.public_base_url) {
            return axum::http::StatusCode::FORBIDDEN.into_response();
        }

        self.switch.send_replace(on);
        Redirect::to("/").into_response()
    }
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
                ("Start page", url("/"), "this page; for anybody"),
                (
                    "Sign in",
                    url("/sign-in"),
                    "an admin goes on to the dashboard, a teacher to the own students",
                ),
                (
                    "Telegram outbox",
                    url("/dev/telegram"),
                    "what students got, with working buttons; for anybody",
                ),
                (
                    "Health",
                    url("/api/health/session-tracking"),
                    "whether the server and its database work; for anybody",
                ),
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

pub(crate) fn token(app: &App, id: &str, role: Role) -> String {
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
