//! Whether two stays are of one person, and share time.

use chrono::TimeDelta;

use super::meeting_stay::MeetingStay;
use crate::domain::calendar::Interval;

impl MeetingStay {
    /// Tells whether Zoom gives both the same visit, the same account or the same name.
    pub(super) fn is_same_person(&self, other: &Self) -> bool {
        let (one, two) = (&self.participant, &other.participant);
        let is_same_name = one.name_key.is_some() && one.name_key == two.name_key;

        one.connection == two.connection || self.has_same_account(other) || is_same_name
    }

    /// Tells whether nothing says that the other stay is of somebody else.
    pub(super) fn may_be_of_person(&self, other: &Self) -> bool {
        self.is_same_person(other)
            || !(other.is_like_no_student()
                || self.has_another_account(other)
                || self.has_another_name(other))
    }

    /// Tells whether Zoom knows both people, and by the same account.
    pub(super) fn has_same_account(&self, other: &Self) -> bool {
        self.accounts(other).is_some_and(|(one, two)| one == two)
    }

    /// Tells whether Zoom knows both people, and by different accounts.
    pub(super) fn has_another_account(&self, other: &Self) -> bool {
        self.accounts(other).is_some_and(|(one, two)| one != two)
    }

    /// Tells whether both have a name, and another one.
    pub(super) fn has_another_name(&self, other: &Self) -> bool {
        let names = (&self.participant.name_key, &other.participant.name_key);
        matches!(names, (Some(one), Some(two)) if one != two)
    }

    /// Tells whether it shares time with another stay, or lies within `margin` of it.
    pub(super) fn is_around(&self, other: &Self, margin: TimeDelta) -> bool {
        let ends_before = self.gone_by() < other.begins_at() - margin;
        let begins_after = self.begins_at() > other.gone_by() + margin;

        !ends_before && !begins_after
    }

    /// Returns the seconds that both stays share; `None`: Zoom did not tell one of the ends.
    pub(super) fn shared_seconds(&self, other: &Self) -> Option<i64> {
        let shared = self.interval()?.intersection(other.interval()?);
        Some(shared.map_or(0, Interval::seconds))
    }

    fn accounts<'a>(&'a self, other: &'a Self) -> Option<(&'a str, &'a str)> {
        let one = self.participant.person.as_deref()?;
        Some((one, other.participant.person.as_deref()?))
    }
}
