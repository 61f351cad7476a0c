//! `POST /api/zoom/heartbeat`: the page says that it is still there, and what it sees happen.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use serde::Deserialize;

use crate::app::App;
use crate::domain::{Signal, Status, countable_seconds};
use crate::endpoints::page_message::{PageAnswer, PageRequest, page_response};
use crate::error::Error;
use crate::http::rate_limit::ClientAddress;
use crate::http::{Body, Endpoint, LogAtDebug};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "heartbeat",
    path: "/api/zoom/heartbeat",
    methods: &["POST"],
    also: &[],
    timeout_seconds: 8,
    router,
};

fn router() -> Router<App> {
    Router::new().route(ENDPOINT.path, post(handle))
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum HeartbeatKind {
    #[default]
    Heartbeat,
    Visible,
    Hidden,
    Zoom,
}

impl From<HeartbeatKind> for Signal {
    fn from(seen: HeartbeatKind) -> Self {
        match seen {
            HeartbeatKind::Heartbeat => Self::Heartbeat,
            HeartbeatKind::Visible => Self::Visible,
            HeartbeatKind::Hidden => Self::Hidden,
            HeartbeatKind::Zoom => Self::ZoomTapped,
        }
    }
}

async fn handle(
    State(app): State<App>,
    address: Option<ClientAddress>,
    Body(message): Body<PageRequest<HeartbeatKind>>,
) -> Result<Response, Error> {
    let (now, rules) = (app.clock.now(), &app.config.rules);
    let (token, message) = message.parse(&app, address)?;
    let store = app.store().await?;
    if let Some(seconds) = store.record_heartbeat(&token, &message, now, rules).await? {
        tracing::debug!(token = ?token, "Heartbeat received");
        let seconds = countable_seconds(seconds, rules);
        let answer = PageAnswer::new(true, Status::Active.as_str(), seconds, now, rules);

        return Ok(routine(&answer));
    }

    // More than a plain heartbeat of a live page: another kind, news of the page, or a session that is silent or over.
    let applied = store
        .change_session(&token, now, |session| {
            session.apply(&message, now, rules).map_err(Error::from)
        })
        .await?
        .ok_or_else(|| app.unknown_tokens.refuse(address))?;
    let session = applied.session;

    tracing::debug!(
        session.id = session.id.0,
        status = session.status().as_str(),
        "Heartbeat received"
    );

    let mut answer = PageAnswer::of(&session, session.status() == Status::Active, now, rules);
    answer.message =
        (session.status() == Status::Sent).then_some("Not opened yet: POST /api/zoom/track first.");

    Ok(routine(&answer))
}

fn routine(answer: &PageAnswer) -> Response {
    (Extension(LogAtDebug), page_response(answer)).into_response()
}
