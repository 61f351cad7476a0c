//! Lessons to whose stays another lesson has an equal claim: a meeting's number alone proves nothing, because anybody may
//! post it.

use std::collections::BTreeSet;

use super::assumptions::{CLAIM_BEFORE_JOIN, CLOCK_TOLERANCE};
use super::known_people::KnownPeople;
use super::lesson_claim::LessonClaim;
use super::meeting_stay::MeetingStay;

/// Finds the contested lessons, by their numbers.
pub(super) fn find_contested(
    claims: &[LessonClaim],
    stays: &[MeetingStay],
    owners: &[Option<usize>],
    people: &KnownPeople,
) -> BTreeSet<usize> {
    let mut contested = BTreeSet::new();

    for (stay, owner) in stays.iter().zip(owners) {
        let Some(owner) = *owner else { continue };

        let host = stay.instance.host.as_deref();
        let belongs_to_another =
            host.is_some_and(|host| people.is_another_teacher(host, &claims[owner].teacher));
        if belongs_to_another {
            contested.insert(owner);
        }

        for (number, claim) in claims.iter().enumerate() {
            if number == owner || !is_rival(claim, &claims[owner], stay, stays) {
                continue;
            }

            // The teacher who is known to be the host has the better claim.
            let is_hosts = host.is_some_and(|host| people.is_teacher(host, &claims[owner].teacher));
            let is_other_teachers = claim.teacher != claims[owner].teacher;
            if !(is_hosts && is_other_teachers) {
                contested.extend([owner, number]);
            }
        }
    }

    contested
}

/// Tells whether a lesson has as good a claim to a stay as the lesson that it was assigned to.
fn is_rival(
    claim: &LessonClaim,
    owner: &LessonClaim,
    stay: &MeetingStay,
    stays: &[MeetingStay],
) -> bool {
    if claim.teacher != owner.teacher {
        return is_expected(claim, stay);
    }

    // Of two students of one teacher who tapped right before, one did not come: nobody can tell which.
    claim.student != owner.student
        && claim.taps.iter().any(|tap| {
            stay.is_join_after(*tap)
                && !stays
                    .iter()
                    .any(|other| other != stay && other.follows_tap(*tap))
        })
}

/// Tells whether a lesson's student is expected in the meeting when somebody comes.
fn is_expected(claim: &LessonClaim, stay: &MeetingStay) -> bool {
    let Some(came_at) = stay.from.or(stay.to) else {
        return false;
    };

    claim
        .opened_at
        .iter()
        .chain(&claim.taps)
        .any(|at| *at <= came_at + CLOCK_TOLERANCE && came_at - *at <= CLAIM_BEFORE_JOIN)
}
