//! A stand-in for Zoom, so that all of it can be tried here: `/dev/zoom`. A teacher can connect and start a class, the
//! school's app reads the users of its account, and the sweep asks about lessons, of which nothing more is known. It agrees
//! with everything that it is asked.

mod account;
mod meetings;
mod users;

use askama::Template;
use axum::Router;
use axum::response::Html;
use axum::routing::{any, get, post};

/// Where the stand-in is served.
pub(crate) const PATH: &str = "/dev/zoom";

enum Step {
    Agree {
        agreed: Vec<(String, &'static str)>,
        declined: String,
    },
    Host {
        number: String,
    },
}

#[derive(Template)]
#[template(path = "zoom.html")]
struct ZoomPage {
    step: Step,
}

impl ZoomPage {
    #[expect(clippy::unused_self, reason = "the template calls it")]
    fn style(&self) -> &'static str {
        crate::welcome::STYLE
    }

    fn answer(step: Step) -> Html<String> {
        Html(Self { step }.render().unwrap_or_default())
    }
}

/// Makes the routes. `here` is the server's own address.
pub(crate) fn router(here: &str) -> Router {
    let at = |path: &str| format!("{PATH}{path}");
    let meetings = Router::new()
        .route(&at("/v2/users/me/meetings"), post(meetings::create))
        .route(&at("/v2/meetings/{number}"), get(meetings::show))
        .route(
            &at("/v2/meetings/{number}/registrants"),
            post(meetings::register),
        )
        .route(&at("/oauth/host/{number}"), get(meetings::host))
        .with_state(meetings::Meetings::new(here));

    Router::new()
        .route(&at("/oauth/authorize"), get(users::authorize))
        .route(&at("/oauth/token"), post(users::issue_tokens))
        .route(&at("/oauth/revoke"), post(users::revoke))
        .route(&at("/v2/users/me"), get(users::show_own))
        .route(&at("/v2/users"), get(account::list_users))
        .route(&at("/v2/{*question}"), any(account::know_nothing))
        .merge(meetings)
}
