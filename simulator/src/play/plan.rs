//! The events that do not depend on the system's answers: they are in the queue before anything is sent.

use super::{EvidenceSet, Play};
use crate::calendar::FIRST_DAY;
use crate::events::{Event, PageKey};
use crate::lesson::{TeacherSays, TrueLesson, Word};
use crate::log::PageEnd;
use crate::spans::{HOUR, MINUTE, Millis};

/// The schedule's period.
const PERIOD: Millis = 2 * HOUR;
/// The teacher's tab says that it is there.
const SEEN_EVERY: Millis = 5 * MINUTE;
/// After the last lesson: late webhooks come, idle sessions time out.
const AFTERMATH: Millis = 40 * HOUR;

impl Play<'_> {
    /// Puts everything into the queue that does not depend on an answer. Returns when all is over.
    pub(super) fn plan(&mut self, evidence: EvidenceSet) -> Millis {
        let mut last = FIRST_DAY;

        for (number, lesson) in self.school.lessons.iter().enumerate() {
            self.events.add(lesson.sent, Event::Post(number));
            last = last.max(lesson.sent + lesson.minutes * MINUTE);

            if evidence.has_pages() {
                self.plan_pages(number, lesson);
            }

            if let Some(says) = &lesson.teacher_says
                && evidence.has_teacher()
            {
                self.plan_teacher(number, says);
            }
        }

        if evidence.has_zoom() {
            for (number, webhook) in self.webhooks.iter().enumerate() {
                self.events.add(webhook.at, Event::Webhook(number, 0));
            }
        }

        if evidence.has_zoom() {
            self.plan_reports();
        }

        let until = last + AFTERMATH;
        self.plan_sweeps(until);

        until
    }

    fn plan_reports(&mut self) {
        for (number, lesson) in self.school.lessons.iter().enumerate() {
            let connected = self.school.teachers[lesson.teacher].connected;
            if let Some((at, _)) = lesson.twists.wrong_report.filter(|_| connected) {
                self.events.add(at, Event::Report(number));
            }
        }
    }

    fn plan_pages(&mut self, number: usize, lesson: &TrueLesson) {
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
                let at = (*at).max(life.opens + 1);
                self.events.add(at, Event::Act(key, act));
            }

            self.logs[number].page_ends.push(PageEnd {
                at: life.opens,
                signed: false,
                heard: false,
            });
        }
    }

    fn plan_teacher(&mut self, number: usize, says: &TeacherSays) {
        self.events.add(says.at, Event::Says(number, says.end));

        let Some(mut at) = says.start else {
            return;
        };

        self.events.add(at, Event::Says(number, Word::Start));
        while at + SEEN_EVERY < says.open_until {
            at += SEEN_EVERY;
            self.events.add(at, Event::Says(number, Word::Seen));
        }
    }

    fn plan_sweeps(&mut self, until: Millis) {
        let mut at = FIRST_DAY + PERIOD;

        while at < until {
            let missed = self.dice.chance(self.odd.cron_missed);
            let doubled = self.dice.chance(self.odd.cron_doubled);
            // The last ones come in any case: what is still open then is the system's own doing.
            let comes = doubled || !missed || at > until - 3 * PERIOD;

            if comes {
                self.events.add(at, Event::Sweep);
            }

            if doubled {
                self.events.add(at, Event::Sweep);
            }

            at += PERIOD;
        }
    }
}
