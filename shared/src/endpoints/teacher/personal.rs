//! The number of the meeting that a personal link leads to, as the teacher enters it on the page.

use axum::response::Response;
use chrono::{DateTime, Utc};

use super::form::TeacherForm;
use super::view::render;
use crate::app::App;
use crate::app::personal_meeting::record_personal_meeting;
use crate::domain::{PersonalMeeting, TeacherId, ZoomLink};
use crate::endpoints::staff::see_other;
use crate::error::Error;
use crate::pages::paths;
use crate::pages::teacher::page::{Notice, RefusedNumber};

/// Saves the number, and goes on with the page.
pub(super) async fn save_number(
    app: &App,
    teacher: &TeacherId,
    form: TeacherForm,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let link: ZoomLink = form.link.parse()?;
    let name = link.personal_name().unwrap_or_default();

    match PersonalMeeting::new(&link, &form.number) {
        Ok(meeting) => {
            record_personal_meeting(app, teacher, &meeting, now).await?;
            Ok(see_other(&format!("{}#personal", paths::TEACHER)))
        }
        // The page is shown again with what was typed.
        Err(error) => {
            let refused = RefusedNumber {
                name,
                entered: form.number,
                error: error.into(),
            };
            render(app, teacher, now, Notice::NumberRefused(refused)).await
        }
    }
}
