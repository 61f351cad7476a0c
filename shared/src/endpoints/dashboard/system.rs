//! The status of the system itself: what works, and in words what does not.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::domain::{NotificationStatus, SchoolCalendar};
use crate::pages::ShownInstant;
use crate::pages::dashboard::{Level, SystemItem, SystemStatus};
use crate::pages::staff::labels;
use crate::store::{
    ErrorCount, Filter, GroupBy, Health, SilentAccount, Statistics, Store, StoreError, SweepRun,
};

const DAY: TimeDelta = TimeDelta::hours(24);
/// Of messages that were tried: more failures than this are somebody's business.
const MANY_UNDELIVERED_PERCENT: i64 = 20;

/// Reads everything that the status is made of.
pub(crate) async fn read(
    app: &App,
    store: &Store,
    now: DateTime<Utc>,
) -> Result<SystemStatus, StoreError> {
    let (health, run) = tokio::try_join!(
        store.read_health(now, &app.config.rules),
        store.find_last_sweep_run()
    )?;
    let (errors, deliveries) = tokio::try_join!(
        store.list_errors(now - DAY),
        store.count_deliveries(now - DAY)
    )?;
    let silent = store.list_silent_accounts(now).await?;
    let day = Filter {
        from: Some(now - DAY),
        until: Some(now),
        ..Filter::default()
    };

    let lessons = store
        .compute_statistics(&day, GroupBy::Total, app.calendar(), now, &app.config.rules)
        .await?;
    let requests = requests(&lessons, app.config.rules.heartbeat);
    let facts = Facts {
        health,
        run,
        errors,
        deliveries,
        requests,
        silent,
    };

    Ok(SystemStatus {
        items: facts.items(store, app.calendar(), now),
        warnings: facts.warnings(app, now),
    })
}

/// About how many requests some lessons make: heartbeats, and a handful around each. Nobody counts them: a count
/// would cost a write for each.
fn requests(lessons: &Statistics, heartbeat: Duration) -> i64 {
    let all = lessons.total.all();
    let heartbeat = i64::try_from(heartbeat.as_secs())
        .unwrap_or(i64::MAX)
        .max(1);

    all.seconds / heartbeat + 4 * lessons.total.opened().sessions + all.sessions
}

struct Facts {
    health: Health,
    run: Option<SweepRun>,
    errors: Vec<ErrorCount>,
    deliveries: BTreeMap<NotificationStatus, i64>,
    /// About how many requests there were in the same time.
    requests: i64,
    silent: Vec<SilentAccount>,
}

impl Facts {
    fn items(&self, store: &Store, days: &SchoolCalendar, now: DateTime<Utc>) -> Vec<SystemItem> {
        let item = |name, text: String, at, level| SystemItem {
            name,
            text,
            at,
            level,
        };
        let good_if = |good| if good { Level::Good } else { Level::Warning };
        let due = self.health.counts.due;
        let sweep = match &self.run {
            None => item("Last sweep", "never".to_owned(), None, Level::Warning),
            Some(run) => item(
                "Last sweep",
                format!("closed {}", labels::number(run.closed)),
                Some(ShownInstant::of(run.started_at, days)),
                good_if(run.failed == 0 && !self.sweep_is_overdue(now)),
            ),
        };

        vec![
            item(
                "Database",
                format!("connected ({})", store.kind()),
                None,
                Level::Good,
            ),
            sweep,
            item(
                "Overdue sessions",
                labels::number(due),
                None,
                good_if(due == 0),
            ),
            item(
                "Errors in 24 hours",
                self.error_rate(),
                None,
                good_if(self.errors.is_empty()),
            ),
            item("Zoom", self.zoom(), None, good_if(self.silent.is_empty())),
            item(
                "Telegram in 24 hours",
                self.telegram(),
                None,
                good_if(!self.many_undelivered()),
            ),
        ]
    }

    /// Sessions that are due are no trouble as long as somebody sweeps.
    fn sweep_is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.health.sweep_is_overdue(now)
    }

    fn error_count(&self) -> i64 {
        self.errors.iter().map(|count| count.errors).sum()
    }

    fn error_rate(&self) -> String {
        match self.error_count() {
            0 => "none".to_owned(),
            errors => {
                let kinds = self.errors.iter().take(3);
                let kinds: Vec<String> = kinds
                    .map(|one| format!("{} of {} with {}", one.errors, one.route, one.status))
                    .collect();
                let rate = labels::percent(errors, self.requests.max(errors));
                let requests = labels::number(self.requests.max(errors));

                format!(
                    "{errors}, {rate} of about {requests} requests ({})",
                    kinds.join(", ")
                )
            }
        }
    }

    fn delivered(&self) -> i64 {
        self.deliveries
            .get(&NotificationStatus::Sent)
            .copied()
            .unwrap_or_default()
    }

    fn tried(&self) -> i64 {
        self.deliveries
            .iter()
            .filter(|(status, _)| status.is_final())
            .map(|(_, count)| count)
            .sum()
    }

    fn many_undelivered(&self) -> bool {
        (self.tried() - self.delivered()) * 100 > self.tried() * MANY_UNDELIVERED_PERCENT
    }

    fn zoom(&self) -> String {
        match self.silent.len() {
            0 => "no account is silent".to_owned(),
            1 => "1 account is silent".to_owned(),
            accounts => format!("{accounts} accounts are silent"),
        }
    }

    fn telegram(&self) -> String {
        if self.deliveries.is_empty() {
            return "no message".to_owned();
        }

        let mut others: Vec<(&NotificationStatus, i64)> = self
            .deliveries
            .iter()
            .map(|(status, count)| (status, *count))
            .collect();

        others.retain(|(status, _)| **status != NotificationStatus::Sent);
        others.sort_by_key(|&(status, count)| (Reverse(count), status.as_str()));

        let mut parts = vec![format!("{} delivered", labels::number(self.delivered()))];
        parts.extend(others.into_iter().map(|(status, count)| {
            format!(
                "{} {}",
                labels::number(count),
                labels::delivery(Some(status))
            )
        }));

        parts.join(", ")
    }

    /// What somebody should look at, in words that say what to do.
    fn warnings(&self, app: &App, now: DateTime<Utc>) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.sweep_is_overdue(now) {
            warnings.push(format!(
                "No sweep has closed what has been silent for hours: {} sessions are overdue. Look at the schedule \
                 (Vercel: Settings, Cron Jobs; AWS: the schedule of the stack). Minutes are right all the same.",
                labels::number(self.health.counts.due)
            ));
        }

        if let Some(run) = self.run.filter(|run| run.failed > 0) {
            warnings.push(format!(
                "The last sweep could not close {} sessions. The log names them: look for “Error in auto-timeout”.",
                run.failed
            ));
        }

        if self.error_count() > 0 {
            warnings.push(format!(
                "{} requests failed within 24 hours. The log says why; its lines have the level ERROR.",
                labels::number(self.error_count())
            ));
        }

        for one in self.silent.iter().take(3) {
            warnings.push(format!(
                "The Zoom account {} told of none of its {} lessons since {}. Look at the app's event subscription in \
                 that account; what is missing can be filled in from a report by `session-tracking zoom import`.",
                one.account,
                one.lessons,
                app.calendar().show(one.last_event_at)
            ));
        }

        if app.config.telegram_bot_token.is_none() {
            warnings.push(
                "No Telegram bot is set up: links are stored, but no student is told.".to_owned(),
            );
        } else if self.many_undelivered() {
            warnings.push(format!(
                "Telegram delivered only {} of {} messages within 24 hours. Under “Message” the list says why.",
                self.delivered(),
                self.tried()
            ));
        }

        if app.config.plain_teacher_passwords {
            let text = "Teachers may still sign in with passwords stored as plain text (PLAIN_TEACHER_PASSWORDS). \
                        Switch it off when all have signed in once.";
            warnings.push(text.to_owned());
        }

        warnings
    }
}
