//! The overview of the sessions that the address asks for.

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};

use crate::app::App;
use crate::app::overview::Overview;
use crate::app::session_selection::{AskedDays, SessionSelection};
use crate::domain::Preset;
use crate::endpoints::list_query::ListQuery;
use crate::error::Error;
use crate::pages::dashboard::overview::{results, whole_page};

/// The days that are shown when the address names none.
const DEFAULT_DAYS: AskedDays = AskedDays::Preset(Preset::Days7);

/// Which part of the page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PagePart<'a> {
    Whole,
    /// The results alone, for the page's script, unless it has them already: `known` is its `If-None-Match`.
    Results {
        known: Option<&'a str>,
    },
}

pub(crate) async fn page(
    app: &App,
    mut query: ListQuery,
    part: PagePart<'_>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    if query.days == AskedDays::Dates(None, None) {
        query.days = DEFAULT_DAYS;
    }

    let filter = query.filter(app, now).await?;
    let selection = selection(query);
    let overview = Box::pin(Overview::read(app, &selection, &filter, now)).await?;
    let results = results(&app.config, &selection, &overview, now)?;

    Ok(match part {
        PagePart::Whole => whole_page(&app.config, results, now),
        PagePart::Results { known } => results_alone(results, known),
    })
}

fn selection(query: ListQuery) -> SessionSelection {
    SessionSelection {
        days: query.days,
        teacher: query.teacher,
        student: query.student,
        status: query.status,
        text: query.text,
        order: query.order,
        position: query.turn,
        limit: query.limit,
    }
}

/// Answers with results that change while lessons go on; with 304 if the browser knows them.
fn results_alone(results: String, known: Option<&str>) -> Response {
    let hash = digest(&SHA256, results.as_bytes());
    let tag = format!(
        "\"{}\"",
        Base64UrlUnpadded::encode_string(&hash.as_ref()[..16])
    );
    let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let tag = HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""));

    // The browser may keep the results and ask whether they are still current. Caches in between must not.
    let headers = [
        (ETAG, tag),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
        ),
    ];

    if is_known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }

    let content_type = [(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    )];

    (headers, content_type, results).into_response()
}
