//! Reading back from Zoom's log what its webhooks could not deliver, once an hour.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::app::lesson_number::under_number_of_lesson;
use crate::app::reconcile_meeting::reconcile_meeting;
use crate::app::zoom_import::{AskError, LessonChange};
use crate::domain::{Day, MEETING_SPAN, MeetingEvent, Session};
use crate::error::Error;
use crate::store::{LogsRead, Store};
use crate::zoom::ZoomAccess;

/// How long Zoom keeps the log.
const KEPT_FOR: TimeDelta = TimeDelta::days(7);
/// The log is read again after this time.
const READ_AGAIN_AFTER: TimeDelta = TimeDelta::hours(1);
/// A reading that was cut off goes on in another sweep, when the process that began it is surely over. Zoom's name of the
/// next page is good for a quarter of an hour.
const GO_ON_AFTER: TimeDelta = TimeDelta::minutes(2);
/// Zoom tries to deliver an event for two hours, and logs each try.
const LOGGED_WITHIN: TimeDelta = TimeDelta::hours(3);

/// Pages of one reading: 30,000 deliveries that failed. What is left over, or a log that leads in a circle, is for the next
/// reading.
const MAX_PAGES: usize = 100;

/// The log of one app.
struct Log<'a> {
    store: &'a Store,
    zoom: ZoomAccess<'a>,
    app_id: &'a str,
    /// Up to when it was read before.
    read_before: DateTime<Utc>,
}

/// A reading of some days of the log.
struct LogReading {
    began_at: DateTime<Utc>,
    days: (Day, Day),
    page: Option<String>,
}

/// Reads the log to its end, whether that is due or not. Returns how many events came back. Without the app's id it is not
/// read.
pub async fn read_webhook_log(app: &App, zoom: ZoomAccess<'_>) -> Result<usize, AskError> {
    let Some(found) = find_logs_read(app).await? else {
        return Ok(0);
    };

    read_log(app, zoom, &found, || true).await
}

/// Reads the log, if that is due, until `go_on` says no. Stores the events that are missing, and measures their lessons
/// anew. Returns how many events came back.
pub(super) async fn read_webhook_log_if_due(
    app: &App,
    zoom: ZoomAccess<'_>,
    go_on: impl Fn() -> bool,
) -> Result<usize, AskError> {
    match find_logs_read(app).await? {
        Some(found) if is_due(&found, app.clock.now()) => read_log(app, zoom, &found, go_on).await,
        Some(_) | None => Ok(0),
    }
}

/// `None`: the settings name no app.
async fn find_logs_read(app: &App) -> Result<Option<LogsRead>, Error> {
    let Some(app_id) = app.config.zoom_app_id.as_deref() else {
        return Ok(None);
    };

    let store = app.store().await?;
    let since = app.clock.now() - KEPT_FOR;
    Ok(Some(store.find_logs_read(app_id, since).await?))
}

async fn read_log(
    app: &App,
    zoom: ZoomAccess<'_>,
    found: &LogsRead,
    go_on: impl Fn() -> bool,
) -> Result<usize, AskError> {
    let app_id = app.config.zoom_app_id.as_deref().unwrap_or_default();
    let now = app.clock.now();
    let store = app.store().await.map_err(Error::from)?;
    let is_ours = store.claim_logs(app_id, found, now).await;
    if !is_ours.map_err(Error::from)? {
        return Ok(0);
    }

    let log = Log {
        store,
        zoom,
        app_id,
        read_before: found.read_until,
    };
    let mut missing: Vec<MeetingEvent> = Vec::new();
    let reading = LogReading::of(found, now);
    let read = log.read(reading, &mut missing, now, go_on).await;
    if matches!(read, Err(AskError::Zoom(_))) {
        // A page whose name is over is asked for from the beginning by the next reading.
        let stays = store.record_logs_read(app_id, found.read_until, None);
        stays.await.map_err(Error::from)?;
    }

    let count = missing.len();
    measure_anew(app, store, missing, now).await?;
    read?;

    Ok(count)
}

impl Log<'_> {
    /// Reads on until the log, or its share of one reading, is over, or `go_on` says no. Adds the events that were missing.
    async fn read(
        &self,
        mut reading: LogReading,
        missing: &mut Vec<MeetingEvent>,
        now: DateTime<Utc>,
        go_on: impl Fn() -> bool,
    ) -> Result<(), AskError> {
        let mut pages = 0;
        while pages < MAX_PAGES && go_on() {
            pages += 1;
            let page = self
                .zoom
                .read_webhook_log(self.app_id, reading.days, reading.page.as_deref())
                .await?;
            if page.not_understood > 0 {
                tracing::warn!(
                    entries = page.not_understood,
                    "Entries of Zoom's log of webhooks were not understood"
                );
            }

            missing.extend(record_events(self.store, page.events, now).await?);
            reading.page = page.next;
            reading
                .record(self.store, self.app_id, self.read_before)
                .await?;
            if reading.page.is_none() {
                break;
            }
        }

        Ok(())
    }
}

fn is_due(found: &LogsRead, now: DateTime<Utc>) -> bool {
    let pause = if found.next_page.is_some() {
        GO_ON_AFTER
    } else {
        READ_AGAIN_AFTER
    };

    now >= found.read_at + pause
}

impl LogReading {
    /// Goes on with a reading that was cut off, or begins another one.
    fn of(found: &LogsRead, now: DateTime<Utc>) -> Self {
        let cut_off = found.next_page.as_deref().and_then(Self::parse);
        cut_off.unwrap_or_else(|| {
            let since = (found.read_until - LOGGED_WITHIN).max(now - KEPT_FOR);
            Self {
                began_at: now,
                days: (Day::from(since.date_naive()), Day::from(now.date_naive())),
                page: None,
            }
        })
    }

    /// Reads `BEGAN FIRST_DAY LAST_DAY PAGE`.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, ' ');

        Some(Self {
            began_at: parts.next()?.parse().ok()?,
            days: (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?),
            page: Some(parts.next()?.to_owned()),
        })
    }

    /// Records how far the log was read: all of it, or up to a page.
    async fn record(
        &self,
        store: &Store,
        app_id: &str,
        read_before: DateTime<Utc>,
    ) -> Result<(), Error> {
        match &self.page {
            None => store.record_logs_read(app_id, self.began_at, None).await?,
            Some(page) => {
                let (first, last) = self.days;
                let began_at = self.began_at.format("%Y-%m-%dT%H:%M:%SZ");
                let next = format!("{began_at} {first} {last} {page}");
                store
                    .record_logs_read(app_id, read_before, Some(&next))
                    .await?;
            }
        }

        Ok(())
    }
}

/// Stores what is missing. Returns it.
async fn record_events(
    store: &Store,
    events: Vec<MeetingEvent>,
    now: DateTime<Utc>,
) -> Result<Vec<MeetingEvent>, Error> {
    let mut missing = Vec::new();
    for event in events {
        let event = under_number_of_lesson(store, event).await?;
        if store.record_logged_event(&event, now).await? {
            missing.push(event);
        }
    }

    Ok(missing)
}

/// Measures the lessons of these events. What is left over, the next sweep measures.
async fn measure_anew(
    app: &App,
    store: &Store,
    events: Vec<MeetingEvent>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut oldest: BTreeMap<String, DateTime<Utc>> = BTreeMap::new();
    for event in events {
        let at = oldest.entry(event.meeting).or_insert(event.event.at);
        *at = event.event.at.min(*at);
    }

    for (meeting, at) in oldest {
        let since = at - MEETING_SPAN;
        let before = store.list_sessions_of_meeting(&meeting, since).await?;
        Box::pin(reconcile_meeting(app, store, &meeting, at, now)).await?;
        let after = store.list_sessions_of_meeting(&meeting, since).await?;

        for session in before {
            if is_changed(app, &session, &after, now) {
                store.record_mended(session.id, &meeting, now).await?;
            }
        }
    }

    Ok(())
}

fn is_changed(app: &App, before: &Session, after: &[Session], now: DateTime<Utc>) -> bool {
    let after = after.iter().find(|session| session.id == before.id);
    after.is_some_and(|after| {
        LessonChange::between(before, after, now, &app.config.rules).is_change()
    })
}
