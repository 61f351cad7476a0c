//! A teacher disconnects Zoom.

use crate::app::App;
use crate::domain::TeacherId;
use crate::error::Error;

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
    let Ok(tokens) = oauth.open_tokens(&connection.sealed_tokens, teacher) else {
        return Ok(());
    };
    if let Err(error) = oauth.revoke(&tokens.access).await {
        tracing::warn!(%error, "A teacher's tokens could not be revoked at Zoom; they are deleted here");
    }

    Ok(())
}
