//! The query of an address: read once, and refused where it is not UTF-8.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use crate::error::Error;

/// The parameters of a query. Those without a place in `T` are passed over.
///
/// Take it as `Result<Query<T>, Error>`: the endpoint checks first who asks.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Error> {
        let query = parts.uri.query().unwrap_or_default();
        // Bytes such as `%FF` would be read as replacement characters: another question than the one that was asked.
        if percent_decode_str(query).decode_utf8().is_err() {
            return Err(unreadable());
        }

        let axum::extract::Query(parameters) =
            axum::extract::Query::try_from_uri(&parts.uri).map_err(|_| unreadable())?;

        Ok(Self(parameters))
    }
}

fn unreadable() -> Error {
    Error::BadRequest("The query cannot be read: it must be percent-encoded UTF-8.".to_owned())
}
