use super::*;
use crate::mix::Mix;
use crate::school::Draw;

fn events(only: &str) -> Vec<Webhook> {
    books_of(only).webhooks
}

fn books_of(only: &str) -> ZoomBooks {
    books_of_lessons(only, 20)
}

fn books_of_lessons(only: &str, lessons: usize) -> ZoomBooks {
    let mix = Mix::parse(include_str!("../../mixes/default.toml"), Some(only)).unwrap();
    let school = School::draw(Draw {
        mix: &mix,
        seed: 3,
        shard: 0,
        lessons,
        connected: 1.0,
    });

    books(&school, &mix, 3)
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

#[test]
fn an_account_that_is_disconnected_sends_nothing_for_some_days() {
    let events = |only: &str| {
        let books = books_of_lessons(only, 200);
        let events = books.runs.iter().flat_map(|run| run.events.clone());
        events.collect::<Vec<SentEvent>>()
    };
    let (all, some) = (events("preview_bot"), events("disconnected"));
    let lost: Vec<&SentEvent> = some.iter().filter(|one| one.arrives.is_none()).collect();

    assert_eq!(all.len(), some.len());
    assert!(!lost.is_empty() && lost.len() < all.len());
    assert!(lost.iter().all(|event| !event.logged));
}

#[test]
fn a_list_has_a_row_for_each_room_and_for_the_waiting_room() {
    let rows = |only: &str| books_of(only).runs[0].rows.clone();
    let moved = rows("breakout_moves");
    assert!(moved.iter().any(|row| row.in_room));
    assert!(moved.len() >= 4, "{moved:?}");

    let waited = rows("waiting_room_again");
    let outside = waited.iter().find(|row| row.waits).unwrap();
    let of_student = waited
        .iter()
        .filter(|row| !row.waits && row.name == outside.name);
    assert_eq!(of_student.count(), 2);
}
