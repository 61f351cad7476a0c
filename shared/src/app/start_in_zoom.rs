//! The link that starts a lesson's meeting as its host: the teacher's alone, fetched when it is needed, and never kept.

use tokio::time::Instant;

use crate::app::App;
use crate::app::zoom_connection::{
    NoAccess, PERSONS_PATIENCE, TeacherAccess, refused, teacher_access,
};
use crate::config::Secret;
use crate::domain::{SessionId, TeacherId, is_zoom_address};
use crate::error::Error;
use crate::zoom::ZoomApiError;

/// One answer for a session that does not exist, is another teacher's, or has a meeting that was not created for it.
const UNKNOWN: Error = Error::NotFound("You have no such lesson.");

/// Fetches the link that starts the meeting of one of the teacher's own lessons.
pub(crate) async fn find_start_url(
    app: &App,
    teacher: &TeacherId,
    session: SessionId,
) -> Result<Secret, Error> {
    let store = app.store().await?;
    let created = store.list_created_meetings_of(&[session]).await?;
    let created = created
        .into_iter()
        .find(|created| created.teacher == *teacher)
        .ok_or(UNKNOWN)?;

    let access = teacher_access(app, teacher).await?;
    if access.connection.zoom_user != created.zoom_user {
        return Err(refused(
            "This meeting belongs to another user of Zoom than the one you are connected as. Start it in Zoom.",
        ));
    }

    let found = ask(app, &access, &created.meeting).await;
    let url = found.map_err(|error| {
        tracing::warn!(%error, session.id = session.0, "Zoom gave no link to start a meeting");
        if error == ZoomApiError::Disconnected {
            return NoAccess::Broken.into();
        }
        refused(
            "Zoom gave no link to start this meeting. Start it in the Zoom app, under Meetings.",
        )
    })?;
    if !may_lead_to(app, url.expose()) {
        tracing::error!("Zoom's link to start a meeting leads elsewhere");
        return Err(refused(
            "Zoom gave no link to start this meeting. Start it in the Zoom app, under Meetings.",
        ));
    }

    Ok(url)
}

async fn ask(app: &App, access: &TeacherAccess, meeting: &str) -> Result<Secret, ZoomApiError> {
    let calls = access.calls(app);
    let zoom = access
        .zoom(app, &calls)
        .until(Instant::now() + PERSONS_PATIENCE);

    zoom.find_start_url(meeting).await
}

/// Tells whether a browser may be led there: to Zoom, or to the server that stands for it in tests.
fn may_lead_to(app: &App, url: &str) -> bool {
    let server = app.config.zoom_oauth_url.origin();
    let is_stand_in = url
        .strip_prefix(&server)
        .is_some_and(|path| path.starts_with('/'));

    is_zoom_address(url) || is_stand_in
}
