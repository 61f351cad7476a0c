//! The state of the system itself: database, sweeps, errors, messages and Zoom's accounts.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::domain::{Cause, NotificationStatus, OddSlot};
use crate::store::{
    ErrorCount, Filter, GroupBy, Health, SilentAccount, Statistics, Store, StoreError, SweepRun,
    UnreadableRow,
};

/// The dashboard names a lesson whose host is not known for this time. The list of them goes back further.
const HOSTS_NAMED_FOR: TimeDelta = TimeDelta::days(7);
const DAY: TimeDelta = TimeDelta::hours(24);
/// A higher percentage of failed messages than this needs somebody's attention.
const MANY_UNDELIVERED_PERCENT: i64 = 20;

/// The state of the system. Errors, messages and requests are those of the last 24 hours.
#[derive(Debug)]
pub(crate) struct SystemStatus {
    /// When it was read.
    pub(crate) read_at: DateTime<Utc>,
    /// Which database this is.
    pub(crate) database: &'static str,
    pub(crate) health: Health,
    /// Whether sessions have been due for hours, so that no sweep seems to run.
    pub(crate) sweep_is_overdue: bool,
    pub(crate) last_sweep: Option<SweepRun>,
    pub(crate) errors: Vec<ErrorCount>,
    pub(crate) deliveries: BTreeMap<NotificationStatus, i64>,
    /// The estimated number of requests.
    pub(crate) requests: i64,
    /// Zoom accounts that sent no events for their lessons.
    pub(crate) silent_accounts: Vec<SilentAccount>,
    /// Rows that are left out everywhere, because they cannot be read.
    pub(crate) odd_rows: Vec<UnreadableRow>,
    /// Lessons of the last week whose host an admin could name.
    pub(crate) unknown_hosts: i64,
    /// Teachers whose connection to Zoom is broken.
    pub(crate) broken_connections: i64,
    /// What people typed in the timetable that cannot be read, with the number of slots that have it.
    pub(crate) odd_slots: Vec<(OddSlot, i64)>,
    pub(crate) has_telegram_bot: bool,
    /// Whether teachers may sign in with passwords that are stored as plain text.
    pub(crate) accepts_plain_passwords: bool,
}

impl SystemStatus {
    /// Reads the state as of `now`.
    pub(crate) async fn read(
        app: &App,
        store: &Store,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let rules = &app.config.rules;
        let (health, last_sweep) =
            tokio::try_join!(store.read_health(now, rules), store.find_last_sweep_run())?;
        let (errors, deliveries) = tokio::try_join!(
            store.list_errors(now - DAY),
            store.count_deliveries(now - DAY)
        )?;
        let (silent_accounts, unknown_hosts, odd_slots) = tokio::try_join!(
            store.list_silent_accounts(now),
            store.count_host_questions(now - HOSTS_NAMED_FOR),
            store.list_odd_slot_texts()
        )?;

        let (odd_rows, broken_connections) =
            tokio::try_join!(store.list_odd_rows(), store.count_broken_connections())?;
        let last_day = Filter {
            from: Some(now - DAY),
            until: Some(now),
            ..Filter::default()
        };
        let lessons = store
            .compute_statistics(&last_day, GroupBy::Total, app.calendar(), now, rules)
            .await?;

        Ok(Self {
            read_at: now,
            database: store.kind(),
            sweep_is_overdue: health.sweep_is_overdue(now),
            health,
            last_sweep,
            errors,
            deliveries,
            requests: estimate_requests(&lessons, rules.heartbeat),
            silent_accounts,
            odd_rows,
            unknown_hosts,
            broken_connections,
            odd_slots,
            has_telegram_bot: app.config.telegram_bot_token.is_some(),
            accepts_plain_passwords: app.config.plain_teacher_passwords,
        })
    }

    /// Returns how many requests failed.
    pub(crate) fn error_count(&self) -> i64 {
        self.errors.iter().map(|count| count.errors).sum()
    }

    /// Returns how many messages were delivered.
    pub(crate) fn delivered(&self) -> i64 {
        self.deliveries
            .get(&NotificationStatus::Sent)
            .copied()
            .unwrap_or_default()
    }

    /// Returns how many messages were delivered or failed.
    pub(crate) fn tried(&self) -> i64 {
        self.deliveries
            .iter()
            .filter(|(status, _)| status.is_final())
            .map(|(_, count)| count)
            .sum()
    }

    /// Returns why messages were not delivered, the most frequent cause first.
    pub(crate) fn causes(&self) -> Vec<(Cause, i64)> {
        let mut causes: BTreeMap<Cause, i64> = BTreeMap::new();
        for (status, messages) in &self.deliveries {
            if let Some(cause) = status.cause().filter(|_| status.is_final()) {
                *causes.entry(cause).or_default() += messages;
            }
        }

        let mut causes: Vec<(Cause, i64)> = causes.into_iter().collect();
        causes.sort_by_key(|&(_, messages)| Reverse(messages));
        causes
    }

    /// Tells whether so many messages failed that somebody should look at the cause.
    pub(crate) fn has_many_undelivered(&self) -> bool {
        (self.tried() - self.delivered()) * 100 > self.tried() * MANY_UNDELIVERED_PERCENT
    }
}

/// Estimates how many requests these lessons caused: their heartbeats, and a handful more for each lesson. An exact
/// count would cost one more write for each request.
fn estimate_requests(lessons: &Statistics, heartbeat: Duration) -> i64 {
    let all = lessons.total.all();
    let heartbeat = i64::try_from(heartbeat.as_secs())
        .unwrap_or(i64::MAX)
        .max(1);

    all.seconds / heartbeat + 4 * lessons.total.opened().sessions + all.sessions
}
