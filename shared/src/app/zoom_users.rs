//! Who is who at Zoom: reads the users of the school's account, and finds which teachers they seem to be.
//!
//! What is found is a proposal, and changes nothing: an administrator says once whether it is so
//! (`account_owner::confirm_user`). Addresses and names of personal meetings are compared in memory; an address is never
//! stored.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::zoom_calls::ZoomCalls;
use crate::app::App;
use crate::domain::{AccountUser, TeacherAtSchool, TeacherId, find_teachers_of_users};
use crate::error::Error;
use crate::store::{FoundUser, Store};
use crate::zoom::{USER_SCOPES, ZoomApiError};

/// Users come and go slowly.
const READ_AGAIN_AFTER: TimeDelta = TimeDelta::hours(24);
/// Links of this time show into whose meeting a teacher sends.
const LINKS_SHOW: TimeDelta = TimeDelta::days(60);

/// Why the users could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UsersError {
    /// Zoom's reason.
    #[error(transparent)]
    Zoom(#[from] ZoomApiError),
    /// Our own.
    #[error(transparent)]
    Own(#[from] Error),
}

/// Reads the users, if that is due. Returns whether it was done.
///
/// Without the scope nothing is asked: an app whose calls fail too often is switched off by Zoom.
pub(crate) async fn read_users_if_due(app: &App, now: DateTime<Utc>) -> Result<bool, UsersError> {
    if app.config.zoom_app.is_none() {
        return Ok(false);
    }
    let store = app.store().await.map_err(Error::from)?;
    let read_at = store.zoom_users_read_at().await.map_err(Error::from)?;
    if read_at.is_some_and(|read_at| now < read_at + READ_AGAIN_AFTER) {
        return Ok(false);
    }

    let scopes = app.zoom.scopes().await?;
    let may_read = scopes
        .split_whitespace()
        .any(|scope| USER_SCOPES.contains(&scope));
    if !may_read {
        return Ok(false);
    }

    read_users(app, now).await.map(|_| true)
}

/// Reads the users. Returns how many there are.
pub(crate) async fn read_users(app: &App, now: DateTime<Utc>) -> Result<usize, UsersError> {
    let store = app.store().await.map_err(Error::from)?;
    let calls = ZoomCalls::of_app(app);
    let users = app.zoom.as_app(&calls).list_users().await?;

    let teachers = teachers_at_school(store, &users, now).await?;
    let found = find_teachers_of_users(&users, &teachers);
    let found: Vec<FoundUser<'_>> = users
        .iter()
        .map(|user| FoundUser {
            user,
            teacher: found.get(user.id.as_str()).copied(),
        })
        .collect();
    store
        .record_zoom_users(&found, now)
        .await
        .map_err(Error::from)?;

    Ok(users.len())
}

async fn teachers_at_school(
    store: &Store,
    users: &[AccountUser],
    now: DateTime<Utc>,
) -> Result<Vec<TeacherAtSchool>, Error> {
    let numbers: BTreeSet<&str> = users
        .iter()
        .filter_map(|user| user.personal_meeting.as_deref())
        .collect();
    let mut meetings: BTreeMap<TeacherId, BTreeSet<String>> = BTreeMap::new();
    for (teacher, meeting) in store.list_senders_into(&numbers, now - LINKS_SHOW).await? {
        meetings.entry(teacher).or_default().insert(meeting);
    }

    let teachers = store.list_teachers_with_addresses().await?;
    Ok(teachers
        .into_iter()
        .map(|(teacher, addresses)| TeacherAtSchool {
            meetings: meetings.remove(&teacher).unwrap_or_default(),
            teacher,
            addresses,
        })
        .collect())
}
