//! Forms in: read once, with one answer each to what is too large and to what is no form.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use crate::error::Error;

/// The fields of a posted form of at most 64 KiB. Fields without a place in `T` are passed over.
///
/// Take it as `Result<Form<T>, Error>`: the endpoint checks first who asks, and shows the error in that person's
/// frame.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let form = axum::Form::from_request(request, state).await;

        let axum::Form(fields) = form.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
            _ => Error::BadRequest("The form could not be read. Please try again.".to_owned()),
        })?;

        Ok(Self(fields))
    }
}
