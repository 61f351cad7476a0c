//! `POST /api/zoom/webhook`: Zoom's reports of meetings, signed by Zoom.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use chrono::{DateTime, Utc};
use serde_json::json as object;

use crate::app::App;
use crate::app::lesson_number::under_number_of_lesson;
use crate::app::reconcile_meeting::reconcile_meeting;
use crate::app::zoom_connection::record_removal;
use crate::auth::keyed_hash;
use crate::config::Secret;
use crate::domain::MeetingEvent;
use crate::error::Error;
use crate::http::{Endpoint, json};
use crate::zoom::{Delivery, Signed};

/// The endpoint. Zoom waits for 3 seconds, and sends again what is not stored by then.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "webhook",
    path: "/api/zoom/webhook",
    methods: &["POST"],
    also: &[],
    timeout_seconds: 2,
    router,
};

fn router() -> Router<App> {
    Router::new().route(ENDPOINT.path, post(handle))
}

async fn handle(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let secrets = webhook_secrets(&app)?;
    // The signature covers the bytes as they came, so nothing is parsed before. What is wrong with it is not told.
    let signed = Signed::check(&headers, &body, &secrets, now).map_err(|reason| {
        tracing::warn!(%reason, "Webhook refused");
        Error::NotFromZoom
    })?;
    let delivery = Delivery::read(signed.bytes()).map_err(|malformed| {
        tracing::warn!(%malformed, "Webhook not understood");
        Error::BadRequest(format!("{malformed}."))
    })?;

    match delivery {
        // Zoom asks this when the address is entered, and again every 72 hours. It compares the answer with what its
        // own secret makes of the text.
        Delivery::Validation { plain_token } => {
            let encrypted = keyed_hash(signed.secret(), &plain_token);
            let answer = object!({ "plainToken": plain_token, "encryptedToken": encrypted });

            Ok(json(StatusCode::OK, &answer))
        }
        // An event that is not needed is confirmed as well: otherwise Zoom would send it three times more.
        Delivery::Other => Ok(StatusCode::NO_CONTENT.into_response()),
        Delivery::Removed(removal) => {
            record_removal(&app, &removal, now).await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        Delivery::Event(event) => {
            record_event(&app, *event, now).await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
    }
}

fn webhook_secrets(app: &App) -> Result<Vec<&Secret>, Error> {
    let secrets = app.config.webhook_secrets();
    if secrets.is_empty() {
        tracing::error!(
            "ZOOM_WEBHOOK_SECRET_TOKEN is missing or shorter than 16 bytes: Zoom's word is not taken"
        );

        return Err(Error::NotConfigured(
            "ZOOM_WEBHOOK_SECRET_TOKEN is not configured on this server.",
        ));
    }

    Ok(secrets)
}

async fn record_event(app: &App, event: MeetingEvent, now: DateTime<Utc>) -> Result<(), Error> {
    let store = app.store().await?;
    let event = under_number_of_lesson(store, event).await?;
    store.record_zoom_event(&event, now).await?;

    // The evidence is safe. If it cannot be counted now, the next event or the sweep counts it.
    let counted = reconcile_meeting(app, store, &event.meeting, event.event.at, now);
    if let Err(error) = Box::pin(counted).await {
        tracing::warn!(%error, "A meeting could not be counted yet");
    }

    Ok(())
}
