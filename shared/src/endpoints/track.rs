//! `/api/zoom/track`: GET shows the tracking page and changes nothing; the page's POST joins.

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::app::App;
use crate::domain::{LinkState, PresenceParameters, Session, Signal, TrackingToken};
use crate::endpoints::page_message::{
    PageAnswer, PageRequest, page_response, refuse_unknown_token,
};
use crate::error::Error;
use crate::http::{Body, Endpoint, TokenLimit};
use crate::pages::{TrackingPage, View, choose};
use crate::store::StoreError;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "track",
    path: "/api/zoom/track",
    methods: &["GET", "HEAD", "POST"],
    also: &[],
    timeout_seconds: 8,
    router,
};

fn router() -> Router<App> {
    Router::new().route(ENDPOINT.path, get(show).post(join))
}

#[derive(Debug, Default, Deserialize)]
struct TrackQuery {
    token: Option<String>,
    lang: Option<String>,
}

/// Link previews and scanners fetch this address: it only reads.
async fn show(
    State(app): State<App>,
    limit: TokenLimit,
    headers: HeaderMap,
    query: Result<Query<TrackQuery>, QueryRejection>,
) -> Response {
    let query = query.map_or_else(|_| TrackQuery::default(), |Query(query)| query);
    let token: Option<TrackingToken> = query.token.and_then(|token| token.parse().ok());

    let view = match find_session(&app, token.as_ref()).await {
        Ok(Some(session)) => view_of(&session, app.clock.now(), &app.config.rules),
        Ok(None) => match refuse_unknown_token(&limit) {
            Error::NotFound(_) => View::Unknown,
            too_many => View::Unavailable(too_many.status()),
        },
        Err(error) => {
            let error = Error::from(error);
            // The student gets a page instead of the error's own answer, which would log it.
            error.log();
            View::Unavailable(error.status())
        }
    };

    let accepted = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let texts = choose(query.lang.as_deref(), accepted);
    let token = token.as_ref().map_or("", TrackingToken::as_str);

    TrackingPage::new(&app.config.school_name, texts, view, token).into_response()
}

async fn find_session(
    app: &App,
    token: Option<&TrackingToken>,
) -> Result<Option<Session>, StoreError> {
    match token {
        Some(token) => app.store().await?.find_session_by_token(token).await,
        None => Ok(None),
    }
}

/// Returns what the page offers.
fn view_of(session: &Session, now: DateTime<Utc>, rules: &PresenceParameters) -> View {
    match session.link_state(now, rules) {
        LinkState::Open(link) => View::Open(link),
        LinkState::Ended(link) => {
            let minutes = session
                .figures(rules)
                .map_or(0, |figures| figures.minutes());
            View::Ended { link, minutes }
        }
        LinkState::Expired => View::Expired,
        LinkState::Invalid => View::BadLink,
    }
}

/// The only thing that a page may report to this endpoint.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum JoinKind {
    #[default]
    Join,
}

impl From<JoinKind> for Signal {
    fn from(kind: JoinKind) -> Self {
        match kind {
            JoinKind::Join => Self::Join,
        }
    }
}

async fn join(
    State(app): State<App>,
    limit: TokenLimit,
    Body(request): Body<PageRequest<JoinKind>>,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let session = request.apply(&app, &limit, now).await?;
    let answer = PageAnswer::new(true, &session, now, &app.config.rules);

    Ok(page_response(&answer))
}
