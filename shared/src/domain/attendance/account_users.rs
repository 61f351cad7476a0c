//! Which users of the school's account at Zoom seem to be which teachers. An administrator says whether they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ids::TeacherId;

/// A user of the school's account at Zoom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountUser {
    /// Zoom's id of the user.
    pub id: String,
    /// The name that the user shows.
    pub name: String,
    /// The e-mail address. It is compared, and not kept.
    pub address: Option<String>,
    /// Zoom's type of the user: 1 is free, 2 is licensed.
    pub plan: Option<i64>,
    /// The number of the user's personal meeting.
    pub personal_meeting: Option<String>,
}

/// What the school knows of a teacher that Zoom may know, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeacherAtSchool {
    /// The teacher.
    pub teacher: TeacherId,
    /// E-mail addresses of the teacher.
    pub addresses: Vec<String>,
    /// The numbers of the meetings into which the teacher sent links lately.
    pub meetings: BTreeSet<String>,
}

/// By what a teacher was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundBy {
    /// The same e-mail address.
    Address,
    /// Links into the user's personal meeting, which nobody else sends.
    PersonalMeeting,
}

impl FoundBy {
    /// Returns the stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::PersonalMeeting => "personal_meeting",
        }
    }

    /// Reads the stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        [Self::Address, Self::PersonalMeeting]
            .into_iter()
            .find(|found| found.as_str() == name)
    }
}

/// Finds the teacher of each user, by the user's id.
///
/// Where one sign leads to two teachers it proves nothing; nor where two signs lead to different ones. A teacher may be
/// two users: an own account and the office's.
#[must_use]
pub fn find_teachers_of_users<'a>(
    users: &'a [AccountUser],
    teachers: &'a [TeacherAtSchool],
) -> BTreeMap<&'a str, (&'a TeacherId, FoundBy)> {
    let mut by_address = Signs::default();
    let mut by_meeting = Signs::default();
    for teacher in teachers {
        for address in &teacher.addresses {
            by_address.add(folded(address), &teacher.teacher);
        }
        for meeting in &teacher.meetings {
            by_meeting.add(meeting.clone(), &teacher.teacher);
        }
    }

    let mut found = BTreeMap::new();
    for user in users {
        let address = user.address.as_deref().map(folded);
        let address = address.and_then(|address| by_address.only_teacher(&address));
        let meeting = user.personal_meeting.as_ref();
        let meeting = meeting.and_then(|meeting| by_meeting.only_teacher(meeting));

        let teacher = match (address, meeting) {
            (Some(one), Some(other)) if one != other => None,
            (Some(teacher), _) => Some((teacher, FoundBy::Address)),
            (None, meeting) => meeting.map(|teacher| (teacher, FoundBy::PersonalMeeting)),
        };
        if let Some(teacher) = teacher {
            found.insert(user.id.as_str(), teacher);
        }
    }

    found
}

/// The teachers to whom the signs of one kind lead.
#[derive(Default)]
struct Signs<'a>(BTreeMap<String, BTreeSet<&'a TeacherId>>);

impl<'a> Signs<'a> {
    fn add(&mut self, sign: String, teacher: &'a TeacherId) {
        if !sign.is_empty() {
            self.0.entry(sign).or_default().insert(teacher);
        }
    }

    fn only_teacher(&self, sign: &str) -> Option<&'a TeacherId> {
        let teachers = self.0.get(sign)?;
        let mut teachers = teachers.iter();

        match (teachers.next(), teachers.next()) {
            (Some(teacher), None) => Some(teacher),
            _ => None,
        }
    }
}

/// Addresses are the same whatever their capitals.
fn folded(address: &str) -> String {
    address.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(id: &str, address: &str, personal_meeting: &str) -> AccountUser {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        AccountUser {
            id: id.to_owned(),
            name: String::new(),
            address: text(address),
            plan: None,
            personal_meeting: text(personal_meeting),
        }
    }

    fn teacher(id: &str, address: &str, meeting: &str) -> TeacherAtSchool {
        TeacherAtSchool {
            teacher: TeacherId(id.to_owned()),
            addresses: vec![address.to_owned()],
            meetings: BTreeSet::from([meeting.to_owned()]),
        }
    }

    #[track_caller]
    fn expect(users: &[AccountUser], teachers: &[TeacherAtSchool], expected: &[(&str, &str)]) {
        let found = find_teachers_of_users(users, teachers);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(user, (teacher, _))| (*user, teacher.0.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_address_or_a_personal_meeting_shows_the_teacher() {
        let users = [
            user("u1", " Amina@School.example", ""),
            user("u2", "", "5551234567"),
            user("u3", "guest@school.example", "5550000000"),
        ];
        let teachers = [
            teacher("t1", "amina@school.example", ""),
            teacher("t2", "", "5551234567"),
            teacher("t3", "", ""),
        ];

        expect(&users, &teachers, &[("u1", "t1"), ("u2", "t2")]);
    }

    #[test]
    fn what_two_teachers_share_proves_nothing() {
        let users = [user("u1", "office@school.example", "5551234567")];
        let shared = [
            teacher("t1", "office@school.example", "5551234567"),
            teacher("t2", "office@school.example", "5551234567"),
        ];
        expect(&users, &shared, &[]);

        let contradicting = [
            teacher("t1", "office@school.example", ""),
            teacher("t2", "", "5551234567"),
        ];
        expect(&users, &contradicting, &[]);
    }

    #[test]
    fn nobody_is_found_by_nothing() {
        expect(&[user("u1", "", "")], &[teacher("t1", "", "")], &[]);
    }
}
