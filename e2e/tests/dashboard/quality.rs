//! Accessibility, layout, valid HTML and a quiet console, on every page of admins and teachers.

use anyhow::{Context, Result};
use e2e::{Judge, OFFICE, PASSWORD, Person, TEACHER, validate};
use reqwest::Method;
use session_tracking::domain::Role;

use crate::hosts::substitutes_lesson;
use crate::signing_in::sign_in;
use crate::{DASHBOARD, REFUSED, Seat, Stage};

struct Page {
    name: &'static str,
    person: Option<Person>,
    path: String,
}

async fn pages(stage: &Stage) -> Vec<Page> {
    // One to be swept, and one that goes on in a tab of its own.
    stage.silent_lesson().await;
    let lesson = stage.school.lesson().await.unwrap();
    stage.join(&lesson).await;
    stage.school.tell_by_zoom("20").await.unwrap();
    substitutes_lesson(stage).await;

    let page = |name, person, query: &str| Page {
        name,
        person,
        path: format!("{DASHBOARD}{query}"),
    };

    vec![
        Page {
            name: "sign-in",
            person: None,
            path: "/sign-in".to_owned(),
        },
        page("dashboard", Some(OFFICE), "?range=30d"),
        page("empty", Some(OFFICE), "?q=nobody"),
        page(
            "filtered",
            Some(OFFICE),
            "?range=30d&teacherId=ustaz1&status=ended&q=a&sort=-duration",
        ),
        page("session", Some(OFFICE), "?session=20"),
        page(
            "open-session",
            Some(OFFICE),
            &format!("?session={}", lesson.id),
        ),
        page("no-session", Some(OFFICE), "?session=999999"),
        page("months", Some(OFFICE), "?view=months"),
        page("no-months", Some(OFFICE), "?view=months&month=2020-01"),
        page("sweep", Some(OFFICE), "?view=sweep"),
        page("hosts", Some(OFFICE), "?view=hosts"),
        Page {
            name: "teacher",
            person: Some(TEACHER),
            path: "/teacher".to_owned(),
        },
        // Hundreds of students.
        Page {
            name: "teacher-of-many",
            person: Some(DEMO_TEACHER),
            path: "/teacher".to_owned(),
        },
        page("not-for-you", Some(TEACHER), ""),
    ]
}

const DEMO_TEACHER: Person = Person {
    id: "ustaz1",
    role: Role::Teacher,
};

async fn look(judge: &Judge, seat: &Seat, name: &str) -> Result<()> {
    judge
        .look(&seat.tab)
        .await
        .with_context(|| name.to_owned())?;

    seat.watch.check(REFUSED).with_context(|| name.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_is_accessible_fits_and_is_quiet() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let judge = Judge::appoint().unwrap();
    let mut problems = Vec::new();

    for page in pages(&stage).await {
        let seat = stage.seat().await;
        if let Some(person) = page.person {
            stage.school.seat(&seat.tab, person).await.unwrap();
        }

        seat.tab.go(&stage.school.url(&page.path)).await.unwrap();
        seat.tab
            .wait_for("document.querySelector('h1') !== null")
            .await
            .unwrap();

        problems.extend(look(&judge, &seat, page.name).await.err());
        match page.name {
            "sign-in" => {
                sign_in(&seat.tab, OFFICE.id, &PASSWORD[1..]).await;
                seat.tab
                    .wait_for("document.querySelector('#problem') !== null")
                    .await
                    .unwrap();

                problems.extend(look(&judge, &seat, "sign-in with an error").await.err());
            }
            "sweep" => {
                seat.tab.click("main button.primary").await.unwrap();
                seat.tab
                    .wait_for("document.querySelector('[role=status]') !== null")
                    .await
                    .unwrap();

                problems.extend(look(&judge, &seat, "sweep that is done").await.err());
            }
            "teacher" => {
                seat.tab
                    .fill("#link-902", "https://zoom.us/my/teacher.one")
                    .await
                    .unwrap();

                seat.tab.key("Enter").await.unwrap();
                seat.tab
                    .wait_for("document.querySelector('.notice') !== null")
                    .await
                    .unwrap();

                problems.extend(look(&judge, &seat, "teacher who has sent").await.err());
                seat.tab
                    .click("#student-902 form.class button")
                    .await
                    .unwrap();

                seat.tab
                    .wait_for("document.querySelector('[data-running]') !== null")
                    .await
                    .unwrap();

                seat.tab.click("#student-902 summary").await.unwrap();
                problems.extend(look(&judge, &seat, "teacher in class").await.err());
            }
            _ => {}
        }
    }

    let problems: Vec<String> = problems
        .iter()
        .map(|problem| format!("{problem:#}"))
        .collect();

    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_valid_html() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let mut answers = Vec::new();

    for page in pages(&stage).await {
        let mut request = stage.school.request(Method::GET, &page.path);
        if let Some(person) = page.person {
            let (name, value) = stage.school.cookie(person).unwrap();
            request = request.header("Cookie", format!("{name}={value}"));
        }

        let html = request.send().await.unwrap().text().await.unwrap();
        assert!(html.starts_with("<!DOCTYPE html>"), "{}: {html}", page.name);
        answers.push((page.name.to_owned(), html));
    }

    validate(&answers).unwrap();
}
