//! The student's page.

use anyhow::{Context, Result};
use e2e::{PageState, StudentPage};

use crate::{Look, Studio};

const LIGHT: Look = (360, 800, "light");
const DARK: Look = (360, 800, "dark");
const DESKTOP: Look = (1280, 800, "light");

const PICTURES: [(&str, PageState, &str, Look); 12] = [
    ("connected-light", PageState::Connected, "en", LIGHT),
    ("connected-dark", PageState::Connected, "en", DARK),
    ("connected-amharic", PageState::Connected, "am", LIGHT),
    ("connected-arabic", PageState::Connected, "ar", LIGHT),
    ("desktop", PageState::Connected, "en", DESKTOP),
    ("offline", PageState::Offline, "en", LIGHT),
    ("ending", PageState::Ending, "en", LIGHT),
    ("ended", PageState::Ended, "en", LIGHT),
    ("ended-elsewhere", PageState::Elsewhere, "en", LIGHT),
    ("expired", PageState::Expired, "en", LIGHT),
    ("unknown", PageState::Unknown, "en", LIGHT),
    ("without-script", PageState::WithoutScript, "en", LIGHT),
];

/// Takes the pictures of the states that a student may see.
pub(crate) async fn take(studio: &Studio) -> Result<()> {
    for (name, state, language, (width, height, scheme)) in PICTURES {
        let page = StudentPage::bring_to(&studio.school, &studio.chromium, state, language)
            .await
            .with_context(|| name.to_owned())?;

        page.tab.look_like(width, height, scheme).await?;
        studio
            .take(&page.tab, &format!("student-page-{name}"))
            .await?;
    }

    Ok(())
}
