//! Each scenario alone, many times, with the bound of its error.
//!
//! `cargo test -p session-tracking --lib scenarios -- --nocapture` prints the worst error of each.

use crate::domain::session::page_messages::histories::check_history;
use crate::domain::session::page_messages::world::{Network, World};

/// A scenario: its name, the bound of its error in words, and what happens.
type Scenario = (&'static str, &'static str, fn(&mut World));

/// A network whose only fault is a delay of up to one second in each direction.
const STEADY: Network = Network {
    delay: 1,
    lost: 0,
    slow: 0,
    doubled: 5,
};

const SCENARIOS: [Scenario; 20] = [
    ("tab closed", "one trip", |world| {
        let page = world.open_for_a_while(false);
        world.close(page);
    }),
    ("reload, then closed", "one trip, and the reload", |world| {
        let page = world.open_for_a_while(false);
        world.close(page);
        world.pass_random(0..=5);
        let page = world.open_for_a_while(false);
        world.close(page);
    }),
    ("renderer crash, the browser tells", "one trip", |world| {
        let page = world.open_for_a_while(false);
        world.crash(page, true);
    }),
    ("crash or kill, nobody tells", "-(H + trip) to 0", |world| {
        let page = world.open_for_a_while(false);
        world.crash(page, false);
    }),
    ("network away, comes back", "one trip", |world| {
        let page = world.open_for_a_while(false);
        world.lose_network(page);
        world.connect(page, true);
        world.pass_random(0..=600);
        world.close(page);
    }),
    (
        "network away, closed offline",
        "-(H + outage) to 0",
        |world| {
            let page = world.open_for_a_while(false);
            world.lose_network(page);
            world.close(page);
        },
    ),
    (
        "End pressed offline, delivered later",
        "one trip",
        |world| {
            let page = world.open_for_a_while(false);
            world.lose_network(page);
            world.finish(page);
            world.pass_random(0..=900);
            world.deliver_finish(page);
        },
    ),
    ("End pressed", "one trip", |world| {
        let page = world.open_for_a_while(false);
        world.finish(page);
        world.deliver_finish(page);
    }),
    ("desktop tab hidden", "one trip", |world| {
        let page = world.open_for_a_while(false);
        world.cover(page, true);
        world.pass_random(0..=4000);
        world.cover(page, false);
        world.close(page);
    }),
    ("phone in Zoom, comes back", "one trip", |world| {
        let page = world.open_for_a_while(true);
        world.go_to_zoom(page);
        let away = world.pass_random(1..=10_000);
        world.come_back(page, away);
        world.close(page);
    }),
    (
        "phone in Zoom, never comes back",
        "the upper value covers it",
        |world| {
            let page = world.open_for_a_while(true);
            world.go_to_zoom(page);
            world.pass_random(1..=10_000);
            world.crash(page, false);
        },
    ),
    ("opened again within G", "0 to the gap", |world| {
        world.close_and_reopen(1..=60)
    }),
    ("opened again after G", "one trip a page", |world| {
        world.close_and_reopen(62..=2000)
    }),
    ("crash, opened again within T", "-H to the gap", |world| {
        let page = world.open_for_a_while(false);
        world.crash(page, false);
        world.pass_random(1..=60);
        let page = world.open_for_a_while(false);
        world.close(page);
    }),
    ("two tabs", "one trip", |world| {
        let pages = [world.open_for_a_while(false), world.open_for_a_while(false)];
        world.close(pages[0]);
        world.pass_random(0..=600);
        world.close(pages[1]);
    }),
    (
        "two tabs, one crashes, the other closes",
        "one trip",
        |world| {
            let pages = [world.open_for_a_while(false), world.open_for_a_while(false)];
            world.crash(pages[0], false);
            world.pass_random(0..=600);
            world.close(pages[1]);
            world.under = 4;
        },
    ),
    ("two tabs, End in one", "one trip", |world| {
        let pages = [world.open_for_a_while(false), world.open_for_a_while(false)];
        world.finish(pages[1]);
        world.deliver_finish(pages[1]);
    }),
    (
        "laptop sleeps longer than T",
        "-H to 0, and the trip at waking",
        |world| {
            let page = world.open_for_a_while(false);
            world.sleep_and_close(page, 91..=5000);
        },
    ),
    ("laptop sleeps for a moment", "the moment counts", |world| {
        let page = world.open_for_a_while(false);
        world.sleep_and_close(page, 1..=60);
    }),
    (
        "no Worker: hidden pages beat once a minute",
        "-(60 s + trip) to 0",
        |world| {
            let page = world.open_with_timer(false, 60);
            world.pass_random(0..=4000);
            world.crash(page, false);
        },
    ),
];

#[test]
fn every_scenario_is_recorded_within_its_bound() {
    println!(
        "| scenario | bound | least error (s) | greatest error (s) | allowed (s) |\n|---|---|---|---|---|"
    );

    for (name, bound, happens) in SCENARIOS {
        let mut errors = Vec::new();
        let mut under = 0;
        let mut over = 0;

        for seed in 0..500 {
            let mut world = World::new(STEADY, seed);
            happens(&mut world);
            let error = check_history(&mut world)
                .unwrap_or_else(|complaint| panic!("{name}, seed {seed}: {complaint}"));

            errors.push(error);
            under = under.max(world.under);
            over = over.max(world.over);
        }

        let least = errors.iter().min().unwrap();
        let greatest = errors.iter().max().unwrap();
        println!("| {name} | {bound} | {least} | {greatest} | -{under} to +{over} |");
    }
}
