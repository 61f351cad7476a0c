//! What the store lists, and in which order.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use session_tracking::domain::{Session, SessionId, Status};
use session_tracking::store::{Filter, SilentLesson, SortKey};

use super::case::Case;
use super::rows::{IDLE_TIMEOUT, UNHEARD_WITHIN, at, now};
use crate::support::{Row, insert};

impl Case<'_> {
    /// `is_timed_out`, `is_active`, `IS_SENT`.
    pub(super) async fn check_list_of_each_status(&self) {
        for status in Status::ALL {
            let filter = Filter {
                status: Some(status),
                ..Filter::default()
            };
            let listed: BTreeSet<i64> = self
                .list(&filter, SortKey::Time)
                .await
                .iter()
                .map(|session| session.id.0)
                .collect();
            let expected = self.ids(|_, session| self.settled(session).status() == status);

            assert_eq!(listed, expected, "listed as {}", status.as_str());
        }

        for (_, session) in &self.sessions {
            let is_active = self.settled(session).status() == Status::Active;
            assert_eq!(session.is_active_at(now(), &self.rules), is_active);
        }
    }

    /// `TimeColumn::push_within`.
    pub(super) async fn check_list_within_a_time(&self) {
        let (from, until) = (at(IDLE_TIMEOUT + 1), at(IDLE_TIMEOUT - 1));
        let filter = Filter {
            from: Some(from),
            until: Some(until),
            ..Filter::default()
        };
        let listed: BTreeSet<i64> = self
            .list(&filter, SortKey::Time)
            .await
            .iter()
            .map(|session| session.id.0)
            .collect();
        let is_within = |time: DateTime<Utc>| from <= time && time < until;

        assert_eq!(
            listed,
            self.ids(|_, session| session.time().is_some_and(is_within)),
            "listed by time"
        );
    }

    /// `TimeColumn`, `seconds`, `status_rank`.
    pub(super) async fn check_order(&self) {
        self.check_order_by(SortKey::Time, &|session| {
            session.time().map_or(i64::MIN, |time| time.timestamp())
        })
        .await;

        self.check_order_by(SortKey::Duration, &|session| {
            let figures = session.figures(&self.rules);
            figures.map_or(0, |figures| figures.seconds)
        })
        .await;

        self.check_order_by(SortKey::Status, &|session| {
            i64::try_from(self.settled(session).status().rank()).unwrap()
        })
        .await;
    }

    async fn check_order_by(&self, sort: SortKey, key: &dyn Fn(&Session) -> i64) {
        let listed = self.list(&Filter::default(), sort).await;
        let sorted: Vec<i64> = listed.iter().map(|session| session.id.0).collect();

        let mut expected: Vec<&Session> =
            self.sessions.iter().map(|(_, session)| session).collect();
        expected.sort_by_key(|session| (key(session), session.id.0));
        let expected: Vec<i64> = expected.into_iter().map(|session| session.id.0).collect();

        assert_eq!(sorted, expected, "sorted by {}", sort.as_str());
    }

    /// `is_measured_by_pages`.
    pub(super) async fn check_unheard_lessons(&self) {
        let listed = self.store.list_silent_lessons(now(), 1_000).await.unwrap();
        let listed: BTreeSet<i64> = listed.iter().map(|lesson| lesson.id.0).collect();
        let expected = self.ids(|row, session| {
            let is_recent = row.times.clicked.is_some_and(|ago| ago <= UNHEARD_WITHIN);
            let was_counted = row.times.sent.is_some() && row.recorded.together.is_some();
            is_recent && was_counted && session.is_measured_by_pages()
        });

        assert_eq!(listed, expected, "lessons that Zoom did not tell of");
    }

    /// `was_told_of_by_zoom`, of the lesson before: of the one after it, Zoom did tell.
    pub(super) async fn check_neighbours(&self) {
        let teachers = 0..self.sessions.len();
        insert(self.store, teachers.map(next_lesson)).await;

        for (row, session) in &self.sessions {
            let between = SilentLesson {
                id: SessionId(0),
                meeting: "123".to_owned(),
                sent_at: at(-1),
                teacher: session.teacher.0.clone(),
                clicked_at: at(-1),
            };

            let is_near = row.times.clicked.is_some_and(|ago| ago < 86_400);
            assert_eq!(
                self.store.zoom_told_of_neighbours(&between).await.unwrap(),
                is_near && session.was_told_of_by_zoom(),
                "told of {session:#?}"
            );
        }

        self.store
            .execute_script("DELETE FROM wpos_zoom_links WHERE studentid = 9999")
            .await
            .unwrap();
    }
}

/// The next lesson of a teacher, of which Zoom did tell.
fn next_lesson(teacher: usize) -> Row {
    Row::new(&format!("F{teacher:031X}"))
        .student(9999)
        .teacher(&format!("t{teacher}"))
        .opened_at(&at(-2).format("%F %T").to_string())
        .status("ended")
        .set("session_duration_seconds", 60)
        .band(60, 60)
        .set("duration_source", "zoom")
}
