//! `/api/zoom/track`: GET shows the tracking page and changes nothing; the page's POST joins.

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::app::App;
use crate::domain::{LinkState, Session, Signal, TrackingToken};
use crate::endpoints::page_message::{PageAnswer, PageRequest, page_response};
use crate::error::Error;
use crate::http::rate_limit::ClientAddress;
use crate::http::{Body, Endpoint};
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

#[derive(Debug, Deserialize)]
struct TrackQuery {
    token: Option<String>,
    lang: Option<String>,
}

/// Link previews and scanners fetch this address: it only reads.
async fn show(
    State(app): State<App>,
    address: Option<ClientAddress>,
    headers: HeaderMap,
    query: Result<Query<TrackQuery>, QueryRejection>,
) -> Response {
    let query = query.map_or(
        TrackQuery {
            token: None,
            lang: None,
        },
        |Query(query)| query,
    );

    let accepted = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let texts = choose(query.lang.as_deref(), accepted);
    let token: Option<TrackingToken> = query.token.and_then(|token| token.parse().ok());
    let found = match &token {
        Some(token) => find(&app, token).await,
        None => Ok(None),
    };

    let view = match found {
        Ok(Some(session)) => view(&app, &session),
        Ok(None) => match app.unknown_tokens.refuse(address) {
            Error::NotFound(_) => View::Unknown,
            slow_down => View::Unavailable(slow_down.status()),
        },
        Err(error) => {
            let error = Error::from(error);
            error.log();
            View::Unavailable(error.status())
        }
    };

    let token = token.as_ref().map_or("", TrackingToken::as_str);
    TrackingPage::new(&app.config.school_name, texts, view, token).into_response()
}

async fn find(app: &App, token: &TrackingToken) -> Result<Option<Session>, StoreError> {
    app.store().await?.find_session_by_token(token).await
}

/// Returns what the page offers.
fn view(app: &App, session: &Session) -> View {
    let rules = &app.config.rules;

    match session.link_state(app.clock.now(), rules) {
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

/// The one thing that this endpoint is told.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum JoinKind {
    #[default]
    Join,
}

impl From<JoinKind> for Signal {
    fn from(opened: JoinKind) -> Self {
        match opened {
            JoinKind::Join => Self::Join,
        }
    }
}

async fn join(
    State(app): State<App>,
    address: Option<ClientAddress>,
    Body(message): Body<PageRequest<JoinKind>>,
) -> Result<Response, Error> {
    let (now, rules) = (app.clock.now(), &app.config.rules);
    let (token, message) = message.parse(&app, address)?;
    let applied = app
        .store()
        .await?
        .change_session(&token, now, |session| {
            session.apply(&message, now, rules).map_err(Error::from)
        })
        .await?
        .ok_or_else(|| app.unknown_tokens.refuse(address))?;

    let id = applied.session.id.0;
    tracing::info!(
        session.id = id,
        student.id = applied.session.student.0,
        "Session {id} joined"
    );

    Ok(page_response(&PageAnswer::of(
        &applied.session,
        true,
        now,
        rules,
    )))
}
