//! Lessons whose host is not known: what an admin is asked, and what an admin says.

use axum::response::Response;
use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::account_owner::{confirm_account, withdraw_account};
use crate::app::host_questions::HostQuestions;
use crate::domain::{AccountOwner, SessionId};
use crate::endpoints::staff::see_other;
use crate::error::Error;
use crate::pages::dashboard::hosts::hosts;
use crate::pages::dashboard::link::Link;

pub(crate) async fn page(
    app: &App,
    refused: Option<Error>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let questions = HostQuestions::read(app, now).await?;

    Ok(hosts(&app.config, &questions, refused))
}

pub(crate) async fn confirm(
    app: &App,
    session: SessionId,
    owner: &AccountOwner,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    // Boxed, because measuring meetings anew is a large future.
    match Box::pin(confirm_account(app, session, owner, now)).await {
        Ok(()) => Ok(see_other(&Link::to_hosts().to_string())),
        // Shown on the page, which is then up to date.
        Err(error @ Error::Unprocessable(_)) => page(app, Some(error), now).await,
        Err(error) => Err(error),
    }
}

pub(crate) async fn withdraw(
    app: &App,
    owner: &AccountOwner,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    withdraw_account(app, owner, now).await?;

    Ok(see_other(&Link::to_hosts().to_string()))
}
