//! Lessons of the last hours whose evidence went through the endpoints: one of each kind, with the figures that the
//! system itself made of it.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::ensure;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use session_tracking::app::{App, TokenSource, sweep};
use session_tracking::clock::Clock;
use session_tracking::config::Config;
use session_tracking::domain::TrackingToken;
use session_tracking::routes::{ENDPOINTS, router};
use tower::ServiceExt;

use super::lesson::{Lesson as Link, Life};
use super::stories::{Story, stories};
use crate::actors::{Act, Lesson, request};
use crate::motion::keys;

/// How often a request is sent at most.
const TRIES: usize = 5;

/// The clock of the past.
#[derive(Clone, Debug)]
struct PastClock(Arc<AtomicI64>);

impl Clock for PastClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0.load(Ordering::Relaxed), 0).unwrap_or_default()
    }
}

/// Nobody sends a link in the past: the links are there.
struct NoTokens;

impl TokenSource for NoTokens {
    fn next(&self) -> TrackingToken {
        TrackingToken::from_bytes([0; 16])
    }
}

/// Plays the lessons into an empty school, up to `now`.
pub(crate) async fn play(config: Config, now: DateTime<Utc>) -> anyhow::Result<()> {
    let config = Config {
        rules: super::parameters(),
        ..config
    };
    let clock = PastClock(Arc::new(AtomicI64::new(now.timestamp())));
    let app = App::with(config, Box::new(clock.clone()), Box::new(NoTokens))?;
    let routes = router(&ENDPOINTS, &app);

    for (number, story) in (0..).zip(stories()) {
        let lesson = send_link(&app, number, &story, now).await?;
        for (count, (second, act)) in story.acts.iter().enumerate() {
            let at = lesson.began_at + TimeDelta::seconds(*second);
            clock.0.store(at.timestamp(), Ordering::Relaxed);
            let keys = keys(&app, lesson.teacher);
            let act = lesson.request(*act, count, at, &keys);

            let status = perform(&routes, &act).await?;
            ensure!(
                status.as_u16() < 400,
                "act {count} of demo lesson {number} at {}: {status}",
                act.path
            );
        }
    }

    // Absence is decided only some time after the lesson.
    clock.0.store(now.timestamp(), Ordering::Relaxed);
    sweep(&app).await?;
    app.unchecked_store().close();
    Ok(())
}

/// Sends a request, and again where the machine was too busy for it, as Zoom and the pages do.
async fn perform(routes: &Router, act: &request::Request) -> anyhow::Result<StatusCode> {
    let mut status = StatusCode::SERVICE_UNAVAILABLE;

    for _ in 0..TRIES {
        let mut request = Request::post(&act.path);
        for (name, value) in &act.headers {
            request = request.header(*name, value);
        }

        let answer = routes
            .clone()
            .oneshot(request.body(Body::from(act.body.clone()))?);
        status = answer.await?.status();
        if status != StatusCode::SERVICE_UNAVAILABLE {
            break;
        }
    }

    Ok(status)
}

async fn send_link(
    app: &App,
    number: i64,
    story: &Story,
    now: DateTime<Utc>,
) -> anyhow::Result<Lesson> {
    let session = 1001 + number;
    let meeting = format!("8100000{number:04}");
    let sent_at = now - TimeDelta::minutes(story.minutes_ago);
    let link = Link {
        id: session,
        student: story.student,
        teacher: story.teacher,
        sent_at,
        life: Life::NotOpened,
        seconds: 0,
        delivery: "sent",
    };
    let mut sql = String::new();

    link.write(&mut sql, &mut String::new());
    let _ = writeln!(
        sql,
        "UPDATE wpos_zoom_links SET zoom_meeting_id = '{meeting}', link = 'https://zoom.us/j/{meeting}' WHERE id = {session};"
    );
    app.unchecked_store().execute_script(&sql).await?;

    Ok(Lesson {
        session,
        token: link.token(),
        meeting,
        teacher: story.teacher,
        student: story.student,
        began_at: sent_at,
    })
}

/// An act with the seconds since the link was sent.
pub(super) type Timed = (i64, Act);
