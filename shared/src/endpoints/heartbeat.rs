//! `POST /api/zoom/heartbeat`: the page reports that it is still there, and what happens to it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use serde::Deserialize;

use crate::app::App;
use crate::domain::{Signal, Status};
use crate::endpoints::page_message::{PageAnswer, PageRequest, page_response};
use crate::error::Error;
use crate::http::{Body, Endpoint, LogAtDebug, TokenLimit};

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
    fn from(kind: HeartbeatKind) -> Self {
        match kind {
            HeartbeatKind::Heartbeat => Self::Heartbeat,
            HeartbeatKind::Visible => Self::Visible,
            HeartbeatKind::Hidden => Self::Hidden,
            HeartbeatKind::Zoom => Self::ZoomTapped,
        }
    }
}

async fn handle(
    State(app): State<App>,
    limit: TokenLimit,
    Body(request): Body<PageRequest<HeartbeatKind>>,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let session = request.apply(&app, &limit, now).await?;

    let is_live = session.status == Status::Active;
    let mut answer = PageAnswer::new(is_live, &session, now, &app.config.rules);
    if session.status == Status::Sent {
        answer.message = Some("Not opened yet: POST /api/zoom/track first.");
    }

    Ok((Extension(LogAtDebug), page_response(&answer)).into_response())
}
