//! Which of several people is the student, where each of them came right after the tap.

use chrono::TimeDelta;

use super::bounded_stay::BoundedStay;
use super::lesson_evidence::LessonInMeeting;
use super::meeting_stay::MeetingStay;

/// Of several people who came after the student's tap, marks the likeliest: the one who came first, unless others stayed
/// for more than twice as long.
pub(super) fn likeliest_after_tap(
    meeting: &LessonInMeeting<'_>,
    bounded: &[BoundedStay],
    is_student: Vec<bool>,
) -> Vec<bool> {
    let person = |one: &MeetingStay| -> Vec<bool> {
        let own = meeting.own.iter();
        own.map(|stay| *stay == one || stay.is_same_person(one))
            .collect()
    };
    let seconds = |marked: &[bool]| -> i64 {
        let stays = bounded.iter().zip(marked).filter(|(_, marked)| **marked);
        stays.map(|(stay, _)| stay.likely.seconds()).sum()
    };
    let mut tapped: Vec<(TimeDelta, Vec<bool>)> = meeting
        .own
        .iter()
        .filter_map(|stay| Some((after_tap(meeting, stay)?, person(stay))))
        .collect();
    tapped.sort();

    let people = tapped.into_iter().map(|(_, person)| person);
    let likeliest = people.reduce(|first, later| {
        if seconds(&later) > 2 * seconds(&first) {
            later
        } else {
            first
        }
    });

    likeliest.unwrap_or(is_student)
}

/// How long after a tap somebody came; `None`: not soon after any.
fn after_tap(meeting: &LessonInMeeting<'_>, stay: &MeetingStay) -> Option<TimeDelta> {
    let taps = meeting.claim.taps.iter();
    let soon = taps.filter(|tap| stay.is_join_after(**tap));

    soon.filter_map(|tap| Some((stay.from? - *tap).abs())).min()
}
