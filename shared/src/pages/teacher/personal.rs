//! A teacher's personal links, with the numbers of their meetings as far as they are known.

use std::collections::BTreeMap;

use super::session::TodaysSession;
use crate::domain::PersonalMeeting;

/// A personal link of a teacher.
#[derive(Debug)]
pub(crate) struct PersonalLink {
    /// As in `zoom.us/my/NAME`.
    pub(crate) name: String,
    /// The number of its meeting; empty: not known.
    pub(crate) number: String,
}

/// Lists the links of which the teacher said the number, and those of today's sessions.
pub(crate) fn personal_links(
    said: Vec<PersonalMeeting>,
    sessions: &[TodaysSession],
) -> Vec<PersonalLink> {
    let mut numbers: BTreeMap<String, String> = BTreeMap::new();
    for name in sessions
        .iter()
        .filter_map(|session| session.personal.clone())
    {
        numbers.insert(name, String::new());
    }
    for meeting in said {
        numbers.insert(meeting.name, meeting.number);
    }

    numbers
        .into_iter()
        .map(|(name, number)| PersonalLink { name, number })
        .collect()
}
