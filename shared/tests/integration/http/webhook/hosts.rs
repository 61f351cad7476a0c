//! An admin says whose an account of Zoom is: on the dashboard, once.

mod questions;
mod refusals;
mod users;

use serde_json::Value;
use session_tracking::clock::Clock;

use super::cases::{Page, input, lesson};
use super::claims::{ALTERNATIVE_HOST, HOST, deliver_input, rival, session};
use super::{SECRET, school, send_signed};
use crate::http::dashboard::{PATH, submit, view};
use crate::support::{Answer, Html, Row, Site, insert};

/// A later lesson of the same teacher with another student, in another meeting.
fn later_lesson(student: i64) -> Row {
    lesson(Page::Opened)
        .student(student)
        .set("tracking_token", format!("{student}").repeat(32))
        .set("link", format!("https://zoom.us/j/1234567890{student}"))
        .set("zoom_meeting_id", format!("1234567890{student}"))
}

async fn deliver_later_lesson(site: &Site, student: i64) {
    for line in input("31a").lines() {
        let line = line
            .replace("12345678901", &format!("1234567890{student}"))
            .replace("uuidLesson1", &format!("uuidLesson{student}"));
        send_signed(site, &line, SECRET, site.clock.now())
            .await
            .expect(204);
    }
}

async fn say(site: &Site, action: &str, account: &str, teacher: &str) -> Answer {
    let form = [
        ("action", action),
        ("session", "1"),
        ("account", account),
        ("teacher", teacher),
    ];
    submit(site, &form).await
}

async fn confirm(site: &Site, account: &str, teacher: &str) {
    let answer = say(site, "confirm-account", account, teacher).await;
    assert_eq!(
        answer.expect(303).header("location"),
        format!("{PATH}?view=hosts")
    );
}

async fn withdraw(site: &Site, account: &str, teacher: &str) {
    say(site, "withdraw-account", account, teacher)
        .await
        .expect(303);
}

/// The forms by which the page lets an admin confirm, each as account and teacher.
fn offers(page: &Html) -> Vec<(String, String)> {
    let mut offers = Vec::new();
    for form in page.all("form") {
        if form.has("[value=confirm-account]") {
            let value = |name: &str| form.part(&format!("[name={name}]")).attribute("value");
            offers.push((value("account"), value("teacher")));
        }
    }

    offers
}

/// What the ledger of session 1 says of accounts: kind, who, and what.
async fn words_of_admins(site: &Site) -> Vec<(String, String, String)> {
    let record = site.record(1).await;
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();

    record["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| text(entry, "kind").starts_with("account_"))
        .map(|entry| {
            (
                text(entry, "kind"),
                text(entry, "party"),
                text(entry, "detail"),
            )
        })
        .collect()
}

#[tokio::test]
async fn an_account_that_an_admin_confirms_is_the_teacher_in_this_lesson_and_in_later_ones() {
    let site = school().await;
    insert(site.store(), [lesson(Page::Opened), later_lesson(2)]).await;
    deliver_input(&site, "31a").await;
    assert_ne!(session(&site, 1).await["grade"], "A");

    let overview = view(&site, "range=7d").await;
    overview.expect_texts(&["The host of 1 lesson of the last week is not known"]);
    let page = view(&site, "view=hosts").await;
    assert_eq!(
        offers(&page),
        [(ALTERNATIVE_HOST.to_owned(), "ustaz1".to_owned())]
    );
    page.expect_texts(&[
        "Account ALTTEACHER200000000000: in the meeting from 18:01 to 18:45.",
        "No account has been confirmed.",
    ]);

    confirm(&site, ALTERNATIVE_HOST, "ustaz1").await;
    let measured = session(&site, 1).await;
    assert_eq!(measured["durationSeconds"], 2520, "{measured}");
    assert_eq!(measured["grade"], "A", "{measured}");

    deliver_later_lesson(&site, 2).await;
    assert_eq!(session(&site, 2).await["grade"], "A");

    let page = view(&site, "view=hosts").await;
    page.expect_texts(&["There is nothing to confirm", "admin1"]);
    assert_eq!(offers(&page), []);
    let overview = view(&site, "range=7d").await;
    overview.expect_no_texts(&["is not known, so"]);
}

#[tokio::test]
async fn a_confirmation_is_in_the_ledger_and_can_be_taken_back() {
    let site = school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    deliver_input(&site, "31a").await;

    for _ in 0..2 {
        confirm(&site, ALTERNATIVE_HOST, "ustaz1").await;
    }
    site.pass(60);
    for _ in 0..2 {
        withdraw(&site, ALTERNATIVE_HOST, "ustaz1").await;
    }

    let said = "admin1: account ALTTEACHER200000000000, teacher ustaz1";
    let words = [
        ("account_confirmed", "admin", said),
        ("account_withdrawn", "admin", said),
    ];
    let words =
        words.map(|(kind, party, detail)| (kind.to_owned(), party.to_owned(), detail.to_owned()));
    assert_eq!(words_of_admins(&site).await, words, "each once");
    let page = view(&site, "session=1").await;
    page.expect_texts(&["Zoom account confirmed as the teacher’s", said]);

    assert_ne!(session(&site, 1).await["grade"], "A");
    let page = view(&site, "view=hosts").await;
    assert_eq!(offers(&page).len(), 1, "it is asked again");
    page.expect_texts(&["No account has been confirmed."]);
}

#[tokio::test]
async fn a_contested_meeting_belongs_to_the_teacher_whose_account_holds_it() {
    let site = school().await;
    insert(site.store(), [lesson(Page::Opened), rival()]).await;
    deliver_input(&site, "20").await;

    let page = view(&site, "view=hosts").await;
    page.expect_texts(&[
        "Another teacher’s lesson has an equal claim to this meeting",
        "the meeting belongs to it; in the meeting from 18:01 to 18:45.",
    ]);
    let account = HOST.to_owned();
    assert!(offers(&page).contains(&(account.clone(), "ustaz1".to_owned())));
    assert!(offers(&page).contains(&(account, "ustaz2".to_owned())));

    confirm(&site, HOST, "ustaz1").await;
    let own = session(&site, 1).await;
    assert_eq!(own["durationSeconds"], 2520, "{own}");
    assert_eq!(own["grade"], "A", "{own}");
    let other = session(&site, 2).await;
    assert_eq!(other["source"], "page", "{other}");
    assert_eq!(offers(&view(&site, "view=hosts").await), []);
}

#[tokio::test]
async fn a_teacher_who_was_alone_is_no_student_once_the_account_is_confirmed() {
    let site = school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    deliver_input(&site, "31b").await;
    site.pass(3 * 3600);
    site.sweep().await.expect(200);
    assert_eq!(session(&site, 1).await["noShow"], Value::Null);

    confirm(&site, ALTERNATIVE_HOST, "ustaz1").await;
    let session = session(&site, 1).await;
    assert_eq!(session["noShow"], "student_absent", "{session}");
}
