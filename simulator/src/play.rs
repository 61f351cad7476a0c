//! Plays a part of the school against the system, event by event, on the clock of the events.

mod others;
mod pages;
mod sweeps;

use std::path::Path;

use crate::calendar::FIRST_DAY;
use crate::dice::Dice;
use crate::events::{Event, Events, PageKey};
use crate::lesson::{Lesson, Word};
use crate::list::{self, Row};
use crate::log::{Log, PageEnd};
use crate::mix::{Mix, Scenarios};
use crate::page::Page;
use crate::school::School;
use crate::site::Site;
use crate::spans::{HOUR, MINUTE, Millis};
use crate::zoom::{self, Webhook};

/// Which evidence reaches the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Evidence {
    /// The student's page.
    Page,
    /// And the teacher's.
    Both,
    /// Zoom's events.
    Zoom,
    /// All.
    Fused,
}

impl Evidence {
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

/// The cron's period.
pub const PERIOD: Millis = 2 * HOUR;
/// The system's idle timeout, as configured by default.
pub const IDLE: Millis = 2 * HOUR;
/// The teacher's tab says that it is there.
const SEEN_EVERY: Millis = 5 * MINUTE;
/// After the last lesson: late webhooks come, idle sessions time out.
const AFTERMATH: Millis = 40 * HOUR;

/// What came of it.
#[derive(Debug)]
pub struct Played {
    /// The lessons.
    pub school: School,
    /// What was seen, by lesson.
    pub logs: Vec<Log>,
    /// What an admin is told.
    pub rows: Vec<Row>,
    /// Requests made.
    pub requests: u64,
    /// Answers that were no success, by request and status.
    pub refusals: Vec<((&'static str, u16), u64)>,
}

pub(crate) struct Play<'a> {
    school: &'a School,
    odd: &'a Scenarios,
    site: Site,
    events: Events,
    dice: Dice,
    logs: Vec<Log>,
    pages: Vec<Vec<Option<Page>>>,
    webhooks: Vec<Webhook>,
    traced: bool,
}

/// How a part is played.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The probabilities.
    pub mix: &'a Mix,
    /// Which evidence.
    pub evidence: Evidence,
    /// For everything that is not part of the truth.
    pub seed: u64,
    /// A database server instead of a file.
    pub database: Option<&'a str>,
    /// Whether to keep what was sent.
    pub traced: bool,
}

/// Plays a part of the school.
pub async fn play(school: School, rules: Rules<'_>, folder: &Path) -> anyhow::Result<Played> {
    let site = Site::start(&school, folder, rules.database).await?;
    let webhooks = zoom::deliveries(&school, &rules.mix.scenarios, rules.seed);
    let count = school.lessons.len();
    let pages = school
        .lessons
        .iter()
        .map(|lesson| vec![None; lesson.pages.len()])
        .collect();

    let mut play = Play {
        school: &school,
        odd: &rules.mix.scenarios,
        site,
        events: Events::default(),
        dice: Dice::new(rules.seed, u64::MAX / 2),
        logs: vec![Log::default(); count],
        pages,
        webhooks,
        traced: rules.traced,
    };

    let until = play.plan(rules.evidence);
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
    let (logs, requests) = (play.logs, play.site.requests);

    Ok(Played {
        school,
        logs,
        rows,
        requests,
        refusals,
    })
}

impl Play<'_> {
    /// Puts everything into the queue that does not depend on an answer. Returns when all is over.
    fn plan(&mut self, evidence: Evidence) -> Millis {
        let mut last = FIRST_DAY;
        for (number, lesson) in self.school.lessons.iter().enumerate() {
            self.events.add(lesson.sent, Event::Post(number));
            last = last.max(lesson.sent + lesson.minutes * MINUTE);

            if evidence.has_pages() {
                self.plan_pages(number, lesson);
            }

            if let (true, Some(says)) = (evidence.has_teacher(), &lesson.teacher_says) {
                self.events.add(says.at, Event::Says(number, says.end));
                if let Some(mut at) = says.start {
                    self.events.add(at, Event::Says(number, Word::Start));
                    while at + SEEN_EVERY < says.open_until {
                        at += SEEN_EVERY;
                        self.events.add(at, Event::Says(number, Word::Seen));
                    }
                }
            }
        }

        if evidence.has_zoom() {
            for number in 0..self.webhooks.len() {
                self.events
                    .add(self.webhooks[number].at, Event::Webhook(number, 0));
            }
        }

        let until = last + AFTERMATH;
        let mut at = FIRST_DAY + PERIOD;
        while at < until {
            let (missed, doubled) = (
                self.dice.chance(self.odd.cron_missed),
                self.dice.chance(self.odd.cron_doubled),
            );

            // The last ones come in any case: what is still open then is the system's own doing.
            for _ in 0..if doubled {
                2
            } else {
                usize::from(!missed || at > until - 3 * PERIOD)
            } {
                self.events.add(at, Event::Sweep);
            }

            at += PERIOD;
        }

        until
    }

    fn plan_pages(&mut self, number: usize, lesson: &Lesson) {
        for (at, head) in &lesson.bots {
            self.events.add(*at, Event::Bot(number, *head));
        }

        for (page, life) in lesson.pages.iter().enumerate() {
            let key = PageKey {
                lesson: number,
                page,
            };

            self.events.add(life.opens, Event::Load(key));
            for (act, (at, _)) in life.acts.iter().enumerate() {
                self.events
                    .add((*at).max(life.opens + 1), Event::Act(key, act));
            }

            self.logs[number].page_ends.push(PageEnd {
                at: life.opens,
                signed: false,
                heard: false,
            });
        }
    }

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
                    self.arrive(key, message, answered, now).await?
                }
                Event::Fail(key, to, status) => self.fail(key, to, status, now),
                Event::Webhook(number, tries) => self.webhook(number, tries, now).await?,
                Event::Says(lesson, word) => self.says(lesson, word, now).await?,
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
