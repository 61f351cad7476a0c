//! Whose stay it was: one room may serve one student after the other, and a link is often sent while the lesson
//! before still runs.

use chrono::{DateTime, TimeDelta, Utc};

use super::{LONGEST_STAY, MeetingStay};
use crate::domain::ids::StudentId;

/// What tells a lesson's stays from those of its neighbours in the same meeting.
#[derive(Clone, Debug)]
pub struct LessonClaim {
    /// Whose lesson it is.
    pub student: StudentId,
    /// When the link was sent: nobody comes by it before.
    pub sent_at: DateTime<Utc>,
    /// When the student opened it.
    pub opened_at: Option<DateTime<Utc>>,
    /// When the student tapped the link to Zoom.
    pub taps: Vec<DateTime<Utc>>,
    /// When the student looked at the page again.
    pub looks: Vec<DateTime<Utc>>,
}

/// From a tap on the link until that person is in the meeting.
const COMES_WITHIN: TimeDelta = TimeDelta::seconds(90);
/// Zoom's clock and ours.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::seconds(10);
/// A meeting that ends and begins again within this time is the same lesson (free plans end after 40 minutes).
pub(crate) const REJOIN_WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Nobody comes by a link that is older.
pub const MEETING_SPAN: TimeDelta = TimeDelta::hours(24);

/// Tells for each stay whose lesson it belongs to: the number in `claims`, which come in the order in which they
/// were sent. `None`: the host's, or nobody's.
///
/// A tap on the lesson's own link just before tells it for sure; then the person, where Zoom knows one; then the
/// link that was opened last. Only where none was opened it is the one that was sent last.
#[must_use]
pub fn assign_stays(claims: &[LessonClaim], stays: &[MeetingStay]) -> Vec<Option<usize>> {
    let mut owners: Vec<Option<usize>> = vec![None; stays.len()];
    for (number, stay) in stays.iter().enumerate() {
        if !stay.participant.is_host {
            owners[number] = assign_stay(claims, stays, number, &owners);
        }
    }

    owners
}

fn assign_stay(
    claims: &[LessonClaim],
    stays: &[MeetingStay],
    number: usize,
    owners: &[Option<usize>],
) -> Option<usize> {
    let (stay, before) = (&stays[number], &stays[..number]);
    // Where the coming got lost: somebody who left was there.
    let came = stay.from.or(stay.to)?;
    let latest = came + CLOCKS_DIFFER;
    let open = || {
        let open =
            |claim: &LessonClaim| claim.sent_at <= latest && came < claim.sent_at + MEETING_SPAN;
        claims
            .iter()
            .enumerate()
            .filter(move |(_, claim)| open(claim))
    };

    let tapped = open().filter_map(|(number, claim)| {
        let just_before = |tap: DateTime<Utc>, from: DateTime<Utc>| from - tap <= COMES_WITHIN;
        // A later lesson's student came since: whoever tapped then is not who was there last.
        let is_past = |tap: DateTime<Utc>| {
            let others = before
                .iter()
                .zip(owners)
                .filter(|(_, owner)| owner.is_some_and(|one| one > number));
            others
                .into_iter()
                .any(|(one, _)| one.from.is_some_and(|from| from > tap))
        };

        // A tap after which nobody is known to have come, and not long before the meeting began.
        let unanswered = |tap: DateTime<Utc>| {
            came - tap <= LONGEST_STAY
                && stay
                    .instance
                    .started_at
                    .is_none_or(|began| began - tap <= REJOIN_WINDOW)
                && !is_past(tap)
                && !stays.iter().any(|one| one.continues(tap))
        };

        let fits = |tap: &&DateTime<Utc>| {
            **tap <= latest
                && stay
                    .from
                    .map_or_else(|| unanswered(**tap), |from| just_before(**tap, from))
        };

        Some((*claim.taps.iter().filter(fits).max()?, number))
    });

    if let Some((_, number)) = tapped.max() {
        return Some(number);
    }

    let earlier = || {
        before
            .iter()
            .zip(owners)
            .filter_map(|(one, owner)| Some((one, (*owner)?)))
    };
    let same_person = |one: &MeetingStay| {
        stay.participant.person.is_some() && one.participant.person == stay.participant.person
    };

    if let Some((_, known)) = earlier().rfind(|(one, _)| same_person(one)) {
        let student = claims[known].student;
        let own = || open().filter(|(_, claim)| claim.student == student);
        let opened = own().rfind(|(_, claim)| claim.opened_at.is_some_and(|at| at <= latest));

        return opened
            .or_else(|| own().next_back())
            .map(|(number, _)| number);
    }

    let sent_last = open().next_back()?.0;
    let opened = open()
        .filter_map(|(number, claim)| Some((claim.opened_at.filter(|at| *at <= latest)?, number)));
    let Some((_, opened_last)) = opened.max() else {
        return Some(sent_last);
    };
    // The student who was there last comes again, or, long after, one whose link is known to be sent only.
    let last_seen = earlier()
        .filter(|(_, owner)| *owner == opened_last)
        .map(|(one, _)| one.to.unwrap_or(came))
        .max();

    let is_over = last_seen.is_some_and(|seen| came - seen > REJOIN_WINDOW);
    let other_person = earlier().any(|(one, owner)| {
        owner == opened_last
            && one.participant.person.is_some()
            && stay.participant.person.is_some()
            && !same_person(one)
    });

    Some(if sent_last > opened_last && (is_over || other_person) {
        sent_last
    } else {
        opened_last
    })
}

impl MeetingStay {
    /// Whether somebody but the host came right after a tap.
    pub(crate) fn continues(&self, tap: DateTime<Utc>) -> bool {
        let after = self.from.map(|from| from - tap);
        !self.participant.is_host
            && after.is_some_and(|after| after >= -CLOCKS_DIFFER && after <= COMES_WITHIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attendance::{MeetingInstance, Participant};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + seconds)
    }

    fn claim(student: i64, sent: i64, opened: Option<i64>, taps: &[i64]) -> LessonClaim {
        LessonClaim {
            student: StudentId(student),
            sent_at: at(sent),
            opened_at: opened.map(at),
            taps: taps.iter().map(|tap| at(*tap)).collect(),
            looks: Vec::new(),
        }
    }

    fn stay(from: i64, to: i64, person: Option<&str>) -> MeetingStay {
        let who = Participant {
            connection: from.to_string(),
            person: person.map(Into::into),
            is_host: false,
        };
        MeetingStay {
            participant: who,
            from: Some(at(from)),
            to: Some(at(to)),
            dropped: false,
            instance: MeetingInstance::default(),
        }
    }

    #[test]
    fn who_comes_again_after_the_next_link_was_sent_is_still_the_one_before() {
        let claims = [
            claim(1, 0, Some(50), &[60, 1500]),
            claim(2, 1400, None, &[]),
        ];
        let stays = [
            stay(80, 1490, None),
            stay(1520, 1800, None),
            stay(1900, 2000, None),
        ];

        assert_eq!(assign_stays(&claims, &stays), [Some(0), Some(0), Some(0)]);
        let opened = [claims[0].clone(), claim(2, 1400, Some(1850), &[1880])];
        assert_eq!(assign_stays(&opened, &stays), [Some(0), Some(0), Some(1)]);
    }

    #[test]
    fn a_tap_tells_more_than_the_order() {
        let claims = [
            claim(1, 0, Some(50), &[60, 1950]),
            claim(2, 1400, Some(1900), &[1990]),
        ];
        let stays = [
            stay(80, 1940, None),
            stay(1970, 1985, None),
            stay(2005, 3000, None),
        ];

        assert_eq!(assign_stays(&claims, &stays), [Some(0), Some(0), Some(1)]);
    }

    #[test]
    fn a_known_person_is_found_again_whatever_was_opened() {
        let claims = [
            claim(1, 0, Some(50), &[60]),
            claim(2, 1400, Some(1450), &[]),
        ];
        let stays = [
            stay(80, 1500, Some("r:1")),
            stay(1600, 1700, Some("r:1")),
            stay(1800, 3000, Some("r:2")),
        ];

        assert_eq!(assign_stays(&claims, &stays), [Some(0), Some(0), Some(1)]);
    }

    #[test]
    fn whose_coming_got_lost_tapped_without_anybody_coming() {
        let claims = [
            claim(1, 0, Some(50), &[60]),
            claim(2, 1400, Some(1450), &[1500]),
        ];
        let lost = |to: i64| MeetingStay {
            from: None,
            ..stay(0, to, None)
        };

        assert_eq!(
            assign_stays(&claims, &[lost(1480), stay(1520, 3000, None)]),
            [Some(0), Some(1)]
        );

        assert_eq!(
            assign_stays(&claims, &[stay(80, 1490, None), lost(3000)]),
            [Some(0), Some(1)]
        );
    }

    #[test]
    fn a_tap_long_before_the_meeting_began_brought_nobody_into_it() {
        // The first student tapped on a second device, too.
        let claims = [
            claim(1, 0, Some(50), &[60, 300]),
            claim(2, 3000, Some(3050), &[3060]),
        ];
        let instance = MeetingInstance {
            started_at: Some(at(4000)),
            ended_at: None,
        };
        let lost = MeetingStay {
            from: None,
            instance,
            ..stay(0, 5000, None)
        };
        let stays = [stay(80, 1500, None), stay(3080, 3900, None), lost];

        assert_eq!(assign_stays(&claims, &stays), [Some(0), Some(1), Some(1)]);
    }

    #[test]
    fn a_tap_before_the_next_student_came_brought_nobody_after_that() {
        // One room that stays open, and a second device of the first student.
        let claims = [
            claim(1, 0, Some(50), &[60, 300]),
            claim(2, 1400, Some(1450), &[1500]),
        ];
        let lost = MeetingStay {
            from: None,
            ..stay(0, 5000, None)
        };
        let stays = [stay(80, 1300, None), stay(1520, 3000, None), lost];

        assert_eq!(assign_stays(&claims, &stays), [Some(0), Some(1), Some(1)]);
    }

    #[test]
    fn a_link_that_was_only_sent_gets_who_comes_long_after() {
        let claims = [claim(1, 0, Some(50), &[60]), claim(2, 1400, None, &[])];
        let stays = [stay(80, 1500, None), stay(1500 + 16 * 60, 4000, None)];
        assert_eq!(assign_stays(&claims, &stays), [Some(0), Some(1)]);

        assert_eq!(
            assign_stays(&[claim(1, 5000, None, &[])], &stays),
            [None, None]
        );
    }
}
