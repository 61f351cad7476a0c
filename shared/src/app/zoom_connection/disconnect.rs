//! A teacher disconnects Zoom.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::TeacherId;
use crate::error::Error;
use crate::store::ZoomConnection;
use crate::zoom::{GrantError, ZoomOauth};

/// Deletes a teacher's connection, and ends it at Zoom as far as Zoom answers. What past lessons have shown of the
/// teacher's account stays with them; meetings that were created for lessons name their host for good.
pub(crate) async fn disconnect(app: &App, teacher: &TeacherId) -> Result<(), Error> {
    let store = app.store().await?;
    let Some(connection) = store.find_zoom_connection(teacher).await? else {
        return Ok(());
    };
    // First here: whatever Zoom says, nothing is done in the teacher's name any more.
    if store.delete_zoom_connection(teacher).await? {
        tracing::info!("A teacher disconnected Zoom");
    }

    let Some(oauth) = &app.zoom_oauth else {
        return Ok(());
    };
    if let Err(error) = end_at_zoom(oauth, &connection, app.clock.now()).await {
        tracing::warn!(%error, "A teacher's tokens could not be revoked at Zoom; they are deleted here");
    }

    Ok(())
}

/// Ends a permission. Zoom takes the token for calls for that, which is over after an hour: most teachers disconnect later.
async fn end_at_zoom(
    oauth: &ZoomOauth,
    connection: &ZoomConnection,
    now: DateTime<Utc>,
) -> Result<(), GrantError> {
    let Ok(tokens) = oauth.open_tokens(&connection.sealed_tokens, &connection.teacher) else {
        return Ok(());
    };
    let access = if now < connection.token_until {
        tokens.access
    } else {
        match oauth.refresh(&tokens.refresh).await {
            Ok(grant) => grant.tokens.access,
            // It is ended. Or somebody has renewed it just now, who finds no connection any more and ends the new pair.
            Err(GrantError::Ended) => return Ok(()),
            Err(error) => return Err(error),
        }
    };

    oauth.revoke(&access).await.map_err(GrantError::Failed)
}
