//! What Zoom says of meetings, at a time.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::account::READS_LOG;
use super::answers::{Answer, PageQuery};
use super::calls::{HEAVY_CALLS_A_DAY, Weight};
use super::lists::{ListKind, day, is_alone, rows, time};
use super::log::deliveries;
use super::question::Question;
use crate::dice::Dice;
use crate::lesson::TrueLesson;
use crate::mix::ZoomApiHabits;
use crate::school::School;
use crate::spans::{DAY, HOUR, MINUTE, Millis};
use crate::zoom::Run;

/// The streams of the dice.
const SCHOOL: u64 = 0xA710_0001;
const LISTS: u64 = 0xA710_0002;

/// A list of participants that Zoom makes.
#[derive(Clone, Debug)]
struct MadeList {
    ready_at: Millis,
    /// Of one person alone: it is empty; else it is refused.
    is_empty: bool,
    has_plan: bool,
}

/// The meetings of an account.
#[derive(Debug)]
pub(super) struct Meetings {
    runs: Vec<Run>,
    lists: Vec<MadeList>,
    /// The number of each lesson's meeting, and when its link was sent.
    links: Vec<(u64, Millis)>,
    /// The numbers of the account's meetings, begun or not.
    scheduled: HashSet<u64>,
    /// The runs of each lesson.
    runs_of: HashMap<usize, Vec<usize>>,
    /// The lessons whose student opened the link and did not come: whoever knows only that has to ask.
    in_doubt: HashSet<usize>,
    same_user_ids: bool,
    /// The app may read the log of its events.
    pub(super) reads_log: bool,
}

impl Meetings {
    pub(super) fn draw(school: &School, runs: Vec<Run>, habits: &ZoomApiHabits, seed: u64) -> Self {
        let mut dice = Dice::new(seed ^ SCHOOL, 0);
        let same_user_ids = dice.chance(habits.same_user_ids);
        let reads_log = dice.chance(habits.reads_logs);

        // The office's own account is always a paid one.
        let teachers = school.teachers.iter();
        let free: HashSet<&str> = teachers
            .filter(|_| !dice.chance(habits.paid))
            .map(|teacher| teacher.host_id.as_str())
            .collect();
        let list = |run: &Run| MadeList::draw(run, habits, seed, !free.contains(run.host.as_str()));

        let mut runs_of: HashMap<usize, Vec<usize>> = HashMap::new();
        for (number, run) in runs.iter().enumerate() {
            for lesson in &run.lessons {
                runs_of.entry(*lesson).or_default().push(number);
            }
        }

        let stays_away =
            |lesson: &TrueLesson| !lesson.pages.is_empty() && lesson.attended().length() == 0;
        let lessons = school.lessons.iter().enumerate();
        let in_doubt = lessons
            .filter(|(_, lesson)| stays_away(lesson))
            .map(|(number, _)| number)
            .collect();

        let links = school.lessons.iter();
        let is_own = |lesson: &&TrueLesson| school.teachers[lesson.teacher].connected;
        let scheduled = school.lessons.iter().filter(is_own);
        Self {
            scheduled: scheduled.map(|lesson| lesson.meeting).collect(),
            links: links.map(|lesson| (lesson.meeting, lesson.sent)).collect(),
            in_doubt,
            lists: runs.iter().map(list).collect(),
            runs,
            runs_of,
            same_user_ids,
            reads_log,
        }
    }

    /// Lists the runs that a question is about.
    pub(super) fn runs_asked(&self, question: &Question, query: &PageQuery) -> Vec<usize> {
        let is_asked = |run: &Run| match question {
            Question::Meeting(uuid) | Question::List(uuid, _) => run.uuid == *uuid,
            Question::Instances(number) => {
                run.meeting.to_string() == *number && query.has_day(&day(run.from))
            }
            Question::Scheduled(_) | Question::Log => false,
        };

        let runs = self.runs.iter().enumerate();
        runs.filter(|(_, run)| is_asked(run))
            .map(|(number, _)| number)
            .collect()
    }

    /// Lists the lessons that were held in runs.
    pub(super) fn lessons_of(&self, runs: &[usize]) -> Vec<usize> {
        let lessons = runs.iter().flat_map(|run| &self.runs[*run].lessons);
        lessons.copied().collect()
    }

    /// Returns whether the events of all lessons in these runs had reached the school, and left nothing open: nor did any
    /// other lesson of the room around them, which may be the one that was asked about.
    pub(super) fn are_told(&self, runs: &[usize], now: Millis) -> bool {
        let lessons: Vec<usize> = (0..self.links.len())
            .filter(|lesson| runs.iter().any(|run| self.is_around(*lesson, *run)))
            .collect();
        let is_told = |lesson: &usize| {
            let runs = self.runs_of.get(lesson);
            let is_told = runs.is_some_and(|runs| {
                let mut runs = runs.iter();
                runs.all(|run| self.runs[*run].is_told(now))
            });
            is_told && !self.in_doubt.contains(lesson)
        };

        !lessons.is_empty() && lessons.iter().all(is_told)
    }

    /// Tells whether a link into the meeting of a run was sent within a day before it or after it.
    fn is_around(&self, lesson: usize, run: usize) -> bool {
        let (meeting, sent) = self.links[lesson];
        let run = &self.runs[run];

        meeting == run.meeting && sent >= run.from - DAY && sent <= run.to + DAY
    }

    /// Answers a question about runs. `heavy_calls` were made on this day, this one included.
    pub(super) fn answer(
        &self,
        now: Millis,
        heavy_calls: u64,
        (question, query): (&Question, &PageQuery),
        runs: &[usize],
    ) -> Answer {
        if question.weight() == Weight::Heavy && heavy_calls > HEAVY_CALLS_A_DAY {
            let text = "You have reached the maximum daily rate limit for this API.";
            return Answer::refusal(429, 429, text);
        }

        let is_over = |run: &&usize| self.runs[**run].to <= now;
        let over: Vec<usize> = runs.iter().filter(is_over).copied().collect();

        match (question, over.first()) {
            (Question::Log, _) => self.log(now, query),
            (Question::Scheduled(number), _) => self.scheduled(now, number),
            (_, None) => Answer::nothing_told(),
            (Question::Instances(_), Some(_)) => self.instances(&over),
            (Question::Meeting(_), Some(run)) => self.meeting(*run),
            (Question::List(_, kind), Some(run)) => self.list(now, *run, *kind, query),
        }
    }

    fn log(&self, now: Millis, query: &PageQuery) -> Answer {
        if !self.reads_log {
            return Answer::missing_scope(READS_LOG);
        }

        let log = deliveries(&self.runs, now, query);
        Answer::page("webhook_logs", &log, query)
    }

    fn scheduled(&self, now: Millis, number: &str) -> Answer {
        let Some(number) = number
            .parse()
            .ok()
            .filter(|number| self.scheduled.contains(number))
        else {
            return Answer::nothing_told();
        };

        let goes_on = |run: &Run| run.meeting == number && run.from <= now && now < run.to;
        let status = if self.runs.iter().any(goes_on) {
            "started"
        } else {
            "waiting"
        };
        Answer::ok(json!({ "id": number, "type": 2, "status": status }))
    }

    fn instances(&self, runs: &[usize]) -> Answer {
        let listed: Vec<_> = runs
            .iter()
            .map(|run| &self.runs[*run])
            .map(|run| json!({ "uuid": run.uuid, "start_time": time(run.from) }))
            .collect();

        Answer::ok(json!({ "meetings": listed }))
    }

    fn meeting(&self, run: usize) -> Answer {
        let run = &self.runs[run];
        let stays = run.rows.iter().filter(|stay| !stay.waits);

        Answer::ok(json!({
            "uuid": run.uuid,
            "id": run.meeting,
            "host_id": run.host,
            "type": 2,
            "start_time": time(run.from),
            "end_time": time(run.to),
            "duration": (run.to - run.from) / MINUTE,
            "participants_count": stays.count(),
        }))
    }

    fn list(&self, now: Millis, run: usize, kind: ListKind, query: &PageQuery) -> Answer {
        let (run, list) = (&self.runs[run], &self.lists[run]);

        if !list.has_plan {
            return Answer::refusal(400, 200, "Only available for Paid account.");
        }
        if now < list.ready_at {
            return Answer::nothing_told();
        }

        match (is_alone(run), list.is_empty) {
            (true, false) => Answer::nothing_told(),
            (true, true) => Answer::page("participants", &[], query),
            (false, _) => {
                let rows = rows(run, kind, self.same_user_ids);
                Answer::page("participants", &rows, query)
            }
        }
    }
}

impl MadeList {
    /// Draws when a run's list is ready. Drawn for each run alone: what is asked changes nothing.
    fn draw(run: &Run, habits: &ZoomApiHabits, seed: u64, has_plan: bool) -> Self {
        let stream = run.meeting ^ run.from.unsigned_abs().rotate_left(20);
        let mut dice = Dice::new(seed ^ LISTS, stream);
        let (least, most) = habits.list_delay;
        let delay = dice.between(least * MINUTE, most * MINUTE);
        let much_later = dice.between(HOUR, 6 * HOUR);
        let is_late = dice.chance(habits.list_hours_late);

        Self {
            ready_at: run.to + delay + if is_late { much_later } else { 0 },
            is_empty: dice.chance(habits.alone_is_empty),
            has_plan,
        }
    }
}
