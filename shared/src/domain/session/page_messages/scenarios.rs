//! Each scenario alone, many times, with the bound of what may be recorded.
//!
//! `cargo test -p session-tracking --lib scenarios -- --nocapture` prints the worst error of each.

use crate::domain::session::page_messages::histories::check;
use crate::domain::session::page_messages::world::{Network, World};

/// A scenario: its name, its bound in words, and what happens.
type Scenario = (&'static str, &'static str, fn(&mut World));

/// One second of network in each direction, as the only trouble.
const STEADY: Network = Network {
    delay: 1,
    lost: 0,
    slow: 0,
    doubled: 5,
};

const SCENARIOS: [Scenario; 20] = [
    ("tab closed", "one trip", |world| {
        let page = opened(world, false);
        world.close(page);
    }),
    ("reload, then closed", "one trip, and the reload", |world| {
        let page = opened(world, false);
        world.close(page);
        let reload = world.random(0..=5);

        world.pass(reload);
        let page = opened(world, false);
        world.close(page);
    }),
    ("renderer crash, the browser tells", "one trip", |world| {
        let page = opened(world, false);
        world.crash(page, true);
    }),
    ("crash or kill, nobody tells", "-(H + trip) to 0", |world| {
        let page = opened(world, false);
        world.crash(page, false);
    }),
    ("network away, comes back", "one trip", |world| {
        let page = opened(world, false);
        outage(world, page);
        world.connect(page, true);
        let more = world.random(0..=600);

        world.pass(more);
        world.close(page);
    }),
    (
        "network away, closed offline",
        "-(H + outage) to 0",
        |world| {
            let page = opened(world, false);
            outage(world, page);
            world.close(page);
        },
    ),
    (
        "End pressed offline, delivered later",
        "one trip",
        |world| {
            let page = opened(world, false);
            outage(world, page);
            world.finish(page);
            let wait = world.random(0..=900);

            world.pass(wait);
            world.deliver_finish(page);
        },
    ),
    ("End pressed", "one trip", |world| {
        let page = opened(world, false);
        world.finish(page);
        world.deliver_finish(page);
    }),
    ("desktop tab hidden", "one trip", |world| {
        let page = opened(world, false);
        world.cover(page, true);
        let hidden = world.random(0..=4000);

        world.pass(hidden);
        world.cover(page, false);
        world.close(page);
    }),
    ("phone in Zoom, comes back", "one trip", |world| {
        let page = opened(world, true);
        world.go_to_zoom(page);
        let away = world.random(1..=10_000);

        world.pass(away);
        world.come_back(page, away);
        world.close(page);
    }),
    (
        "phone in Zoom, never comes back",
        "the upper value covers it",
        |world| {
            let page = opened(world, true);
            world.go_to_zoom(page);
            let away = world.random(1..=10_000);

            world.pass(away);
            world.crash(page, false);
        },
    ),
    ("opened again within G", "0 to the gap", |world| {
        reopened(world, 1..=60)
    }),
    ("opened again after G", "one trip a page", |world| {
        reopened(world, 62..=2000)
    }),
    ("crash, opened again within T", "-H to the gap", |world| {
        let page = opened(world, false);
        world.crash(page, false);
        let gap = world.random(1..=60);

        world.pass(gap);
        let page = opened(world, false);
        world.close(page);
    }),
    ("two tabs", "one trip", |world| {
        let pages = [opened(world, false), opened(world, false)];
        world.close(pages[0]);
        let more = world.random(0..=600);

        world.pass(more);
        world.close(pages[1]);
    }),
    (
        "two tabs, one crashes, the other closes",
        "one trip",
        |world| {
            let pages = [opened(world, false), opened(world, false)];
            world.crash(pages[0], false);
            let more = world.random(0..=600);

            world.pass(more);
            world.close(pages[1]);
            world.under = 4;
        },
    ),
    ("two tabs, End in one", "one trip", |world| {
        let pages = [opened(world, false), opened(world, false)];
        world.finish(pages[1]);
        world.deliver_finish(pages[1]);
    }),
    (
        "laptop sleeps longer than T",
        "-H to 0, and the trip at waking",
        |world| {
            let page = opened(world, false);
            asleep(world, page, 91..=5000);
        },
    ),
    ("laptop sleeps for a moment", "the moment counts", |world| {
        let page = opened(world, false);
        asleep(world, page, 1..=60);
    }),
    (
        "no Worker: hidden pages beat once a minute",
        "-(60 s + trip) to 0",
        |world| {
            let page = world.open_ticking(false, 60);
            let open = world.random(0..=4000);
            world.pass(open);
            world.crash(page, false);
        },
    ),
];

fn opened(world: &mut World, phone: bool) -> usize {
    let page = world.open(phone);
    let open = world.random(0..=4000);
    world.pass(open);

    page
}

fn outage(world: &mut World, page: usize) {
    world.connect(page, false);
    let outage = world.random(1..=2000);
    world.pass(outage);
}

fn reopened(world: &mut World, gap: std::ops::RangeInclusive<i64>) {
    let page = opened(world, false);
    world.close(page);
    let gap = world.random(gap);

    world.pass(gap);
    let page = opened(world, false);
    world.close(page);
}

fn asleep(world: &mut World, page: usize, sleep: std::ops::RangeInclusive<i64>) {
    world.sleep(page);
    let slept = world.random(sleep);
    world.pass(slept);
    world.wake(page, slept);

    let more = world.random(0..=600);
    world.pass(more);
    world.close(page);
}

#[test]
fn every_scenario_is_recorded_within_its_bound() {
    println!(
        "| scenario | bound | least error (s) | greatest error (s) | allowed (s) |\n|---|---|---|---|---|"
    );

    for (name, bound, happens) in SCENARIOS {
        let (mut least, mut greatest, mut allowed) = (i64::MAX, i64::MIN, (0, 0));
        for seed in 0..500 {
            let mut world = World::new(STEADY, seed);
            happens(&mut world);
            let error =
                check(&mut world).unwrap_or_else(|wrong| panic!("{name}, seed {seed}: {wrong}"));

            (least, greatest) = (least.min(error), greatest.max(error));
            allowed = (allowed.0.max(world.under), allowed.1.max(world.over));
        }

        println!(
            "| {name} | {bound} | {least} | {greatest} | -{} to +{} |",
            allowed.0, allowed.1
        );
    }
}
