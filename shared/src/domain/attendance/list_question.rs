//! When Zoom is asked for its own list of a lesson's participants, and when no more.
//!
//! A list is ready up to half an hour after a meeting, and until then Zoom answers as it does of a meeting in which
//! somebody was alone. So a lesson is asked about at five times: 5, 15 and 35 minutes, 2 hours and a day after its end.
//!
//! - **Both people were seen**, and a join or a leave got lost: there is a list, and the only question is from when on. So
//!   all five times count, and each costs one call.
//! - **One person was seen, or nobody**: then Zoom's silence may be its answer, and says something only once the list
//!   would be ready. So the first time is that after 35 minutes. Whoever waited in vain is asked about twice.
//! - **Two answers that say the same are the last word.** What Zoom lists is an answer at once. That it lists nobody, or
//!   one person, is one only after 35 minutes.
//! - **After the last time the lesson stays as it is.** Zoom's lists do not change after a day, and an error rate of an app
//!   that keeps asking for what there is not is a reason for Zoom to switch it off.
//!
//! A sweep that comes late asks once, not once for each time that went by. A lesson that is complete is never asked about.

use chrono::{DateTime, TimeDelta, Utc};

/// The times after the end of a lesson.
const TIMES: [TimeDelta; 5] = [
    TimeDelta::minutes(5),
    TimeDelta::minutes(15),
    TimeDelta::minutes(35),
    TimeDelta::hours(2),
    TimeDelta::hours(24),
];
/// From then on, silence is an answer: Zoom's documents name 30 minutes for its lists.
const LIST_READY_AFTER: TimeDelta = TimeDelta::minutes(35);
/// Older lessons are asked about by hand only. The school may have paid by them.
pub(crate) const LISTS_ASKED_FOR: TimeDelta = TimeDelta::days(2);

/// How many people of a lesson's meeting Zoom's events told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeopleTold {
    /// Two or more in one run of it.
    Several,
    /// One in each run, or nobody at all.
    OneOrNone,
}

/// Returns when Zoom is asked about a lesson next; `None`: never. `asked_at` is the time of the last question.
#[must_use]
pub fn next_list_question(
    ended_at: DateTime<Utc>,
    told: PeopleTold,
    asked_at: Option<DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    let first = match told {
        PeopleTold::Several => TIMES[0],
        PeopleTold::OneOrNone => LIST_READY_AFTER,
    };
    let Some(asked_at) = asked_at else {
        return Some(ended_at + first);
    };

    TIMES
        .into_iter()
        .filter(|after| *after >= first)
        .map(|after| ended_at + after)
        .find(|at| *at > asked_at)
}

/// Tells whether a lesson that nobody has asked about yet is young enough for it.
#[must_use]
pub fn may_be_asked_about(ended_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now <= ended_at + LISTS_ASKED_FOR
}

/// Tells whether Zoom's silence about a lesson is an answer by now.
#[must_use]
pub fn is_silence_an_answer(ended_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now >= ended_at + LIST_READY_AFTER
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
    }

    /// Asks at each time, `late` seconds after it. Returns the times after the end.
    fn times(told: PeopleTold, late: i64) -> Vec<i64> {
        let mut times = Vec::new();
        let mut asked_at = None;
        while let Some(at) = next_list_question(end(), told, asked_at) {
            let at = at.max(asked_at.unwrap_or(at)) + TimeDelta::seconds(late);
            times.push((at - end()).num_minutes());
            asked_at = Some(at);
        }

        times
    }

    #[test]
    fn a_lesson_is_asked_about_five_times_or_three_and_then_no_more() {
        assert_eq!(times(PeopleTold::Several, 0), [5, 15, 35, 120, 1_440]);
        assert_eq!(times(PeopleTold::OneOrNone, 0), [35, 120, 1_440]);
    }

    #[test]
    fn a_late_sweep_asks_once_for_all_times_that_went_by() {
        let half_an_hour = 30 * 60;
        assert_eq!(
            times(PeopleTold::Several, half_an_hour),
            [35, 150, 1_470],
            "35 is after 5, 15 and 35"
        );
        assert_eq!(times(PeopleTold::Several, 3 * 24 * 60 * 60).len(), 1);
    }

    #[test]
    fn silence_says_something_once_the_list_would_be_ready() {
        assert!(!is_silence_an_answer(end(), end() + TimeDelta::minutes(30)));
        assert!(is_silence_an_answer(end(), end() + TimeDelta::minutes(35)));
    }

    #[test]
    fn lessons_of_the_day_before_yesterday_are_asked_about_by_hand() {
        assert!(may_be_asked_about(end(), end() + TimeDelta::hours(48)));
        assert!(!may_be_asked_about(end(), end() + TimeDelta::hours(49)));
    }
}
