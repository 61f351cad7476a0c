//! The school's account at Zoom: its app, its tokens, its calls, and what each is answered.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ring::digest::{SHA256, digest};
use serde_json::json;

use super::answers::{Answer, PageQuery};
use super::calls::Calls;
use super::meetings::Meetings;
use super::question::Question;
use crate::dice::Dice;
use crate::mix::ZoomApiHabits;
use crate::school::School;
use crate::spans::Millis;
use crate::zoom::Run;

/// The stream of the dice.
const CALLS: u64 = 0xA710_0003;

/// The scope for the log, which not every app is offered.
pub(super) const READS_LOG: &str = "marketplace_app:read:admin";
/// The other scopes of the school's app.
const SCOPES: [&str; 5] = [
    "meeting:read:meeting:admin",
    "meeting:read:list_past_instances:admin",
    "meeting:read:past_meeting:admin",
    "meeting:read:list_past_participants:admin",
    "report:read:list_meeting_participants:admin",
];

/// What was asked about each lesson.
pub type Traces = BTreeMap<usize, Vec<(Millis, String)>>;

/// The school's account at Zoom.
#[derive(Debug)]
pub struct Account {
    clock: Arc<AtomicI64>,
    seed: u64,
    habits: ZoomApiHabits,
    meetings: Meetings,
    tokens: HashSet<String>,
    /// How often each question was asked.
    asked: HashMap<String, u64>,
    /// The calls.
    pub calls: Calls,
    /// What was asked about each lesson, if traced.
    pub traces: Option<Traces>,
}

impl Account {
    /// Draws how the account of a part of the school answers.
    #[must_use]
    pub fn draw(
        school: &School,
        runs: Vec<Run>,
        habits: &ZoomApiHabits,
        seed: u64,
        clock: Arc<AtomicI64>,
    ) -> Self {
        Self {
            clock,
            seed,
            habits: habits.clone(),
            meetings: Meetings::draw(school, runs, habits, seed),
            tokens: HashSet::new(),
            asked: HashMap::new(),
            calls: Calls::default(),
            traces: None,
        }
    }

    /// Keeps what is asked about each lesson.
    #[must_use]
    pub fn traced(self, is_traced: bool) -> Self {
        Self {
            traces: is_traced.then(Traces::new),
            ..self
        }
    }

    /// Issues a token. It lives as long as the run, because the app measures its hour by another clock than this one.
    pub(super) fn issue_token(&mut self) -> Answer {
        self.calls.tokens += 1;
        let token = format!("token-{}", self.calls.tokens);
        self.tokens.insert(token.clone());

        let log = self.meetings.reads_log.then_some(READS_LOG);
        let scopes: Vec<&str> = SCOPES.into_iter().chain(log).collect();

        Answer::ok(json!({
            "access_token": token,
            "token_type": "bearer",
            "expires_in": 3600,
            "scope": scopes.join(" "),
            "api_url": "https://api.zoom.us",
        }))
    }

    /// Answers a call.
    pub(super) fn ask(&mut self, token: &str, question: &Question, query: &PageQuery) -> Answer {
        if !self.tokens.contains(token) {
            return Answer::refusal(401, 124, "Invalid access token.");
        }

        let now = self.clock.load(Ordering::Relaxed);
        let runs = self.meetings.runs_asked(question, query);
        self.count(now, question, &runs);

        let answer = self.draw_failure(question, query).unwrap_or_else(|| {
            let heavy_calls = self.calls.heavy_today(now);
            self.meetings
                .answer(now, heavy_calls, (question, query), &runs)
        });

        self.trace(now, question, &runs, &answer);
        answer
    }

    fn count(&mut self, now: Millis, question: &Question, runs: &[usize]) {
        match question {
            Question::Log => self.calls.of_log += 1,
            Question::Meeting(_)
            | Question::Scheduled(_)
            | Question::Instances(_)
            | Question::List(..) => {
                self.calls.count(now, question.weight());
                if self.meetings.are_told(runs, now) {
                    self.calls.count_needless(&self.meetings.lessons_of(runs));
                }
            }
        }
    }

    /// Draws whether a call fails: for each question and each time that it is asked, whatever else is asked.
    fn draw_failure(&mut self, question: &Question, query: &PageQuery) -> Option<Answer> {
        let text = format!("{question:?} {query:?}");
        let hash = digest(&SHA256, text.as_bytes());
        let bytes = hash.as_ref().iter().take(8);
        let stream = bytes.fold(0, |number, byte| number << 8 | u64::from(*byte));

        let times = self.asked.entry(text).or_default();
        *times += 1;
        let drawn = Dice::new(self.seed ^ CALLS, stream ^ *times).unit();
        let broken = self.habits.server_error;

        let failure = if drawn < broken {
            Answer::refusal(503, 5000, "Service temporarily unavailable.")
        } else if drawn < broken + self.habits.too_many_calls {
            let text = "You have reached the maximum per-second rate limit for this API.";
            Answer::refusal(429, 429, text)
        } else {
            return None;
        };

        self.calls.failed += 1;
        Some(failure)
    }

    fn trace(&mut self, now: Millis, question: &Question, runs: &[usize], answer: &Answer) {
        let Some(traces) = &mut self.traces else {
            return;
        };

        for lesson in self.meetings.lessons_of(runs) {
            let (status, body) = (answer.status, &answer.body);
            let text = format!("asked Zoom {question:?} -> {status} {body}");
            traces.entry(lesson).or_default().push((now, text));
        }
    }
}
