//! The actions of admins: closing idle sessions, ending one session, and saying whose an account of Zoom is.

use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{hosts, session, zoom};
use crate::app::{App, SweepReport, sweep};
use crate::auth::require_admin_now;
use crate::domain::{AccountOwner, SessionId, StudentId, TeacherId};
use crate::endpoints::staff::see_other;
use crate::error::Error;
use crate::http::Form;
use crate::pages::dashboard::link::Link;
use crate::pages::dashboard::session::RefusedEnd;
use crate::pages::dashboard::sweep::{PeopleNames, outcome, question};

/// A form of the dashboard.
#[derive(Debug, Deserialize)]
pub(crate) struct ActionForm {
    action: DashboardAction,
    /// The session that it is about.
    session: Option<i64>,
    /// The account of Zoom that it is about.
    #[serde(default)]
    account: String,
    /// The teacher whose account it is.
    #[serde(default)]
    teacher: String,
    /// Why it is ended.
    #[serde(default)]
    reason: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum DashboardAction {
    /// Close idle sessions now.
    Sweep,
    /// End one session.
    End,
    /// An account of Zoom is a teacher's.
    ConfirmAccount,
    /// Take that back.
    WithdrawAccount,
    /// Read the users of the school's account at Zoom.
    LookForUsers,
    /// A user of that account is that teacher.
    ConfirmUser,
    /// A user of that account is not that teacher.
    RefuseUser,
}

impl ActionForm {
    fn session(&self) -> Result<SessionId, Error> {
        let unknown = || Error::BadRequest("The form does not say which session.".to_owned());

        self.session.map(SessionId).ok_or_else(unknown)
    }

    fn owner(&self, admin: &str) -> Result<AccountOwner, Error> {
        if self.account.is_empty() || self.teacher.is_empty() {
            return Err(Error::BadRequest(
                "The form does not say which account and teacher.".to_owned(),
            ));
        }

        Ok(AccountOwner {
            admin: admin.to_owned(),
            account: self.account.clone(),
            teacher: TeacherId(self.teacher.clone()),
        })
    }
}

/// The largest number of due sessions that is counted.
const MAX_DUE: i64 = 100_000;
/// Characters of a reason.
const MAX_REASON: usize = 200;

/// Does what the form says. `admin` is who sent it, by the session token.
pub(crate) async fn perform(
    app: &App,
    admin: &str,
    form: Result<Form<ActionForm>, Error>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    require_admin_now(app.store().await?, admin).await?;
    let Form(form) = form?;

    match form.action {
        DashboardAction::Sweep => {
            tracing::info!(admin.id = admin, "Sweep started by an admin");
            let report = sweep(app).await?;

            // No redirect: which sessions this run closed is stored nowhere, so it can only be shown now.
            sweep_result(app, &report, now).await
        }
        DashboardAction::End => end(app, admin, form.session()?, form.reason.trim(), now).await,
        DashboardAction::ConfirmAccount => {
            let owner = form.owner(admin)?;
            hosts::confirm(app, form.session()?, &owner, now).await
        }
        DashboardAction::WithdrawAccount => hosts::withdraw(app, &form.owner(admin)?, now).await,
        DashboardAction::LookForUsers => zoom::look_for_users(app, now).await,
        DashboardAction::ConfirmUser => zoom::confirm(app, &form.owner(admin)?, now).await,
        DashboardAction::RefuseUser => zoom::refuse(app, &form.owner(admin)?, now).await,
    }
}

/// Says how many sessions a sweep would close, and asks whether to do so.
pub(crate) async fn confirm_sweep(app: &App, now: DateTime<Utc>) -> Result<Response, Error> {
    let due = count_due(app, now).await?;

    Ok(question(&app.config, due))
}

async fn sweep_result(
    app: &App,
    report: &SweepReport,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let store = app.store().await?;
    let closed = &report.details;
    let students = store
        .student_names(closed.iter().map(|closed| StudentId(closed.student_id)))
        .await?;
    let teachers = store
        .teacher_names(closed.iter().map(|closed| closed.teacher_id.as_str()))
        .await?;

    let due = count_due(app, now).await?;
    let names = PeopleNames { students, teachers };

    Ok(outcome(&app.config, report, &names, due))
}

async fn count_due(app: &App, now: DateTime<Utc>) -> Result<i64, Error> {
    let store = app.store().await?;

    Ok(store.count_due(now, &app.config.rules, MAX_DUE).await?)
}

async fn end(
    app: &App,
    admin: &str,
    id: SessionId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    match try_to_end(app, admin, id, reason, now).await {
        Ok(()) => {
            tracing::info!(
                session.id = id.0,
                admin.id = admin,
                "Session {id} ended by an admin"
            );

            Ok(see_other(&Link::to_session(id).to_string()))
        }
        // Shown on the session's own page, where the form keeps the reason that was typed.
        Err(error @ (Error::Unprocessable(_) | Error::NotOpened | Error::SessionEnded { .. })) => {
            let reason = reason.to_owned();
            session::page(app, id, Some(RefusedEnd { error, reason }), now).await
        }
        Err(error) => Err(error),
    }
}

async fn try_to_end(
    app: &App,
    admin: &str,
    id: SessionId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let characters = reason.chars().count();
    if characters == 0 || characters > MAX_REASON {
        return Err(Error::Unprocessable(format!(
            "Give a reason of 1 to {MAX_REASON} characters: it is recorded in the evidence."
        )));
    }

    let rules = &app.config.rules;
    let ended = app
        .store()
        .await?
        .change_session(id, now, |session| {
            session
                .end_by_admin(admin, reason, now, rules)
                .map_err(Error::from)
        })
        .await?;

    ended
        .map(|_| ())
        .ok_or(Error::NotFound("There is no such session."))
}
