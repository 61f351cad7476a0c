//! The accounts of which an administrator is asked whose they are: those that would tell who a lesson's host was.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::assumptions::HOST_OVERLAP;
use super::known_people::KnownPeople;
use super::lesson_evidence::LessonInMeeting;
use super::meeting_stay::MeetingStay;
use super::people_shown::account;
use crate::domain::ledger::Doubt;

/// An account of Zoom around a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountInMeeting {
    /// As [`Participant::person`](super::Participant::person).
    pub account: String,
    /// Whether the meeting belongs to it.
    pub holds_meeting: bool,
    /// When somebody first came with it; `None`: nobody did, or Zoom did not say.
    pub from: Option<DateTime<Utc>>,
    /// When the last of them left; `None`: nobody did, or Zoom did not say.
    pub to: Option<DateTime<Utc>>,
}

impl LessonInMeeting<'_> {
    /// Lists the accounts whose owner would settle these doubts about the lesson. What an administrator has said once
    /// is not asked again.
    pub(super) fn accounts_in_doubt(
        &self,
        doubts: &[Doubt],
        people: &KnownPeople,
    ) -> Vec<AccountInMeeting> {
        let mut accounts: BTreeSet<&str> = BTreeSet::new();
        if doubts.contains(&Doubt::Contested) {
            accounts.extend(self.holders());
        }
        if self.has_unknown_host(doubts) {
            accounts.extend(self.untied_accounts(people));
        }

        accounts
            .into_iter()
            .filter(|account| {
                !people.is_confirmed(account) && !people.is_teacher(account, &self.claim.teacher)
            })
            .map(|account| self.describe_account(account))
            .collect()
    }

    /// Tells whether nobody in the meeting is known to be the teacher, and somebody may be.
    fn has_unknown_host(&self, doubts: &[Doubt]) -> bool {
        let has_host = self.hosts().any(|host| self.is_near(host));

        doubts.contains(&Doubt::UnknownHost) || (doubts.contains(&Doubt::UnknownGuest) && !has_host)
    }

    /// The accounts that the lesson's runs of the meeting belong to.
    fn holders(&self) -> impl Iterator<Item = &str> {
        self.own
            .iter()
            .filter_map(|stay| stay.instance.host.as_deref())
    }

    /// The accounts of those around the lesson who are not known to be its student.
    fn untied_accounts(&self, people: &KnownPeople) -> impl Iterator<Item = &str> {
        let own = self
            .own
            .iter()
            .zip(&self.ties)
            .filter(|(_, tie)| !tie.is_strong())
            .map(|(stay, _)| *stay);
        let others = self
            .unassigned
            .iter()
            .copied()
            .filter(|stay| self.is_near(stay));

        own.chain(others)
            .filter(|stay| !stay.participant.is_assistant)
            .filter_map(account)
            .filter(|account| !people.is_student(account, self.claim.student))
    }

    /// Tells whether somebody's stay lies around those of the lesson.
    fn is_near(&self, other: &MeetingStay) -> bool {
        let mut own = self.own.iter();
        own.any(|stay| other.is_around(stay, HOST_OVERLAP))
    }

    fn describe_account(&self, person: &str) -> AccountInMeeting {
        let stays = || {
            self.stays
                .iter()
                .filter(|stay| account(stay) == Some(person) && self.is_near(stay))
        };

        AccountInMeeting {
            account: person.to_owned(),
            holds_meeting: self.holders().any(|holder| holder == person),
            from: stays().filter_map(|stay| stay.from).min(),
            to: stays().filter_map(|stay| stay.to).max(),
        }
    }
}

/// Returns the account's id as Zoom writes it.
#[must_use]
pub fn account_id(account: &str) -> &str {
    account.strip_prefix("u:").unwrap_or(account)
}

#[cfg(test)]
mod tests;
