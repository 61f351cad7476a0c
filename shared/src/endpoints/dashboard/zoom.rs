//! What an administrator wants to know of Zoom, and what an administrator says about its users.

use axum::response::Response;
use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::account_owner::{confirm_user, refuse_user};
use crate::app::zoom_overview::ZoomOverview;
use crate::app::zoom_users::{UsersError, read_users};
use crate::domain::AccountOwner;
use crate::endpoints::staff::see_other;
use crate::error::Error;
use crate::pages::dashboard::link::Link;
use crate::pages::dashboard::zoom::zoom;

pub(crate) async fn page(
    app: &App,
    refused: Option<Error>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let overview = ZoomOverview::read(app, now).await?;

    Ok(zoom(&app.config, &overview, refused))
}

/// Asks Zoom for the users of the account.
pub(crate) async fn look_for_users(app: &App, now: DateTime<Utc>) -> Result<Response, Error> {
    match Box::pin(read_users(app, now)).await {
        Ok(_) => Ok(to_page()),
        Err(UsersError::Zoom(error)) => {
            tracing::warn!(%error, "The users of the Zoom account could not be read");
            let told = Error::Unprocessable(format!("The users could not be read: {error}."));
            page(app, Some(told), now).await
        }
        Err(UsersError::Own(error)) => Err(error),
    }
}

/// A user of the account is that teacher.
pub(crate) async fn confirm(
    app: &App,
    owner: &AccountOwner,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    // Boxed, because measuring meetings anew is a large future.
    let confirmed = Box::pin(confirm_user(app, owner, now)).await;
    answer(app, confirmed, now).await
}

/// A user of the account is not the teacher that the user seems to be.
pub(crate) async fn refuse(
    app: &App,
    owner: &AccountOwner,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let refused = refuse_user(app, owner, now).await;
    answer(app, refused, now).await
}

async fn answer(app: &App, done: Result<(), Error>, now: DateTime<Utc>) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(to_page()),
        // Shown on the page, which is then up to date.
        Err(error @ Error::Unprocessable(_)) => page(app, Some(error), now).await,
        Err(error) => Err(error),
    }
}

fn to_page() -> Response {
    see_other(&Link::to_zoom().to_string())
}
