//! A user of Zoom removed the app there.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::error::Error;
use crate::zoom::AppRemoval;

/// Deletes the tokens of a user who removed our app.
pub(crate) async fn record_removal(
    app: &App,
    removal: &AppRemoval,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let oauth = app.zoom_oauth.as_ref();
    if oauth.is_none_or(|oauth| oauth.client_id() != removal.client_id) {
        tracing::warn!("Zoom told that another app was removed");
        return Ok(());
    }

    let store = app.store().await?;
    let removed_at = removal.at.unwrap_or(now);
    if store
        .break_connection_of_user(&removal.user, removed_at, now)
        .await?
    {
        tracing::warn!("A teacher removed the app at Zoom");
    }

    Ok(())
}
