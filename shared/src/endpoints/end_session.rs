//! `POST /api/zoom/end-session`: a page went away, or the student pressed "End session".

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::clock::rfc3339;
use crate::domain::{EndReason, Signal, Status};
use crate::endpoints::page_message::{PageAnswer, PageRequest, page_response};
use crate::error::Error;
use crate::http::{Body, Endpoint, TokenLimit};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "end-session",
    path: "/api/zoom/end-session",
    methods: &["POST"],
    also: &[],
    timeout_seconds: 8,
    router,
};

fn router() -> Router<App> {
    Router::new().route(ENDPOINT.path, post(handle))
}

/// Why the page ends the session. `duration` and `endTime` of an older page are not read: the server's clock decides.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CloseReason {
    /// The page was closed.
    Closed,
    /// It was left for Zoom in the same tab.
    Zoom,
    /// The browser says that it is gone.
    Dead,
    /// "End session".
    #[default]
    Finished,
}

impl From<CloseReason> for Signal {
    fn from(reason: CloseReason) -> Self {
        match reason {
            CloseReason::Closed => Self::Closed,
            CloseReason::Zoom => Self::LeftForZoom,
            CloseReason::Dead => Self::Crashed,
            CloseReason::Finished => Self::Finish,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct EndAnswer {
    #[serde(flatten)]
    answer: PageAnswer,
    end_time: Option<String>,
    end_reason: Option<&'static str>,
    /// The session was over before: the first end stands.
    already_ended: bool,
}

async fn handle(
    State(app): State<App>,
    limit: TokenLimit,
    Body(request): Body<PageRequest<CloseReason>>,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let session = request.apply(&app, &limit, now).await?;

    let is_over = session.status != Status::Active;
    let answer = EndAnswer {
        answer: PageAnswer::new(true, &session, now, &app.config.rules),
        end_time: session.ended_at.map(rfc3339),
        end_reason: session.end_reason.map(EndReason::as_str),
        already_ended: is_over && !session.is_changed,
    };

    Ok(page_response(&answer))
}
