//! When student and teacher were first in the meeting together.

use chrono::{DateTime, Utc};

use super::MeetingPresence;
use crate::domain::ledger::Party;

/// Returns the instant from which both were in the meeting, by what Zoom said. A stay of which Zoom did not say when it
/// began tells nothing.
#[must_use]
pub fn first_together(stays: &[MeetingPresence]) -> Option<DateTime<Utc>> {
    let of = |party| stays.iter().filter(move |stay| stay.party == party);
    let mut together = Vec::new();

    for student in of(Party::Student) {
        for teacher in of(Party::Teacher) {
            together.extend(meeting_of(student, teacher));
        }
    }

    together.into_iter().min()
}

fn meeting_of(one: &MeetingPresence, other: &MeetingPresence) -> Option<DateTime<Utc>> {
    let from = one.from?.max(other.from?);
    let is_there = |stay: &MeetingPresence| stay.to.is_none_or(|to| from < to);

    (is_there(one) && is_there(other)).then_some(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stay(party: Party, from: Option<i64>, to: Option<i64>) -> MeetingPresence {
        let at = |second| DateTime::from_timestamp(second, 0).unwrap();
        MeetingPresence {
            party,
            from: from.map(at),
            to: to.map(at),
        }
    }

    #[test]
    fn both_are_there_from_the_later_start_of_two_stays_that_overlap() {
        let second = |stays: &[MeetingPresence]| first_together(stays).map(|at| at.timestamp());
        let student = |from, to| stay(Party::Student, Some(from), to);
        let teacher = |from, to| stay(Party::Teacher, Some(from), to);

        assert_eq!(
            second(&[student(10, None), teacher(30, Some(90))]),
            Some(30)
        );
        assert_eq!(
            second(&[student(50, Some(60)), teacher(30, None)]),
            Some(50)
        );
        // The student left before the teacher came, and came back.
        let came_back = [student(0, Some(20)), student(40, None), teacher(30, None)];
        assert_eq!(second(&came_back), Some(40));
        assert_eq!(second(&[student(0, Some(20)), teacher(30, None)]), None);
        assert_eq!(second(&[student(0, None)]), None);
        let unknown = stay(Party::Teacher, None, Some(90));
        assert_eq!(second(&[student(0, None), unknown]), None);
    }
}
