//! Reads the webhook secret that is on its way out, and says why it cannot be used.

use super::problem::ZOOM_SECRET_BYTES;
use super::reader::Reader;
use super::{Problem, Secret};

/// Returns the secret that Zoom signed with before the current one; `None`: none is set, or it cannot be used.
///
/// Unlike a missing secret, a useless one is a problem: whoever sets it counts on it during the change.
pub(super) fn previous_zoom_secret(
    read: &mut Reader<'_>,
    name: &'static str,
    current: Option<&Secret>,
) -> Option<Secret> {
    let previous = read.text(name).map(Secret::new)?;

    match usefulness(&previous, current) {
        Ok(()) => Some(previous),
        Err(text) => {
            read.problems.push(Problem::new(name, text));
            None
        }
    }
}

fn usefulness(previous: &Secret, current: Option<&Secret>) -> Result<(), &'static str> {
    if previous.expose().len() < ZOOM_SECRET_BYTES {
        return Err(
            "is shorter than 16 bytes: copy the whole secret token that Zoom used until now, or remove it",
        );
    }

    match current {
        None => Err(
            "needs ZOOM_WEBHOOK_SECRET_TOKEN with the new secret token beside it (at least 16 bytes)",
        ),
        Some(current) if current == previous => Err(
            "is the same as ZOOM_WEBHOOK_SECRET_TOKEN: put Zoom's new secret token there and the old one here, or \
             remove it",
        ),
        Some(_) => Ok(()),
    }
}
