//! One session with its evidence.

use axum::response::Response;
use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::session_record::SessionRecord;
use crate::domain::SessionId;
use crate::error::Error;
use crate::pages::dashboard::session::{RefusedEnd, session};

pub(crate) async fn page(
    app: &App,
    id: SessionId,
    refused: Option<RefusedEnd>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let record = SessionRecord::read(app, id, now).await?;

    Ok(session(&app.config, &record, refused, now))
}
