//! What ties a stay in a meeting to a lesson's student.

use chrono::{DateTime, Utc};

use super::assumptions::{CLOCK_TOLERANCE, LONGEST_STAY, OPENED_BEFORE_JOIN, TAP_MATCH_WINDOW};
use super::known_people::KnownPeople;
use super::lesson_claim::LessonClaim;
use super::meeting_stay::MeetingStay;

/// What ties a stay to a lesson's student, from what speaks against it to the surest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// Came at the tap that led the student to Zoom, whom Zoom knows: so it is somebody else.
    Other,
    /// Nothing but the link that the meeting was sent by.
    None,
    /// The student opened the link right before. It says who it was only if nobody else came.
    Opening,
    /// The student tapped the link to Zoom right before.
    Tap,
    /// Zoom knows the person: a registrant, or an account that is known to be the student's.
    Account,
}

impl Tie {
    /// Finds what ties a stay to a lesson.
    pub(super) fn of(stay: &MeetingStay, claim: &LessonClaim, people: &KnownPeople) -> Self {
        // A program follows the teacher's calendar and not the student's tap.
        if stay.uses_host_account || stay.is_like_no_student() {
            return Self::None;
        }

        let person = stay.participant.person.as_deref().unwrap_or_default();
        if person.starts_with("r:") || people.is_student(person, claim.student) {
            return Self::Account;
        }

        // Where the join was lost, the leave shows that somebody came, and any earlier tap may have led to it.
        let Some(came_at) = stay.from.or(stay.to) else {
            return Self::None;
        };
        let is_tapped = claim.taps.iter().any(|tap| {
            let is_soon = stay.from.is_none() || came_at - *tap <= TAP_MATCH_WINDOW;
            is_soon && *tap <= came_at + CLOCK_TOLERANCE
        });
        if is_tapped {
            return Self::Tap;
        }

        // A page that tells everything and tells of no tap tells that the student did not go to Zoom from it.
        let did_not_tap = claim.has_page_story && claim.taps.is_empty();
        let is_opened = claim.opened_at.is_some_and(|opened| {
            let is_soon = stay.from.is_none() || came_at - opened <= OPENED_BEFORE_JOIN;
            is_soon && opened <= came_at + CLOCK_TOLERANCE
        });

        if (is_opened && !did_not_tap) || is_opened_inside(stay, claim, came_at) {
            Self::Opening
        } else {
            Self::None
        }
    }

    /// Finds what ties each of a lesson's stays to its student.
    ///
    /// A tap leads one person to Zoom. Where Zoom knows whom it led there, whoever else came at that moment is somebody
    /// else: a program, or the teacher's other device.
    pub(super) fn of_all(
        own: &[&MeetingStay],
        claim: &LessonClaim,
        people: &KnownPeople,
    ) -> Vec<Self> {
        let mut ties: Vec<Self> = own
            .iter()
            .map(|stay| Self::of(stay, claim, people))
            .collect();
        let known: Vec<&MeetingStay> = own
            .iter()
            .zip(&ties)
            .filter(|(_, tie)| **tie == Self::Account)
            .map(|(stay, _)| *stay)
            .collect();

        for (stay, tie) in own.iter().zip(&mut ties) {
            let is_of_known = known.iter().any(|known| stay.is_same_person(known));
            if *tie == Self::Tap && !is_of_known && are_all_taps_answered(stay, claim, &known) {
                *tie = Self::Other;
            }
        }

        ties
    }

    /// Tells whether it identifies the student by itself.
    pub(super) fn is_strong(self) -> bool {
        self >= Self::Tap
    }
}

/// Tells whether each tap that a stay follows led somebody else to Zoom.
fn are_all_taps_answered(stay: &MeetingStay, claim: &LessonClaim, known: &[&MeetingStay]) -> bool {
    let mut taps = claim.taps.iter().filter(|tap| stay.is_join_after(**tap));

    stay.from.is_some() && taps.all(|tap| known.iter().any(|known| known.is_join_after(*tap)))
}

/// Tells whether a link that was sent while somebody was in the meeting was opened before that person left: then no tap
/// is needed.
fn is_opened_inside(stay: &MeetingStay, claim: &LessonClaim, came_at: DateTime<Utc>) -> bool {
    came_at < claim.sent_at
        && claim
            .opened_at
            .is_some_and(|opened| opened - came_at <= LONGEST_STAY && opened <= stay.gone_by())
}
