//! In whose name Zoom is asked about a meeting. Zoom tells only those of a meeting to whom it belongs: the app of the
//! account, and the user who hosts it.

use super::ids::TeacherId;

/// In whose name Zoom is asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ZoomAsker {
    /// The school's server-to-server app.
    App,
    /// A teacher who connected Zoom.
    Teacher(TeacherId),
}

/// Whose a meeting is at Zoom, as far as that was heard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeetingOwner {
    /// Zoom's id of the account.
    pub account: Option<String>,
    /// Zoom's id of the user who hosts it.
    pub user: Option<String>,
}

/// A teacher in whose name Zoom can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectedTeacher {
    /// Who.
    pub teacher: TeacherId,
    /// Zoom's id of the user.
    pub user: String,
    /// Zoom's id of the user's account.
    pub account: String,
}

/// In whose names Zoom can be asked at present.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PossibleAskers {
    /// The account of the school's server-to-server app. `None`: it cannot ask.
    pub app: Option<String>,
    /// The teachers.
    pub connected: Vec<ConnectedTeacher>,
}

impl PossibleAskers {
    /// Lists in whose name Zoom may be asked about a lesson of this teacher, likeliest first. Several stand there only
    /// where nobody knows whose the meeting is.
    #[must_use]
    pub fn of_meeting(&self, owner: &MeetingOwner, teacher: &TeacherId) -> Vec<ZoomAsker> {
        if owner.account.is_some() && owner.account == self.app {
            return vec![ZoomAsker::App];
        }

        let of_owner = match &owner.user {
            Some(user) => self.find(|connected| connected.user == *user),
            // Which of the account's users it was is not known: likely the one whose lesson it is.
            None => self.find(|connected| {
                let is_account = |account: &String| *account == connected.account;
                connected.teacher == *teacher && owner.account.as_ref().is_none_or(is_account)
            }),
        };
        let is_certain = owner.account.is_some() || (owner.user.is_some() && of_owner.is_some());
        let app = self.app.as_ref().filter(|_| !is_certain);

        of_owner
            .into_iter()
            .chain(app.map(|_| ZoomAsker::App))
            .collect()
    }

    fn find(&self, is_meant: impl Fn(&ConnectedTeacher) -> bool) -> Option<ZoomAsker> {
        let found = self.connected.iter().find(|connected| is_meant(connected));
        found.map(|connected| ZoomAsker::Teacher(connected.teacher.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> TeacherId {
        TeacherId(name.to_owned())
    }

    fn teacher(name: &str) -> ZoomAsker {
        ZoomAsker::Teacher(id(name))
    }

    fn connected(name: &str, user: &str, account: &str) -> ConnectedTeacher {
        ConnectedTeacher {
            teacher: id(name),
            user: user.to_owned(),
            account: account.to_owned(),
        }
    }

    fn owner(account: &str, user: &str) -> MeetingOwner {
        let known = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        MeetingOwner {
            account: known(account),
            user: known(user),
        }
    }

    #[test]
    fn the_account_decides_and_its_host() {
        let both = PossibleAskers {
            app: Some("school".to_owned()),
            connected: vec![
                connected("ali", "user-1", "own"),
                connected("omar", "user-2", "own"),
                connected("zaid", "user-3", "school"),
            ],
        };
        let only_teachers = PossibleAskers {
            app: None,
            ..both.clone()
        };

        for (owner, whose, with_app, without_app) in [
            // The school's account, whoever hosts.
            (
                owner("school", "user-9"),
                "ali",
                vec![ZoomAsker::App],
                vec![],
            ),
            (
                owner("school", "user-3"),
                "zaid",
                vec![ZoomAsker::App],
                vec![teacher("zaid")],
            ),
            // A lesson in a colleague's meeting: only the colleague sees it.
            (
                owner("own", "user-2"),
                "ali",
                vec![teacher("omar")],
                vec![teacher("omar")],
            ),
            (
                owner("own", ""),
                "ali",
                vec![teacher("ali")],
                vec![teacher("ali")],
            ),
            // The host's account is somebody's whom nobody knows.
            (owner("other", "user-8"), "ali", vec![], vec![]),
            (owner("other", ""), "ali", vec![], vec![]),
            // Only a report told of the host.
            (
                owner("", "user-1"),
                "ali",
                vec![teacher("ali")],
                vec![teacher("ali")],
            ),
            (owner("", "user-8"), "ali", vec![ZoomAsker::App], vec![]),
            // Nothing was ever heard.
            (
                owner("", ""),
                "ali",
                vec![teacher("ali"), ZoomAsker::App],
                vec![teacher("ali")],
            ),
            (owner("", ""), "nobody", vec![ZoomAsker::App], vec![]),
        ] {
            let asked = both.of_meeting(&owner, &id(whose));
            assert_eq!(asked, with_app, "{owner:?} {whose}");
            let asked = only_teachers.of_meeting(&owner, &id(whose));
            assert_eq!(asked, without_app, "{owner:?} {whose}");
        }
    }
}
