//! Which link was sent for which planned lesson, and how late.

mod matching;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use self::matching::match_links;
use super::{OddSlot, PlannedLesson};
use crate::domain::calendar::SchoolCalendar;
use crate::domain::ids::{SessionId, StudentId, TeacherId};

/// A lesson started late against the plan if its first link was sent this long after the planned time or later. From
/// these minutes on the school's own application deducts pay.
pub const LATE_AGAINST_PLAN: TimeDelta = TimeDelta::minutes(4);
/// A link is for a lesson if it was sent, or the student came to class, this near to the planned time. Where no lesson is near, it
/// is for one of the same school day.
pub const NEAR_PLAN: TimeDelta = TimeDelta::hours(3);

/// A link that was sent, and what is known of the lesson that it was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentLink {
    /// The session.
    pub session: SessionId,
    /// Whose lesson it was.
    pub student: StudentId,
    /// Who sent it.
    pub teacher: TeacherId,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// When the student came to class, where there is evidence of that and there was a class.
    pub student_came_at: Option<DateTime<Utc>>,
}

/// A planned lesson with the links that were sent for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedLesson {
    /// The lesson.
    pub lesson: PlannedLesson,
    /// Its links, in the order of sending.
    pub links: Vec<SentLink>,
}

/// The planned lessons and the links of some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanComparison {
    /// By student and time.
    pub lessons: Vec<ComparedLesson>,
    /// The links that are for no planned lesson, in the order of sending.
    pub unplanned: Vec<SentLink>,
    /// What could not be read of the timetable.
    pub odd: Vec<OddSlot>,
}

/// A session's place in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkInPlan {
    /// When the lesson was planned to begin.
    pub planned_at: DateTime<Utc>,
    /// How long after that the link was sent; negative: before. `None` if an earlier link was sent for the lesson.
    pub link_delay: Option<TimeDelta>,
    /// How long after that the student came to class, by what is known of this session.
    pub student_delay: Option<TimeDelta>,
}

impl LinkInPlan {
    /// Tells whether the lesson started late by this link.
    #[must_use]
    pub fn is_late(self) -> bool {
        self.link_delay
            .is_some_and(|delay| delay >= LATE_AGAINST_PLAN)
    }
}

impl ComparedLesson {
    /// Returns the first link.
    #[must_use]
    pub fn first_link(&self) -> Option<&SentLink> {
        self.links.first()
    }

    /// Returns how long after the planned time the first link was sent; negative: before.
    #[must_use]
    pub fn link_delay(&self) -> Option<TimeDelta> {
        self.first_link()
            .map(|link| link.sent_at - self.lesson.starts_at)
    }

    /// Returns how long after the planned time the student came to class, by the first link that tells.
    #[must_use]
    pub fn student_delay(&self) -> Option<TimeDelta> {
        let came_at = self.links.iter().filter_map(|link| link.student_came_at);
        came_at.min().map(|at| at - self.lesson.starts_at)
    }

    /// Tells whether the first link was sent late.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.link_delay()
            .is_some_and(|delay| delay >= LATE_AGAINST_PLAN)
    }

    /// Tells whether no link was sent although the lesson's day is over, so that none can be expected.
    #[must_use]
    pub fn is_missed(&self, now: DateTime<Utc>, calendar: &SchoolCalendar) -> bool {
        let is_over =
            self.lesson.day < calendar.day_of(now) && self.lesson.starts_at + NEAR_PLAN < now;

        self.links.is_empty() && is_over
    }
}

impl PlanComparison {
    /// Gives each link to the planned lesson that it is for. The lessons are sorted by student and time.
    #[must_use]
    pub fn of(
        lessons: Vec<PlannedLesson>,
        mut links: Vec<SentLink>,
        calendar: &SchoolCalendar,
    ) -> Self {
        links.sort_by_key(|link| (link.student, link.sent_at, link.session));
        let lessons = lessons.into_iter().map(|lesson| ComparedLesson {
            lesson,
            links: Vec::new(),
        });
        let mut comparison = Self {
            lessons: lessons.collect(),
            ..Self::default()
        };

        for of_student in links.chunk_by(|a, b| a.student == b.student) {
            comparison.add(of_student, calendar);
        }

        let unplanned = &mut comparison.unplanned;
        unplanned.sort_by_key(|link| (link.sent_at, link.session));
        comparison
    }

    /// Gives all links of one student to the student's lessons.
    fn add(&mut self, links: &[SentLink], calendar: &SchoolCalendar) {
        let Some(student) = links.first().map(|link| link.student) else {
            return;
        };
        let all = &mut self.lessons;
        let from = all.partition_point(|one| one.lesson.student < student);
        let to = all.partition_point(|one| one.lesson.student <= student);
        let lessons = &mut all[from..to];

        let matched = match_links(lessons, links, calendar);
        for (link, lesson) in links.iter().zip(matched) {
            match lesson {
                Some(number) => lessons[number].links.push(link.clone()),
                None => self.unplanned.push(link.clone()),
            }
        }
    }

    /// Names the slots that cannot be read. Links of their students may well have been planned: they are not unplanned.
    #[must_use]
    pub fn with_odd_slots(mut self, odd: Vec<OddSlot>, students: &BTreeSet<StudentId>) -> Self {
        self.unplanned
            .retain(|link| !students.contains(&link.student));
        self.odd = odd;
        self
    }

    /// Returns where a session stands in the plan, if it is for a planned lesson.
    #[must_use]
    pub fn find(&self, session: SessionId) -> Option<LinkInPlan> {
        self.places()
            .find_map(|(id, place)| (id == session).then_some(place))
    }

    /// Returns where each session of a planned lesson stands in the plan.
    pub fn places(&self) -> impl Iterator<Item = (SessionId, LinkInPlan)> {
        self.lessons.iter().flat_map(|one| {
            let planned_at = one.lesson.starts_at;
            one.links.iter().enumerate().map(move |(number, link)| {
                let place = LinkInPlan {
                    planned_at,
                    link_delay: (number == 0).then(|| link.sent_at - planned_at),
                    student_delay: link.student_came_at.map(|at| at - planned_at),
                };
                (link.session, place)
            })
        })
    }
}

#[cfg(test)]
mod tests;
