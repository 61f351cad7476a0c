use super::*;
use crate::mix::Mix;
use crate::school::Draw;

fn events(only: &str) -> Vec<Webhook> {
    let mix = Mix::parse(include_str!("../../mixes/default.toml"), Some(only)).unwrap();
    let school = School::draw(Draw {
        mix: &mix,
        seed: 3,
        shard: 0,
        lessons: 20,
        connected: 1.0,
    });

    deliveries(&school, &mix.scenarios, 3)
}

fn count(events: &[Webhook], name: &str) -> usize {
    events.iter().filter(|one| one.body.contains(name)).count()
}

#[test]
fn a_meeting_starts_and_ends_and_a_restart_is_another_one() {
    let plain = events("preview_bot");
    assert_eq!(
        (
            count(&plain, "meeting.started"),
            count(&plain, "meeting.ended")
        ),
        (20, 20)
    );

    assert_eq!(count(&plain, "participant_joined"), 40);
    let restarted = events("meeting_restarts");
    assert_eq!(count(&restarted, "meeting.started"), 40);
}

#[test]
fn deliveries_go_wrong_as_asked() {
    assert_eq!(events("webhook_lost").len(), 0);
    assert_eq!(
        count(&events("webhook_left_missing"), "participant_left"),
        0
    );

    assert_eq!(
        events("webhook_twice").len(),
        2 * events("preview_bot").len()
    );
}
