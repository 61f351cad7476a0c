//! Thousands of histories with a known truth: the recorded time lies within the bound of the true time.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::domain::presence::Timeline;
use crate::domain::session::example::parameters;
use crate::domain::session::page_messages::world::{H, Network, World};

/// Checks a history that is over. Returns the error of the recorded time, in seconds.
pub(crate) fn check_history(world: &mut World) -> Result<i64, String> {
    let truth = world.true_seconds();
    let (session, ledger, slow) = world.record();
    let presence = session.presence().cloned().ok_or("not opened")?;
    let figures = session.figures(&parameters()).ok_or("no figures")?;
    let timeline = Timeline::of(&presence, &ledger, &parameters());

    // The figures are capped; the time on the page is not.
    let error = presence.seconds() - truth;
    let most = parameters().away.num_seconds();
    let mut keys: Vec<_> = ledger.iter().map(|evidence| &evidence.dedupe_key).collect();
    keys.sort();
    keys.dedup();

    let demands = [
        (
            -world.under <= error && error <= world.over + slow,
            "the error is not allowed",
        ),
        (
            timeline.uncounted_seconds() == presence.uncounted_seconds,
            "the row's uncounted time is not the ledger's",
        ),
        (
            timeline.away_seconds() == presence.away_seconds,
            "the row's time away is not the ledger's",
        ),
        (
            figures.seconds == presence.seconds().min(most),
            "the figure is not the time on the page",
        ),
        (
            0 <= figures.low_seconds
                && figures.low_seconds <= figures.seconds
                && figures.seconds <= figures.high_seconds,
            "the band does not hold the figure",
        ),
        (
            truth <= figures.high_seconds + world.under.min(H + 4),
            "the truth lies above the band",
        ),
        (
            figures.low_seconds <= truth + world.over + slow,
            "the truth lies below the band",
        ),
        (
            world.replay(&session) == session,
            "the same messages once more change something",
        ),
        (keys.len() == ledger.len(), "two entries share a key"),
    ];

    match demands.iter().find(|(holds, _)| !holds) {
        None => Ok(error),
        Some((_, complaint)) => Err(format!(
            "{complaint}: error {error}, allowed -{} to {}, truth {truth}, {figures:?}\n{presence:#?}\n{timeline:#?}\n{ledger:#?}",
            world.under,
            world.over + slow
        )),
    }
}

/// What may happen next to a page.
#[derive(Clone, Copy, Debug)]
enum Event {
    Open,
    Close,
    Crash { browser_reports: bool },
    Sleep(i64),
    Cover(bool),
    Disconnect(i64),
    Zoom(i64),
}

/// Draws events, each with the seconds before it and a number that chooses its page.
fn events() -> impl Strategy<Value = Vec<(i64, u8, Event)>> {
    let wait = prop_oneof![0..5_i64, 25..35_i64, 55..65_i64, 85..95_i64, 0..4_000_i64];
    let event = prop_oneof![
        3 => Just(Event::Open),
        3 => Just(Event::Close),
        1 => any::<bool>().prop_map(|browser_reports| Event::Crash { browser_reports }),
        2 => wait.clone().prop_map(Event::Sleep),
        2 => any::<bool>().prop_map(Event::Cover),
        2 => wait.clone().prop_map(Event::Disconnect),
        2 => (1..9_000_i64).prop_map(Event::Zoom),
    ];

    proptest::collection::vec((wait, any::<u8>(), event), 1..12)
}

/// Lets an event happen to one of the loaded pages, if it can.
fn play_event(world: &mut World, choice: u8, event: Event) {
    let loaded: Vec<usize> = (0..world.pages.len())
        .filter(|&page| world.pages[page].exists)
        .collect();
    let page = loaded
        .get(usize::from(choice) % loaded.len().max(1))
        .copied();

    match (event, page) {
        (Event::Open, _) if world.pages.len() < 8 => {
            world.open(choice.is_multiple_of(3));
        }
        (Event::Close, Some(page)) => world.close(page),
        (Event::Crash { browser_reports }, Some(page)) => world.crash(page, browser_reports),
        (Event::Sleep(seconds), Some(page)) => {
            world.sleep(page);
            world.pass(seconds);
            world.wake(page, seconds);
        }
        (Event::Cover(covered), Some(page)) if !choice.is_multiple_of(3) => {
            world.cover(page, covered);
        }
        (Event::Disconnect(seconds), Some(page)) => {
            world.connect(page, false);
            world.pass(seconds);
            world.connect(page, true);
        }
        (Event::Zoom(seconds), Some(page)) if world.pages[page].phone => {
            world.go_to_zoom(page);
            world.pass(seconds);
            world.come_back(page, seconds);

            // Nobody leaves again before the page has had a chance to report that it is back.
            world.pass(2 * H);
        }
        (
            Event::Open
            | Event::Close
            | Event::Crash { .. }
            | Event::Sleep(_)
            | Event::Cover(_)
            | Event::Disconnect(_)
            | Event::Zoom(_),
            _,
        ) => {}
    }
}

/// Ends a history: by "End session" on a loaded page, or by closing all pages.
fn end_history(world: &mut World, finish: bool) {
    let loaded: Vec<usize> = (0..world.pages.len())
        .filter(|&page| world.pages[page].exists)
        .collect();

    match loaded.first() {
        Some(&page) if finish => {
            world.finish(page);
            world.deliver_finish(page);
        }
        Some(_) | None => {
            for page in loaded {
                world.close(page);
            }
        }
    }
}

proptest! {
    // The same histories each time; PROPTEST_RNG_SEED and PROPTEST_CASES look further.
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(4), ..ProptestConfig::with_cases(4_000) })]

    /// Whatever happens in whatever order, with messages lost, late, twice and out of order: the recorded time is never
    /// more than the truth plus the bound and never less than the truth minus the bound, and the row agrees with the
    /// ledger.
    #[test]
    fn no_history_leaves_its_bound(
        events in events(), seed: u64, finish: bool, lost in 0..8_u8, slow in 0..5_u8, doubled in 0..30_u8,
    ) {
        let mut world = World::new(Network { delay: 2, lost, slow, doubled }, seed);
        world.open(seed.is_multiple_of(3));

        for (wait, choice, event) in events {
            world.pass(wait);
            play_event(&mut world, choice, event);
        }

        world.pass(40);
        end_history(&mut world, finish);

        // The same history in two orders of arrival.
        for _ in 0..2 {
            if let Err(complaint) = check_history(&mut world) {
                prop_assert!(false, "{}", complaint);
            }
        }
    }
}
