//! Rows of lists of participants.

use serde_json::{Value, json};

use crate::spans::{Millis, SECOND};
use crate::zoom::{ListedStay, Run};

/// The kinds of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListKind {
    /// `past_meetings/UUID/participants`.
    Past,
    /// `report/meetings/UUID/participants`.
    Report {
        /// It is to have the registrations.
        has_registrants: bool,
    },
}

/// The rows of a run's list.
pub(super) fn rows(run: &Run, kind: ListKind, same_user_ids: bool) -> Vec<Value> {
    let mut rows = Vec::new();

    for stay in &run.rows {
        let row = row(stay, kind, same_user_ids);
        if stay.twice {
            rows.push(row.clone());
        }
        rows.push(row);
    }

    rows
}

fn row(stay: &ListedStay, kind: ListKind, same_user_ids: bool) -> Value {
    let account = stay.account.as_deref().unwrap_or_default();
    let status = if stay.waits {
        "in_waiting_room"
    } else {
        "in_meeting"
    };
    let user_id = if same_user_ids {
        stay.user_id.clone()
    } else {
        format!("9{}", stay.user_id)
    };

    let mut row = json!({
        "id": account,
        "participant_user_id": account,
        "user_id": user_id,
        "name": stay.name,
        "user_email": stay.email,
        "join_time": time(stay.from),
        "leave_time": time(stay.to),
        "duration": (stay.to - stay.from) / SECOND,
        "status": status,
        "failover": false,
    });

    let has_registrant = match kind {
        ListKind::Past => true,
        ListKind::Report { has_registrants } => has_registrants,
    };
    if let Some(registrant) = stay.registrant.as_deref().filter(|_| has_registrant) {
        row["registrant_id"] = registrant.into();
    }

    match kind {
        ListKind::Past => row["internal_user"] = stay.account.is_some().into(),
        ListKind::Report { .. } if stay.in_room => row["bo_mtg_id"] = "breakout-1".into(),
        ListKind::Report { .. } => {}
    }

    row
}

/// Returns whether one person was there alone, once or more than once.
pub(super) fn is_alone(run: &Run) -> bool {
    let inside = run.rows.iter().filter(|stay| !stay.waits);
    let mut names: Vec<&str> = inside.map(|stay| stay.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();

    names.len() < 2
}

/// A time as Zoom writes it.
pub(super) fn time(at: Millis) -> String {
    chrono::DateTime::from_timestamp_millis(at).map_or_else(String::new, |at| {
        at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    })
}

/// A day of UTC as Zoom writes it.
pub(super) fn day(at: Millis) -> String {
    time(at).chars().take(10).collect()
}
