//! The rows of one case, in the database and as the domain reads them.

use std::collections::BTreeSet;

use session_tracking::domain::{PresenceParameters, SchoolCalendar, Session};
use session_tracking::store::{Filter, PagePosition, SortKey, SortOrder, Store};

use super::rows::{Row, now, rules};
use crate::support::insert;

/// The rows of one case in the database, each with the session that was read from it.
pub(super) struct Case<'a> {
    pub(super) store: &'a Store,
    pub(super) rules: PresenceParameters,
    pub(super) days: SchoolCalendar,
    pub(super) sessions: Vec<(Row, Session)>,
}

impl<'a> Case<'a> {
    pub(super) async fn new(store: &'a Store, rows: Vec<Row>) -> Self {
        store
            .execute_script("DELETE FROM wpos_zoom_links")
            .await
            .unwrap();

        let stored = rows.iter().enumerate();
        insert(store, stored.map(|(number, row)| row.stored(number))).await;

        let days = "Africa/Addis_Ababa".parse().unwrap();
        let mut case = Self {
            store,
            rules: rules(),
            days,
            sessions: Vec::new(),
        };
        let mut sessions = case.list(&Filter::default(), SortKey::Time).await;

        sessions.sort_by_key(|session| session.student);
        assert_eq!(sessions.len(), rows.len(), "every row is listed once");
        case.sessions = rows.into_iter().zip(sessions).collect();

        case
    }

    pub(super) async fn list(&self, filter: &Filter, sort: SortKey) -> Vec<Session> {
        let order = SortOrder {
            sort,
            descending: false,
        };
        let page = self
            .store
            .list_sessions(
                filter,
                order,
                PagePosition::First,
                1_000,
                now(),
                &self.rules,
            )
            .await
            .unwrap();

        page.sessions
            .into_iter()
            .map(|listed| listed.session)
            .collect()
    }

    /// The ids of those of which the domain says so.
    pub(super) fn ids(&self, is_meant: impl Fn(&Row, &Session) -> bool) -> BTreeSet<i64> {
        let meant = self
            .sessions
            .iter()
            .filter(|(row, session)| is_meant(row, session));
        meant.map(|(_, session)| session.id.0).collect()
    }

    pub(super) fn settled(&self, session: &Session) -> Session {
        session.clone().settle(now(), &self.rules).session
    }

    /// The ids of those that a sweep closes.
    pub(super) fn due(&self) -> BTreeSet<i64> {
        self.ids(|row, session| row.is_backfilled() && session.is_timed_out_at(now(), &self.rules))
    }
}
