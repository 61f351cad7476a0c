//! The timetable compared with the links that were sent: of some days, or of some sessions.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Days, Utc};

use crate::domain::{
    Day, LateRule, LinkInPlan, Period, PlanComparison, SchoolCalendar, Session, SessionId,
    StudentId,
};
use crate::store::{Store, StoreError};

/// A link may be sent so many days before its lesson.
const SENT_AHEAD: u64 = 7;

/// Reads the plan of some days, and what became of it. `None` where the school has no timetable.
pub(crate) async fn read_plan(
    store: &Store,
    period: Period,
    calendar: &SchoolCalendar,
) -> Result<Option<PlanComparison>, StoreError> {
    let Some(timetable) = store.find_timetable().await? else {
        return Ok(None);
    };

    // The link of a lesson near midnight may have been sent on the day beside, and that of any lesson days before: so a
    // link of these days may be for a later lesson.
    let sent = days_around(period, SENT_AHEAD, 1);
    let planned = days_around(period, 1, SENT_AHEAD);
    let links = store
        .list_links_sent(calendar.start(sent.first), calendar.end(sent.last))
        .await?;
    let lessons = timetable.lessons(planned, calendar);

    let plan = PlanComparison::of(lessons, links, calendar);
    Ok(Some(
        plan.with_odd_slots(timetable.odd, &timetable.odd_students),
    ))
}

/// Where sessions stand in the plan.
#[derive(Debug, Default)]
pub(crate) struct SessionPlans {
    /// `None`: the school has no timetable.
    places: Option<HashMap<SessionId, LinkInPlan>>,
}

impl SessionPlans {
    /// Reads where these sessions stand.
    pub(crate) async fn read(
        store: &Store,
        sessions: impl Iterator<Item = &Session>,
        calendar: &SchoolCalendar,
    ) -> Result<Self, StoreError> {
        let mut days = BTreeSet::new();
        for session in sessions {
            if let Some(sent_at) = session.sent_at {
                days.insert((session.student, calendar.day_of(sent_at)));

                // A link may be sent long before the class.
                let class_day = session.lesson_started_at.map(|at| calendar.day_of(at));
                days.extend(class_day.map(|day| (session.student, day)));
            }
        }

        let students: BTreeSet<StudentId> = days.iter().map(|(student, _)| *student).collect();
        let students: Vec<StudentId> = students.into_iter().collect();
        let Some(timetable) = store.find_timetable_of(&students).await? else {
            return Ok(Self { places: None });
        };
        if timetable.slots.is_empty() {
            return Ok(Self {
                places: Some(HashMap::new()),
            });
        }

        // A lesson of the day beside may be a session's, and another link of days before that may be its first.
        let links = store.list_links_sent_to(&spans(&days, calendar)).await?;
        let lessons = timetable.lessons_on(&with_days_around(&days, 3), calendar);
        let comparison = PlanComparison::of(lessons, links, calendar);

        Ok(Self {
            places: Some(comparison.places().collect()),
        })
    }

    /// Returns the rule by which these sessions are late.
    pub(crate) fn rule(&self) -> LateRule {
        match self.places {
            Some(_) => LateRule::Timetable,
            None => LateRule::Sent,
        }
    }

    /// Returns where a session stands, if it is for a planned lesson.
    pub(crate) fn find(&self, session: SessionId) -> Option<LinkInPlan> {
        self.places.as_ref()?.get(&session).copied()
    }

    /// Tells whether a session started late; `None` if there is nothing to compare it with.
    pub(crate) fn is_late(&self, session: &Session) -> Option<bool> {
        match self.rule() {
            LateRule::Sent => session.began_at().map(|_| session.is_late()),
            LateRule::Timetable => self.find(session.id).map(LinkInPlan::is_late),
        }
    }
}

/// Returns the days with some days before the first and some after the last.
fn days_around(days: Period, before: u64, after: u64) -> Period {
    Period {
        first: (days.first.date() - Days::new(before)).into(),
        last: (days.last.date() + Days::new(after)).into(),
    }
}

fn only(day: Day) -> Period {
    Period {
        first: day,
        last: day,
    }
}

fn with_days_around(days: &BTreeSet<(StudentId, Day)>, more: u64) -> BTreeSet<(StudentId, Day)> {
    let mut around = BTreeSet::new();
    for (student, day) in days {
        let period = days_around(only(*day), more, more);
        around.extend(period.iter().map(|day| (*student, day)));
    }

    around
}

/// Returns the spans within which other links may be for the same lessons, each student's joined where they meet.
fn spans(
    days: &BTreeSet<(StudentId, Day)>,
    calendar: &SchoolCalendar,
) -> Vec<(StudentId, DateTime<Utc>, DateTime<Utc>)> {
    let mut spans: Vec<(StudentId, DateTime<Utc>, DateTime<Utc>)> = Vec::new();
    for (student, day) in days {
        let around = days_around(only(*day), 1 + SENT_AHEAD, 2);
        let (from, until) = (calendar.start(around.first), calendar.end(around.last));

        match spans.last_mut() {
            Some(last) if last.0 == *student && from <= last.2 => last.2 = until,
            Some(_) | None => spans.push((*student, from, until)),
        }
    }

    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spans_of_a_student_are_joined_where_they_meet() {
        let day = |student, text: &str| (StudentId(student), text.parse().unwrap());
        let days = [
            day(1, "2026-11-09"),
            day(1, "2026-11-10"),
            day(1, "2026-11-27"),
            day(2, "2026-11-10"),
        ];

        let shown: Vec<String> = spans(&days.into(), &SchoolCalendar::UTC)
            .into_iter()
            .map(|(student, from, until)| {
                format!("{student}: {} to {}", from.format("%d"), until.format("%d"))
            })
            .collect();

        assert_eq!(shown, ["1: 01 to 13", "1: 19 to 30", "2: 02 to 13"]);
    }
}
