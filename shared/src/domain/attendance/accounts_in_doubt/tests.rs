//! Which accounts an administrator is asked about.

use chrono::TimeDelta;

use super::*;
use crate::domain::attendance::{
    KnownPerson, LessonClaim, MeetingEvidence, Participant, PersonRole, ZoomEvent, ZoomKind,
};
use crate::domain::ids::{StudentId, TeacherId};

const DOUBTS: [Doubt; 1] = [Doubt::UnknownHost];

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + seconds)
}

fn event(seconds: i64, kind: ZoomKind) -> ZoomEvent {
    ZoomEvent {
        at: at(seconds),
        uuid: "u1".to_owned(),
        host: Some("u:school".to_owned()),
        kind,
    }
}

fn person(connection: &str, account: Option<&str>) -> Participant {
    Participant {
        connection: connection.to_owned(),
        person: account.map(str::to_owned),
        ..Participant::default()
    }
}

/// A substitute from 60 to 2700 s in the meeting of another account, a guest from 120 to 2640 s.
fn substitutes_lesson() -> Vec<ZoomEvent> {
    let substitute = || person("t", Some("u:substitute"));
    vec![
        event(60, ZoomKind::Joined(substitute())),
        event(120, ZoomKind::Joined(person("s", None))),
        event(2640, ZoomKind::Left(person("s", None))),
        event(2700, ZoomKind::Left(substitute())),
    ]
}

fn claim() -> LessonClaim {
    LessonClaim {
        student: StudentId(1),
        teacher: TeacherId("t1".to_owned()),
        sent_at: at(0),
        opened_at: Some(at(90)),
        taps: Vec::new(),
        looks: Vec::new(),
        has_page_story: false,
    }
}

fn accounts(doubts: &[Doubt], known: &[KnownPerson]) -> Vec<String> {
    let people = KnownPeople::new(known.iter().cloned());
    let evidence = MeetingEvidence::new(vec![claim()], &substitutes_lesson(), people);
    let accounts = evidence.accounts_in_doubt(0, doubts);

    accounts.into_iter().map(|one| one.account).collect()
}

fn word(account: &str, role: PersonRole, teacher: &str) -> KnownPerson {
    KnownPerson {
        person: account.to_owned(),
        role,
        session: None,
        student: StudentId(1),
        teacher: TeacherId(teacher.to_owned()),
    }
}

#[test]
fn an_unknown_host_may_be_anybody_who_was_there_with_an_account() {
    assert_eq!(accounts(&DOUBTS, &[]), ["u:substitute"]);
    assert_eq!(accounts(&[Doubt::UnknownGuest], &[]), ["u:substitute"]);
    assert_eq!(accounts(&[Doubt::LostLeave], &[]), [""; 0]);
}

#[test]
fn a_contested_meeting_is_settled_by_the_account_that_it_belongs_to() {
    assert_eq!(accounts(&[Doubt::Contested], &[]), ["u:school"]);
}

#[test]
fn what_is_known_is_not_asked() {
    let students = word("u:substitute", PersonRole::Student, "t1");
    assert_eq!(accounts(&DOUBTS, &[students]), [""; 0]);

    // Also the word that it is another teacher's: the answer stands, whatever follows from it.
    for teacher in ["t1", "t2"] {
        let said = word("u:school", PersonRole::Teacher, teacher);
        assert_eq!(accounts(&[Doubt::Contested], &[said]), [""; 0]);
    }
}

#[test]
fn an_account_is_described_by_when_somebody_was_there_with_it() {
    let evidence =
        MeetingEvidence::new(vec![claim()], &substitutes_lesson(), KnownPeople::default());
    let both = [Doubt::UnknownHost, Doubt::Contested];

    let school = AccountInMeeting {
        account: "u:school".to_owned(),
        holds_meeting: true,
        from: None,
        to: None,
    };
    let substitute = AccountInMeeting {
        account: "u:substitute".to_owned(),
        holds_meeting: false,
        from: Some(at(60)),
        to: Some(at(2700)),
    };
    assert_eq!(evidence.accounts_in_doubt(0, &both), [school, substitute]);
    assert!(evidence.has_account("u:school") && evidence.has_account("u:substitute"));
    assert!(!evidence.has_account("u:stranger"));
}
