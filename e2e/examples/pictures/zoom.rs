//! Zoom: a teacher connects it and starts a class, a connection breaks, and what the office sees.

use anyhow::Result;
use e2e::{OFFICE, Person, TEACHER, Tab};
use session_tracking::domain::Role;

use crate::{Look, Studio};

const PHONE: Look = (360, 900, "light");
/// A teacher of the demo school.
const COLLEAGUE: Person = Person {
    id: "ustaz2",
    role: Role::Teacher,
};

/// Takes the pictures.
pub(crate) async fn take(studio: &Studio) -> Result<()> {
    let tab = studio.visit(Some(TEACHER), "/teacher", PHONE).await?;
    studio.take(&tab, "zoom-connect").await?;

    connect(&tab, 2).await?;
    tab.click("#student-901 form.send button").await?;
    tab.wait_for_text("main .notice.good", "Start in Zoom")
        .await?;
    studio.take(&tab, "zoom-start-a-class").await?;

    studio
        .school
        .execute(
            "UPDATE zoom_connections SET sealed_tokens = '', broken_at = '2026-11-23 15:00:00', broken_cause = 'refused'",
        )
        .await?;
    tab.go(&studio.school.url("/teacher")).await?;
    tab.wait_for_text("#zoom", "Zoom is no longer connected")
        .await?;
    studio.take(&tab, "zoom-broken").await?;

    let colleague = studio.visit(Some(COLLEAGUE), "/teacher", PHONE).await?;
    connect(&colleague, 1).await?;

    take_office(studio).await
}

/// Agrees at Zoom, as one of the users whom the stand-in offers.
async fn connect(tab: &Tab, user: usize) -> Result<()> {
    tab.click("#zoom button").await?;
    tab.wait_for("document.querySelector('#agree') !== null")
        .await?;
    let choice = format!("main p:nth-of-type({}) a", user + 2);
    tab.click(&choice).await?;

    tab.wait_for_text("main .notice.good", "Zoom is connected")
        .await
}

async fn take_office(studio: &Studio) -> Result<()> {
    let path = "/admin/teacher-monitoring?view=zoom";
    let tab = studio
        .visit(Some(OFFICE), path, (1280, 1300, "light"))
        .await?;

    tab.click("main form[data-busy='Asking Zoom…'] button")
        .await?;
    tab.wait_for("document.querySelector('ul.lessons') !== null")
        .await?;

    studio.take(&tab, "zoom-office").await
}
