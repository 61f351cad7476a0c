//! `/teacher`: what a teacher sees and sends.

mod access;
mod class_end;
mod class_figures;
mod class_start;
mod sending;
mod sending_again;
mod students;

use regex::Regex;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{Answer, Html, Site};

const PATH: &str = "/teacher";
const TEACHER: (&str, &str) = ("ustaz1", "teacher");

/// The page as ustaz1 sees it.
async fn page(site: &Site, path: &str) -> Html {
    let request = site.request_as(TEACHER, Method::GET, path);
    site.send(request).await.expect(200).html()
}

/// The part of ustaz1's page that belongs to one student.
async fn card_of(site: &Site, student: &str) -> Html {
    card(&page(site, PATH).await, student)
}

#[track_caller]
fn card(page: &Html, student: &str) -> Html {
    page.part(&format!("#student-{student}"))
}

fn link_form(request: RequestBuilder, student: &str, link: &str) -> RequestBuilder {
    request.form(&[("student", student), ("link", link)])
}

async fn send_link(site: &Site, student: &str, link: &str) -> Answer {
    let request = site.request_as(TEACHER, Method::POST, PATH);
    site.send(link_form(request, student, link)).await
}

/// Sends by the form and returns the page that the browser goes on to.
async fn send_and_follow(site: &Site, student: &str, link: &str) -> Html {
    let answer = send_link(site, student, link).await.expect(303);
    assert_eq!(answer.header("cache-control"), "no-store");
    page(site, answer.header("location")).await
}

/// Sends a link by the form and returns its token.
async fn new_token(site: &Site, student: &str, link: &str) -> String {
    tokens(&send_and_follow(site, student, link).await).remove(0)
}

/// The tracking tokens that stand anywhere in a page.
fn tokens(page: &Html) -> Vec<String> {
    let token = Regex::new("token=([0-9A-F]{32})").unwrap();
    let found = token.captures_iter(page.source());
    let mut tokens: Vec<String> = found.map(|found| found[1].to_owned()).collect();

    tokens.sort_unstable();
    tokens.dedup();

    tokens
}

async fn submit(site: &Site, fields: &[(&str, &str)]) -> Answer {
    let request = site.request_as(TEACHER, Method::POST, PATH);
    site.send(request.form(fields)).await
}

/// Presses a button of a lesson.
async fn press(site: &Site, action: &str, session: &str) -> Answer {
    submit(site, &[("action", action), ("session", session)]).await
}

/// Says when the class of session 1 ended, by the school's clock.
async fn end_class_at(site: &Site, time: &str) -> Answer {
    let fields = [
        ("action", "end-class"),
        ("session", "1"),
        ("ended_at", time),
    ];
    submit(site, &fields).await
}

/// A message of the student's page, which runs on a phone.
fn message(token: &str, document: &str, number: u32, more: &Value) -> Value {
    let mut body = json!({ "token": token, "doc": document, "seq": number, "phone": true });
    let fields = body.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());

    body
}

/// The student opens the link, and taps Zoom's ten seconds later.
async fn open_and_tap(site: &Site, token: &str, document: &str) {
    let joined = message(token, document, 1, &json!({}));
    site.post("/api/zoom/track", &joined).await.expect(200);
    site.pass(10);
    tap(site, token, document).await;
}

async fn tap(site: &Site, token: &str, document: &str) {
    for (number, kind) in [(2, "zoom"), (3, "hidden")] {
        let body = message(
            token,
            document,
            number,
            &json!({ "kind": kind, "zoom": true }),
        );
        site.post("/api/zoom/heartbeat", &body).await.expect(200);
    }
}

/// What the school's office sees of a session.
async fn session(site: &Site, id: i64) -> Value {
    site.record(id).await["session"].clone()
}
