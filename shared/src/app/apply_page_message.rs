//! Applies a message of the tracking page to its session: joins it, prolongs it, or ends it.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::expected_lesson::expect_lesson;
use crate::domain::{EndReason, PageMessage, Signal, Status, TrackingToken, countable_seconds};
use crate::error::Error;
use crate::store::AppliedChange;

/// The session as the message left it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionAfterMessage {
    pub(crate) status: Status,
    /// Seconds of presence so far.
    pub(crate) seconds: i64,
    pub(crate) ended_at: Option<DateTime<Utc>>,
    pub(crate) end_reason: Option<EndReason>,
    /// Whether the message changed anything that is stored.
    pub(crate) is_changed: bool,
}

/// Applies a message to the session of its token. Returns `None` if no session has this token.
pub(crate) async fn apply_page_message(
    app: &App,
    token: &TrackingToken,
    message: &PageMessage,
    now: DateTime<Utc>,
) -> Result<Option<SessionAfterMessage>, Error> {
    let rules = &app.config.rules;
    let store = app.store().await?;

    // Nearly every message is a heartbeat of a live session, for which one statement does.
    if let Some(seconds) = store.record_heartbeat(token, message, now, rules).await? {
        // At `debug`, because every open page sends two of these a minute.
        tracing::debug!(?token, "Heartbeat received");

        return Ok(Some(SessionAfterMessage {
            status: Status::Active,
            seconds: countable_seconds(seconds, rules),
            ended_at: None,
            end_reason: None,
            is_changed: true,
        }));
    }

    let applied = store
        .change_session(token, now, |session| {
            session.apply(message, now, rules).map_err(Error::from)
        })
        .await?;
    let Some(applied) = applied else {
        return Ok(None);
    };

    log(message.signal, &applied);
    if applied.session.is_open() && applied.session.expected.is_none() {
        expect_lesson(app, store, &applied.session).await;
    }
    let session = &applied.session;

    Ok(Some(SessionAfterMessage {
        status: session.status(),
        seconds: session.figures(rules).map_or(0, |figures| figures.seconds),
        ended_at: session.ended_at(),
        end_reason: session.end_reason(),
        is_changed: applied.changed,
    }))
}

fn log(signal: Signal, applied: &AppliedChange) {
    let session = &applied.session;
    let id = session.id.0;
    let status = session.status().as_str();

    match signal {
        Signal::Join => tracing::info!(
            session.id = id,
            student.id = session.student.0,
            "Session {id} joined"
        ),
        Signal::Heartbeat | Signal::Visible | Signal::Hidden | Signal::ZoomTapped => {
            tracing::debug!(session.id = id, status, "Heartbeat received");
        }
        Signal::Closed | Signal::LeftForZoom | Signal::Crashed | Signal::Finish => {
            // A page that is closed while another one is open ends nothing, and neither does a repeated message.
            if applied.changed && session.status() != Status::Active {
                tracing::info!(session.id = id, status, "Session {id} ended");
            }
        }
    }
}
