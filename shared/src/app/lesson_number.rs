//! The number under which an event of a created meeting is stored.

use crate::domain::MeetingEvent;
use crate::store::{Store, StoreError};

/// Returns the event under the number of the lesson that its meeting was created for: an account may force its own
/// number on a meeting. A key that nobody knows changes nothing.
pub(crate) async fn under_number_of_lesson(
    store: &Store,
    event: MeetingEvent,
) -> Result<MeetingEvent, StoreError> {
    let Some(key) = &event.lesson_key else {
        return Ok(event);
    };

    Ok(match store.find_created_meeting(key).await? {
        Some(created) => MeetingEvent {
            meeting: created.meeting,
            ..event
        },
        None => event,
    })
}
