use super::*;
use crate::mix::Mix;

const MIX: &str = include_str!("../../mixes/first.toml");

fn school(only: &str) -> School {
    let mix = Mix::parse(MIX, Some(only)).unwrap();
    drawn(&mix)
}

fn drawn(mix: &Mix) -> School {
    School::draw(Draw {
        mix,
        seed: 11,
        shard: 1,
        lessons: 60,
        connected: 1.0,
    })
}

fn twisted<'a>(school: &'a School, name: &str) -> Vec<&'a TrueLesson> {
    let lessons = school.lessons.iter();
    let twisted: Vec<_> = lessons.filter(|one| one.flags.contains(name)).collect();
    assert!(twisted.len() > 50, "{name}: {}", twisted.len());

    twisted
}

#[test]
fn a_mix_without_any_is_left_alone() {
    let mix = Mix::parse(MIX, None).unwrap();
    let twists = |one: &TrueLesson| format!("{:?}", one.twists);
    let plain = format!("{:?}", Twists::default());

    assert!(drawn(&mix).lessons.iter().all(|one| twists(one) == plain));
}

#[test]
fn who_else_is_there_changes_no_truth() {
    let plain = school("webhook_twice");
    let attended = |school: &School| {
        let lessons = school.lessons.iter();
        lessons.map(TrueLesson::attended).collect::<Vec<_>>()
    };

    for name in [
        "alternative_host",
        "lent_host_account",
        "note_taking_bot",
        "teacher_device",
        "sibling",
        "null_fields",
        "breakout_moves",
        "reconnect_overlaps",
        "phone_and_computer",
        "late_link",
        "wrong_zone_report",
    ] {
        let odd = school(name);
        twisted(&odd, name);
        assert_eq!(attended(&odd), attended(&plain), "{name}");
    }
}

#[test]
fn bystanders_are_inside_the_class() {
    for name in ["note_taking_bot", "teacher_device", "sibling"] {
        let school = school(name);

        for lesson in twisted(&school, name) {
            let [one] = &lesson.twists.bystanders[..] else {
                panic!("{name}: {:?}", lesson.twists);
            };
            let class = &lesson.teacher_in;

            assert!(one.from < one.to, "{one:?}");
            assert!(class.start().unwrap() <= one.from, "{one:?} {class:?}");
            assert!(one.to <= class.end().unwrap(), "{one:?} {class:?}");
        }
    }
}

#[test]
fn a_wait_outside_is_no_class() {
    let (plain, waiting) = (school("webhook_twice"), school("waiting_room_again"));
    let pairs = plain.lessons.iter().zip(&waiting.lessons);

    for (inside, outside) in pairs {
        let less = inside.attended().length() - outside.attended().length();
        assert!((1..=4 * 60_000).contains(&less), "{less}");
    }
}

#[test]
fn a_room_belongs_to_one_account() {
    let school = drawn(&Mix::parse(include_str!("../../mixes/accounts.toml"), None).unwrap());

    for pair in school.lessons.windows(2) {
        let same = pair[0].meeting == pair[1].meeting;
        assert!(!same || pair[0].twists.host == pair[1].twists.host);
    }
}

#[test]
fn a_late_link_is_sent_when_both_are_there() {
    for lesson in twisted(&school("late_link"), "late_link") {
        let begins = lesson.attended().start().max(lesson.teacher_in.start());
        assert!(Some(lesson.sent) > begins, "{lesson:?}");
        assert!(lesson.pages.iter().all(|page| page.opens > lesson.sent));
    }
}
