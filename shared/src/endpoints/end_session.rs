//! `POST /api/zoom/end-session`: a page went away, or the student pressed "End session".

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::domain::{EndReason, Signal, Status};
use crate::endpoints::page_message::{PageAnswer, PageRequest, page_response};
use crate::error::Error;
use crate::http::rate_limit::ClientAddress;
use crate::http::{Body, Endpoint, rfc3339};

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

/// Why the page speaks. A `duration` or `endTime` of an older page is not even read: the server's clock decides.
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
    address: Option<ClientAddress>,
    Body(message): Body<PageRequest<CloseReason>>,
) -> Result<Response, Error> {
    let (now, rules) = (app.clock.now(), &app.config.rules);
    let (token, message) = message.parse(&app, address)?;
    let applied = app
        .store()
        .await?
        .change_session(&token, now, |session| {
            session.apply(&message, now, rules).map_err(Error::from)
        })
        .await?
        .ok_or_else(|| app.unknown_tokens.refuse(address))?;

    let session = applied.session;
    let is_over = session.status() != Status::Active;
    if applied.changed && is_over {
        let id = session.id.0;
        tracing::info!(
            session.id = id,
            status = session.status().as_str(),
            "Session {id} ended"
        );
    }

    let answer = EndAnswer {
        answer: PageAnswer::of(&session, true, now, rules),
        end_time: session.ended_at().map(rfc3339),
        end_reason: session.end_reason().map(EndReason::as_str),
        already_ended: !applied.changed && is_over,
    };

    Ok(page_response(&answer))
}
