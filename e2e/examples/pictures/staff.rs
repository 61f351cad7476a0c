//! The pages of admins and teachers.

use anyhow::Result;
use e2e::{OFFICE, Person, TEACHER};

use crate::{Look, Studio};

const DASHBOARD: &str = "/admin/teacher-monitoring";
const DESKTOP: Look = (1280, 1400, "light");

/// What the demo school's lessons do not tell: a pupil who went to Zoom and back, by minutes after the start.
const STORY: [(i64, &str); 5] = [
    (1, "zoom_tapped"),
    (2, "hidden"),
    (19, "visible"),
    (24, "hidden"),
    (33, "visible"),
];

/// Takes the pictures of what staff sees.
pub(crate) async fn take(studio: &Studio) -> Result<()> {
    // Only the demo school's people: those of tests have names of no one.
    studio
        .school
        .execute("DELETE FROM wpos_wpdatatable_23 WHERE wdt_ID >= 1000")
        .await?;

    let dashboard = format!("{DASHBOARD}?range=30d");
    let session = tell_a_story(studio).await?;
    let months = format!("{DASHBOARD}?view=months");
    let pictures: [(&str, Option<Person>, &str, Look); 6] = [
        ("dashboard-light", Some(OFFICE), &dashboard, DESKTOP),
        (
            "dashboard-dark",
            Some(OFFICE),
            &dashboard,
            (1280, 1400, "dark"),
        ),
        (
            "dashboard-phone",
            Some(OFFICE),
            &dashboard,
            (360, 1400, "light"),
        ),
        ("session", Some(OFFICE), &session, (1280, 980, "light")),
        ("months", Some(OFFICE), &months, (1280, 640, "light")),
        ("sign-in", None, "/sign-in", (1280, 560, "light")),
    ];

    for (name, person, path, look) in pictures {
        let tab = studio.visit(person, path, look).await?;
        studio.take(&tab, name).await?;
    }

    take_teacher(studio).await
}

/// Takes the picture of a teacher who has just sent a link.
async fn take_teacher(studio: &Studio) -> Result<()> {
    let tab = studio
        .visit(Some(TEACHER), "/teacher", (360, 1000, "light"))
        .await?;

    tab.fill("#link-901", "https://zoom.us/j/12345678901?pwd=abc.1")
        .await?;
    tab.key("Enter").await?;
    tab.wait_for("document.querySelector('.notice') !== null")
        .await?;

    studio.take(&tab, "teacher-page").await
}

/// Adds the story to the longest lesson. Returns the path of its page.
async fn tell_a_story(studio: &Studio) -> Result<String> {
    let longest = format!("{DASHBOARD}?range=30d&status=ended&sort=-duration");
    let tab = studio.visit(Some(OFFICE), &longest, DESKTOP).await?;
    let first = "document.querySelector('table.sessions tbody a').id.replace('session-', '')";
    let id: String = tab.evaluate(first).await?;

    for (minutes, kind) in STORY {
        let insert = format!(
            "INSERT INTO session_events (session_id, event_at, received_at, party, source, kind, dedupe_key) \
             SELECT id, datetime(clicked_at, '+{minutes} minutes'), datetime(clicked_at, '+{minutes} minutes'), \
             'student', 'page', '{kind}', id || ':story:{minutes}' FROM wpos_zoom_links WHERE id = {id}"
        );
        studio.school.execute(&insert).await?;
    }

    studio.school.tell_by_zoom(&id).await?;
    Ok(format!("{DASHBOARD}?session={id}"))
}
