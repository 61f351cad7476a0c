//! Plays a part of the school against the system, event by event, on the clock of the events.

mod messages;
mod others;
mod pages;
mod plan;
mod reports;
mod sweeps;

use std::path::Path;

use crate::dice::Dice;
use crate::events::{Event, Events};
use crate::list::{self, Row};
use crate::log::Log;
use crate::mix::{Mix, Scenarios};
use crate::page::BrowserPage;
use crate::school::School;
use crate::site::{SetClock, Site};
use crate::spans::{HOUR, Millis};
use crate::zoom::{self, Webhook, ZoomBooks};
use crate::zoom_api::{Account, Calls, ZoomApi};

/// Which evidence reaches the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum EvidenceSet {
    /// The student's page.
    Page,
    /// The pages of the student and the teacher.
    Both,
    /// Zoom's events.
    Zoom,
    /// Both pages and Zoom's events.
    Fused,
}

impl EvidenceSet {
    fn has_pages(self) -> bool {
        self != Self::Zoom
    }
    fn has_teacher(self) -> bool {
        matches!(self, Self::Both | Self::Fused)
    }
    fn has_zoom(self) -> bool {
        matches!(self, Self::Zoom | Self::Fused)
    }
}

/// The system's idle timeout, as configured by default.
pub const IDLE: Millis = 2 * HOUR;
/// The results of a part.
#[derive(Debug)]
pub struct Played {
    /// The lessons.
    pub school: School,
    /// The simulator's own observations, by lesson.
    pub logs: Vec<Log>,
    /// The admin's list.
    pub rows: Vec<Row>,
    /// Requests made.
    pub requests: u64,
    /// Answers that were no success, by request and status.
    pub refusals: Vec<((&'static str, u16), u64)>,
    /// What the system asked Zoom.
    pub calls: Calls,
}

pub(crate) struct Play<'a> {
    school: &'a School,
    odd: &'a Scenarios,
    site: Site,
    events: Events,
    dice: Dice,
    logs: Vec<Log>,
    pages: Vec<Vec<Option<BrowserPage>>>,
    webhooks: Vec<Webhook>,
    traced: bool,
}

/// The settings of a part.
#[derive(Clone, Copy, Debug)]
pub struct PlaySettings<'a> {
    /// The probabilities.
    pub mix: &'a Mix,
    /// The evidence that is sent.
    pub evidence: EvidenceSet,
    /// The system has an app by which it asks Zoom's API.
    pub reconciles: bool,
    /// The seed of everything that is not part of the truth.
    pub seed: u64,
    /// A database server instead of a file.
    pub database: Option<&'a str>,
    /// Keeps every message for the stories of the worst lessons.
    pub traced: bool,
}

/// Plays a part of the school.
pub async fn play(
    school: School,
    settings: PlaySettings<'_>,
    folder: &Path,
) -> anyhow::Result<Played> {
    let file = format!("sqlite://{}", folder.join("school.sqlite").display());
    let database_url = settings.database.unwrap_or(&file);
    let clock = SetClock::start();

    let ZoomBooks { webhooks, runs } = zoom::books(&school, settings.mix, settings.seed);
    let habits = &settings.mix.zoom_api;
    let account = Account::draw(&school, runs, habits, settings.seed, clock.hands());
    let api = ZoomApi::start(account.traced(settings.traced)).await?;
    let app = if settings.reconciles {
        api.settings()
    } else {
        Vec::new()
    };

    let site = Site::start(&school, database_url, clock, app).await?;
    let count = school.lessons.len();
    let pages = school
        .lessons
        .iter()
        .map(|lesson| vec![None; lesson.pages.len()])
        .collect();

    let mut play = Play {
        school: &school,
        odd: &settings.mix.scenarios,
        site,
        events: Events::default(),
        dice: Dice::new(settings.seed, u64::MAX / 2),
        logs: vec![Log::default(); count],
        pages,
        webhooks,
        traced: settings.traced,
    };

    let until = play.plan(settings.evidence);
    play.run().await?;
    play.check_days(until).await?;
    let rows = list::read(&mut play.site, until).await?;

    play.site.stop();
    let mut refusals: Vec<_> = play
        .site
        .refusals
        .iter()
        .map(|(key, count)| (*key, *count))
        .collect();

    refusals.sort_unstable();
    let (mut logs, requests) = (play.logs, play.site.requests);
    let mut account = api.account();
    add_questions(&mut logs, &mut account);
    let calls = account.calls.clone();
    drop(account);

    Ok(Played {
        school,
        logs,
        rows,
        requests,
        refusals,
        calls,
    })
}

/// Adds what Zoom was asked to the messages of each lesson.
fn add_questions(logs: &mut [Log], account: &mut Account) {
    for (lesson, questions) in account.traces.take().unwrap_or_default() {
        let trace = &mut logs[lesson].trace;
        trace.extend(questions);
        trace.sort_by_key(|(at, _)| *at);
    }
}

impl Play<'_> {
    async fn run(&mut self) -> anyhow::Result<()> {
        while let Some((now, event)) = self.events.take_next() {
            match event {
                Event::Post(lesson) => self.post(lesson, now).await?,
                Event::Bot(lesson, head) => self.bot(lesson, head, now).await?,
                Event::Load(key) => self.load(key, now).await?,
                Event::Act(key, act) => self.act(key, act, now),
                Event::Tick(key, timer) => self.tick(key, timer, now),
                Event::Rejoin(key) => self.rejoin(key, now),
                Event::Arrive(key, message, answered) => {
                    self.arrive(key, message, answered, now).await?;
                }
                Event::Fail(key, to, status) => self.fail(key, to, status, now),
                Event::Webhook(number, tries) => self.webhook(number, tries, now).await?,
                Event::Says(lesson, word) => self.says(lesson, word, now).await?,
                Event::Report(lesson) => self.report(lesson, now).await?,
                Event::Sweep => self.sweep(now).await?,
            }
        }

        Ok(())
    }

    fn trace(&mut self, lesson: usize, now: Millis, text: impl FnOnce() -> String) {
        if self.traced {
            self.logs[lesson].trace.push((now, text()));
        }
    }
}
