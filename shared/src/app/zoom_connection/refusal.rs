//! What a teacher is told for whom nothing can be done at Zoom.

use super::teacher_access::NoAccess;
use crate::error::Error;

/// What a teacher can do who has no meeting: the lesson is not stored, and a pasted link always serves.
pub(crate) fn refused(text: &str) -> Error {
    Error::Unprocessable(text.to_owned())
}

impl From<NoAccess> for Error {
    fn from(reason: NoAccess) -> Self {
        match reason {
            NoAccess::NotConnected => {
                refused("Zoom is not connected. Connect it on your page, or send a link.")
            }
            NoAccess::Broken => refused(
                "Zoom is no longer connected. Connect it again on your page, or send a link.",
            ),
            NoAccess::Unavailable => {
                refused("Zoom does not answer at the moment. Paste a link instead.")
            }
            NoAccess::Store(error) => error.into(),
        }
    }
}
