//! Who of the people in a meeting is the teacher: a step before the stays are assigned to lessons.
//!
//! Zoom names the account that a meeting belongs to. The teacher may have come with another account (an alternative
//! host) or with a second device, and a student may have come with the teacher's account, which families and small
//! schools lend.

use super::assumptions::RECONNECT_OVERLAP;
use super::known_people::KnownPeople;
use super::lesson_claim::LessonClaim;
use super::meeting_stay::MeetingStay;
use crate::domain::calendar::Interval;

/// Marks the teacher's stays as the host's, and takes the mark from those of a student with the host's account.
pub(super) fn recognise_teachers(
    stays: &mut [MeetingStay],
    claims: &[LessonClaim],
    people: &KnownPeople,
) {
    for stay in stays.iter_mut() {
        let is_known = stay.participant.person.as_deref().is_some_and(|person| {
            claims
                .iter()
                .any(|claim| people.is_teacher(person, &claim.teacher))
        });
        stay.participant.is_host |= is_known;
    }

    recognise_lent_account(stays, claims);
    recognise_second_devices(stays);
}

/// A guest with the teacher's name is the teacher's second device.
fn recognise_second_devices(stays: &mut [MeetingStay]) {
    let names: Vec<(MeetingKey, String)> = stays
        .iter()
        .filter(|stay| stay.participant.is_host)
        .filter_map(|stay| Some((key(stay), stay.participant.name_key.clone()?)))
        .collect();

    for stay in stays.iter_mut() {
        let Some(name) = stay.participant.name_key.clone() else {
            continue;
        };

        // Somebody whom Zoom knows by another account is another person, perhaps of the same name.
        let is_guest = stay.participant.person.is_none();
        if is_guest && !stay.uses_host_account && names.contains(&(key(stay), name)) {
            stay.participant.is_host = true;
        }
    }
}

/// Of two people of different names who used the host's account at once, one is the student: the one who came by the
/// link, or else the one who came later.
fn recognise_lent_account(stays: &mut [MeetingStay], claims: &[LessonClaim]) {
    let mut lent = Vec::new();
    for (number, stay) in stays.iter().enumerate() {
        let is_one_of_two = stays
            .iter()
            .any(|other| has_account_of(stay, other) && !came_by_link(other, claims));
        let came_later = stays
            .iter()
            .all(|other| !has_account_of(stay, other) || other.begins_at() < stay.begins_at());

        if is_one_of_two && (came_later || came_by_link(stay, claims)) {
            lent.push(number);
        }
    }

    for number in lent {
        let stay = &mut stays[number];
        stay.participant.is_host = false;
        stay.participant.person = None;
        stay.uses_host_account = true;
    }
}

/// Tells whether both have the host's account, and cannot be one person.
fn has_account_of(stay: &MeetingStay, other: &MeetingStay) -> bool {
    let names = (&stay.participant.name_key, &other.participant.name_key);
    let (Some(name), Some(other_name)) = names else {
        return false;
    };

    let is_same_account = stay.participant.is_host
        && other.participant.is_host
        && stay.participant.person == other.participant.person;
    let overlap = interval(stay).intersection(interval(other));
    let is_long = overlap.is_some_and(|both| both.to - both.from > RECONNECT_OVERLAP);

    key(stay) == key(other) && is_same_account && name != other_name && is_long
}

fn came_by_link(stay: &MeetingStay, claims: &[LessonClaim]) -> bool {
    claims
        .iter()
        .flat_map(|claim| &claim.taps)
        .any(|tap| stay.is_join_after(*tap))
}

fn interval(stay: &MeetingStay) -> Interval {
    Interval {
        from: stay.begins_at(),
        to: stay.gone_by(),
    }
}

/// Tells instances apart.
type MeetingKey = super::meeting_stay::MeetingInstance;

fn key(stay: &MeetingStay) -> MeetingKey {
    stay.instance.clone()
}
