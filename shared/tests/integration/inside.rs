//! What no request shows: layers around routes that no endpoint has, tokens that a test chooses, and whose the bot is.

use axum::Router;
use axum::routing::get;
use serde_json::json;
use session_tracking::config::{BaseUrl, Secret};
use session_tracking::http::{with_layers, with_timeout};
use session_tracking::telegram::{GetMeError, Telegram};

use crate::support::{FakeAnswer, FakeTelegram, Inside};

#[tokio::test]
async fn a_token_that_exists_is_refused_by_the_database_and_drawn_again() {
    let site = Inside::start().await;
    let first = site.session().await;
    site.tokens.next_are(&[1, 7]);
    site.pass(60);

    let second = site.session().await;
    assert_eq!(first, format!("{:032X}", 1));
    assert_eq!(second, format!("{:032X}", 7));
}

#[tokio::test]
async fn an_address_with_nothing_behind_it_is_404_and_a_problem_document() {
    let site = Inside::start().await;
    let answer = site.get("/nothing/here").await.expect(404);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.json()["title"], "Not Found");
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up_with_an_answer() {
    let site = Inside::start().await;
    let slow = Router::new().route("/slow", get(std::future::pending::<&'static str>));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());

    let routes = with_layers(with_timeout(slow, 0).with_state(site.app.clone()));
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    let answer = site.http.get(format!("{base}/slow")).send().await.unwrap();

    assert_eq!(answer.status(), 503);
    assert!(answer.headers().contains_key("retry-after"));
}

#[tokio::test]
async fn whose_the_bot_is_or_why_nobody_knows() {
    let refused = |status: u16| {
        let body = json!({ "ok": false, "error_code": status, "description": "" });
        FakeAnswer::Json(status, body)
    };
    let page = |status: u16| FakeAnswer::Html(status, "<html>");
    let bot = json!({ "ok": true, "result": { "id": 1, "username": "nur_bot" } });

    for (answer, expected) in [
        (FakeAnswer::Json(200, bot), Ok("nur_bot")),
        (refused(401), Err(GetMeError::TokenRefused)),
        (refused(404), Err(GetMeError::TokenRefused)),
        (refused(429), Err(GetMeError::Refused(429))),
        (refused(500), Err(GetMeError::Refused(500))),
        (page(200), Err(GetMeError::NotTheBotApi)),
        (page(302), Err(GetMeError::NotTheBotApi)),
        (page(401), Err(GetMeError::NotTheBotApi)),
        (page(404), Err(GetMeError::NotTheBotApi)),
        (page(502), Err(GetMeError::NotTheBotApi)),
        (FakeAnswer::CutOff(404), Err(GetMeError::Unreachable)),
        (FakeAnswer::Reset, Err(GetMeError::Unreachable)),
    ] {
        let telegram = FakeTelegram::start().await;
        telegram.fails_with([answer]);
        let api = BaseUrl::parse(&telegram.url).unwrap();
        let name = Telegram::new(api, Some(Secret::new("1:test")))
            .get_me()
            .await;

        assert_eq!(name.as_deref(), expected.as_ref().map(|name| *name));
        assert_eq!(telegram.paths(), ["/bot1:test/getMe"]);
    }
}
