//! A school in motion: each teacher gives short lessons, one after the other, through the server's own endpoints.

use std::time::Duration;

use session_tracking::app::App;
use session_tracking::domain::Role;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::actors::request::{Request, json_request};
use crate::actors::{Act, Keys, Lesson, Person};
use crate::welcome::token;

/// Each teacher, the students with a chat, and whether the Zoom account sends its events.
const TEACHERS: [(&str, &[i64], bool); 3] = [
    ("ustaz1", &[1, 2], false),
    ("ustaz2", &[4, 5], true),
    ("ustaz3", &[6, 7, 8], true),
];

/// Lessons that one teacher gives in 24 hours at most.
const MOST_A_DAY: u32 = 100;
const DAY: Duration = Duration::from_hours(24);
/// Seconds between two lessons of a teacher.
const PAUSE: u64 = 60;

/// What the actors need.
#[derive(Clone)]
pub(crate) struct Stage {
    app: App,
    client: reqwest::Client,
    /// How many times faster than the real clock.
    pace: u32,
}

impl Stage {
    pub(crate) fn new(app: &App, pace: u32) -> Self {
        // The client wants one, although 127.0.0.1 is reached without TLS. It fails if there is one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            app: app.clone(),
            client: reqwest::Client::new(),
            pace,
        }
    }

    /// Plays while the switch is on. Switched off, all actors stop where they are.
    pub(crate) async fn run(self, mut switch: watch::Receiver<bool>) {
        loop {
            let is_on = *switch.borrow_and_update();
            let changed = if is_on {
                tokio::select! {
                    changed = switch.changed() => changed,
                    () = self.play() => return,
                }
            } else {
                switch.changed().await
            };

            if changed.is_err() {
                return;
            }
        }
    }

    async fn play(&self) {
        tokio::join!(self.teach(0), self.teach(1), self.teach(2));
    }

    async fn teach(&self, teacher: usize) {
        let (id, students, connected) = TEACHERS[teacher];
        let mut day = Instant::now();
        let mut given = 0;
        self.wait(teacher as u64 * 20).await;

        for (number, student) in (0_u64..).zip(students.iter().cycle()) {
            if given == MOST_A_DAY {
                tokio::time::sleep_until(day + DAY).await;
                day = Instant::now();
                given = 0;
            }

            given += 1;
            let minutes = 3 + (number * 3 + teacher as u64 * 2) % 7;
            let plan = plan(minutes * 60, connected);

            if let Err(error) = self.give_lesson(id, *student, &plan).await {
                tracing::debug!(%error, "A demo lesson was not given");
            }

            self.wait(PAUSE).await;
        }
    }

    async fn give_lesson(
        &self,
        teacher: &'static str,
        student: i64,
        plan: &[(u64, Act)],
    ) -> anyhow::Result<()> {
        let keys = keys(&self.app, teacher);
        let meeting = format!("8200000{student:04}");
        let path = format!("/api/teachers/students/{student}/zoom");
        let link = serde_json::json!({ "link": format!("https://zoom.us/j/{meeting}") });
        let mut post = json_request(path, &link);

        post.headers.push(("authorization", keys.teacher.clone()));
        let answer = self.send(post).await?.text().await?;
        let answer: serde_json::Value = serde_json::from_str(&answer)?;
        let lesson = Lesson {
            session: answer["id"].as_i64().unwrap_or_default(),
            token: answer["tracking_token"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            meeting,
            teacher,
            student,
            began_at: self.app.clock.now(),
        };

        let mut passed = 0;
        for (number, (at, act)) in plan.iter().enumerate() {
            self.wait(at - passed).await;
            passed = *at;
            let request = lesson.request(*act, number, self.app.clock.now(), &keys);
            self.send(request).await?;
        }

        Ok(())
    }

    async fn send(&self, request: Request) -> anyhow::Result<reqwest::Response> {
        let url = self.app.config.public_base_url.join(&request.path);
        let mut post = self.client.post(url).body(request.body);
        for (name, value) in request.headers {
            post = post.header(name, value);
        }

        Ok(post.send().await?.error_for_status()?)
    }

    async fn wait(&self, seconds: u64) {
        sleep(Duration::from_secs(seconds) / self.pace).await;
    }
}

/// Returns the acts of a lesson, each with the seconds since its link was sent.
fn plan(length: u64, connected: bool) -> Vec<(u64, Act)> {
    let end = 20 + length;
    let mut acts = vec![
        (5, Act::Opens),
        (8, Act::Beats("zoom")),
        (9, Act::Beats("hidden")),
        (15, Act::Reports("start-class")),
        (end + 5, Act::Beats("visible")),
        (end + 10, Act::Reports("end-class")),
        (end + 12, Act::Finishes),
    ];

    if connected {
        acts.extend([
            (10, Act::MeetingStarts),
            (11, Act::Enters(Person::Host)),
            (20, Act::Enters(Person::Student)),
            (end, Act::Leaves(Person::Student)),
            (end + 8, Act::Leaves(Person::Host)),
            (end + 9, Act::MeetingEnds),
        ]);
    }

    acts.sort_by_key(|(at, _)| *at);
    acts
}

/// Returns what signs the requests of a teacher, the school's admin and Zoom.
pub(crate) fn keys(app: &App, teacher: &str) -> Keys {
    let secret = app.config.zoom_webhook_secret.as_ref();
    let bearer = |id, role| format!("Bearer {}", token(app, id, role));

    Keys {
        teacher: bearer(teacher, Role::Teacher),
        admin: bearer("admin1", Role::Admin),
        zoom: secret.map_or_else(String::new, |secret| secret.expose().to_owned()),
    }
}
