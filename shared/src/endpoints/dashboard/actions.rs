//! What an admin does: closes idle sessions, and ends one. Both look at the admin's row again first.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::session;
use crate::app::{App, SweepReport, sweep};
use crate::auth::{Principal, require_admin_now};
use crate::domain::{Role, SessionId, StudentId};
use crate::endpoints::dashboard::link::Link;
use crate::endpoints::staff::see_other;
use crate::error::Error;
use crate::http::Form;
use crate::pages;
use crate::pages::dashboard::{SCRIPT, SweepDone, SweepPage, SweptRow};
use crate::pages::staff::labels::length;
use crate::pages::{Frame, ShownInstant};

/// A form of the dashboard.
#[derive(Debug, Deserialize)]
pub(crate) struct ActionForm {
    action: Action,
    /// Which session to end.
    session: Option<i64>,
    /// Why.
    #[serde(default)]
    reason: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Action {
    /// Close idle sessions now.
    Sweep,
    /// End one session.
    End,
}

/// Counted at most.
const MAX_DUE: i64 = 100_000;
const MAX_REASON: usize = 200;

pub(crate) async fn perform(
    app: &App,
    principal: Result<Principal, Error>,
    form: Result<Form<ActionForm>, Error>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let admin = principal?.admin()?;
    let admin = require_admin_now(app.store().await?, &admin).await?;
    let Form(ActionForm {
        action,
        session,
        reason,
    }) = form?;

    match action {
        Action::Sweep => {
            tracing::info!(admin.id = admin.id, "Sweep started by an admin");
            let report = sweep(app).await?;
            sweep_result(app, &report, now).await
        }
        Action::End => {
            let missing = || Error::BadRequest("The form does not say which session.".to_owned());
            let id = SessionId(session.ok_or_else(missing)?);
            end(app, &admin.id, id, reason.trim(), now).await
        }
    }
}

/// Says how many sessions a sweep would close, and asks.
pub(crate) async fn confirm_sweep(app: &App, now: DateTime<Utc>) -> Result<Response, Error> {
    let due = app
        .store()
        .await?
        .count_due(now, &app.config.rules, MAX_DUE)
        .await?;
    Ok(sweep_page(app, due, None))
}

async fn sweep_result(
    app: &App,
    report: &SweepReport,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let store = app.store().await?;
    let details = &report.details;
    let students = store
        .student_names(details.iter().map(|one| StudentId(one.student_id)))
        .await?;
    let teachers = store
        .teacher_names(details.iter().map(|one| one.teacher_id.as_str()))
        .await?;

    let rows = details.iter().map(|one| SweptRow {
        id: one.session_id,
        student: students.get(&one.student_id).cloned().unwrap_or_default(),
        teacher: teachers
            .get(&one.teacher_id)
            .cloned()
            .unwrap_or_else(|| one.teacher_id.clone()),
        ended: one.ended_at.map(|at| ShownInstant::of(at, app.calendar())),
        duration: length(one.duration_seconds),
    });

    let milliseconds = u64::try_from(report.processing_time_ms).unwrap_or(u64::MAX);
    let done = SweepDone {
        message: report.message.clone(),
        all_closed: report.success,
        seconds: format!("{}.{:02} s", milliseconds / 1000, milliseconds % 1000 / 10),
        rows: rows.collect(),
    };
    let due = store.count_due(now, &app.config.rules, MAX_DUE).await?;

    Ok(sweep_page(app, due, Some(done)))
}

fn sweep_page(app: &App, due: i64, done: Option<SweepDone>) -> Response {
    let frame = Frame::of(
        &app.config,
        "Close idle sessions",
        Some(Role::Admin),
        SCRIPT,
    );
    let idle_minutes = app.config.rules.idle_timeout.num_minutes();

    pages::page(
        StatusCode::OK,
        &frame,
        &SweepPage {
            frame: &frame,
            due,
            idle_minutes,
            done,
        },
    )
}

async fn end(
    app: &App,
    admin: &str,
    id: SessionId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let count = reason.chars().count();
    if count == 0 || count > MAX_REASON {
        let text = format!("Say why in 1 to {MAX_REASON} characters: it goes into the evidence.");
        return session::page(
            app,
            id,
            Some((Error::Unprocessable(text), reason.to_owned())),
            now,
        )
        .await;
    }

    let rules = &app.config.rules;
    let ended = app.store().await?.change_session(id, now, |session| {
        session
            .end_by_admin(admin, reason, now, rules)
            .map_err(Error::from)
    });

    match ended.await {
        Ok(Some(_)) => {
            tracing::info!(
                session.id = id.0,
                admin.id = admin,
                "Session {id} ended by an admin"
            );

            Ok(see_other(
                &Link::home().with("session", &id.to_string()).to_string(),
            ))
        }
        Ok(None) => Err(Error::NotFound("There is no such session.")),
        Err(error @ (Error::NotOpened | Error::SessionEnded { .. })) => {
            session::page(app, id, Some((error, reason.to_owned())), now).await
        }
        Err(error) => Err(error),
    }
}
