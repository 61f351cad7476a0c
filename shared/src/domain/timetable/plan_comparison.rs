//! Which link was sent for which planned lesson, and how late.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{OddSlot, PlannedLesson};
use crate::domain::calendar::{Day, SchoolCalendar};
use crate::domain::ids::{SessionId, StudentId, TeacherId};

/// A lesson started late against the plan if its first link was sent this long after the planned time or later. From
/// these minutes on the school's own application deducts pay.
pub const LATE_AGAINST_PLAN: TimeDelta = TimeDelta::minutes(4);
/// A link of one school day is for a lesson of the next one or the one before if it was sent this near to the planned
/// time: lessons near midnight.
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
    /// When both were in class, where there is evidence of that.
    pub class_began_at: Option<DateTime<Utc>>,
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
    /// How long after that both were in class, by what is known of this session.
    pub class_delay: Option<TimeDelta>,
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

    /// Returns how long after the planned time both were in class, by the first link that tells.
    #[must_use]
    pub fn class_delay(&self) -> Option<TimeDelta> {
        let began_at = self.links.iter().filter_map(|link| link.class_began_at);
        began_at.min().map(|at| at - self.lesson.starts_at)
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
        links.sort_by_key(|link| (link.sent_at, link.session));
        let mut of_student: BTreeMap<StudentId, (usize, usize)> = BTreeMap::new();
        for (number, lesson) in lessons.iter().enumerate() {
            let range = of_student.entry(lesson.student).or_insert((number, number));
            range.1 = number + 1;
        }

        let mut comparison = Self {
            lessons: lessons
                .into_iter()
                .map(|lesson| ComparedLesson {
                    lesson,
                    links: Vec::new(),
                })
                .collect(),
            ..Self::default()
        };

        for link in links {
            let range = of_student.get(&link.student).copied();
            comparison.add(link, range.unwrap_or_default(), calendar);
        }

        comparison
    }

    /// Gives a link to one of its student's lessons, which stand in that range.
    fn add(&mut self, link: SentLink, (from, to): (usize, usize), calendar: &SchoolCalendar) {
        let day = calendar.day_of(link.sent_at);
        let lessons = &mut self.lessons[from..to];
        let first = lessons.partition_point(|one| one.lesson.day < day.before());

        let near = lessons[first..]
            .iter_mut()
            .take_while(|one| one.lesson.day.before() <= day)
            .filter(|one| is_candidate(&one.lesson, &link, day))
            // A student may have lessons of two teachers: a teacher's link is for a lesson of that teacher, if there
            // is one. Whoever stands in for the teacher has none.
            .min_by_key(|one| {
                (
                    one.lesson.teacher != link.teacher,
                    distance(&one.lesson, &link),
                )
            });

        match near {
            Some(lesson) => lesson.links.push(link),
            None => self.unplanned.push(link),
        }
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
                    class_delay: link.class_began_at.map(|at| at - planned_at),
                };
                (link.session, place)
            })
        })
    }
}

/// Tells whether a link may be for a lesson: it was sent on the lesson's day, or near to its time.
fn is_candidate(lesson: &PlannedLesson, link: &SentLink, day: Day) -> bool {
    lesson.day == day || distance(lesson, link) <= NEAR_PLAN
}

fn distance(lesson: &PlannedLesson, link: &SentLink) -> TimeDelta {
    (link.sent_at - lesson.starts_at).abs()
}

#[cfg(test)]
mod tests;
