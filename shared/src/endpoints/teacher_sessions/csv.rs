//! The list as a file.

use axum::Extension;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::app::{App, csv_pieces};
use crate::error::Error;
use crate::http::Streamed;
use crate::store::Filter;

/// Answers with the whole file. Its first piece is read before the answer begins, so that a database that is away is
/// answered properly. A database that goes away later cuts the file off, and the client sees that.
pub(super) async fn answer(
    app: &App,
    filter: Filter,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let store = app.store().await?.clone();
    let mut rest = Box::pin(csv_pieces(store, filter, now, &app.config));
    let first = rest.try_next().await?.unwrap_or_default();

    let rest = rest.inspect_err(|error| tracing::error!(%error, "CSV export cut off"));
    let all = stream::once(async { Ok(first) }).chain(rest);

    Ok(csv_file("teacher-sessions.csv", Body::from_stream(all)))
}

/// Makes an answer that a browser keeps as a file.
pub(super) fn csv_file(name: &'static str, body: Body) -> Response {
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];

    (Extension(Streamed), headers, body).into_response()
}
