//! Random lessons in any order, and with events lost.

use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;

use super::*;

/// A lesson with 1 to 4 stays of the student, and what was lost of it.
fn histories() -> impl Strategy<Value = (Vec<ZoomEvent>, i64, Vec<bool>)> {
    let stays = prop::collection::vec((5_i64..900, 30_i64..2_000), 1..4);
    (
        stays,
        0_i64..120,
        0_i64..120,
        prop::collection::vec(prop::bool::weighted(0.1), 12),
    )
        .prop_map(|(stays, before, behind, lost)| {
            let (mut time, mut truth) = (100, 0);
            let (mut events, first) = (Vec::new(), 100);

            for (index, (gap, length)) in stays.into_iter().enumerate() {
                time += if index == 0 { 0 } else { gap };
                let who = person(&format!("s{index}"), false);
                events.push(event(time, ZoomKind::Joined(who.clone())));
                time += length;
                events.push(event(time, ZoomKind::Left(who)));
                truth += length;
            }

            events.push(event(first - before, ZoomKind::Joined(person("h", true))));
            events.push(event(time + behind, ZoomKind::Left(person("h", true))));
            events.push(event(first - before, ZoomKind::Started));
            events.push(event(time + behind, ZoomKind::Ended));

            (events, truth, lost)
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn order_and_repetition_change_nothing((events, truth, _) in histories(), seed in any::<u64>()) {
        let expected = estimate(&events);
        prop_assert_eq!(expected.figures.seconds, truth);
        let mut shuffled = [events.clone(), events].concat();

        shuffled.shuffle(&mut SmallRng::seed_from_u64(seed));
        prop_assert_eq!(estimate(&shuffled), expected);
    }

    #[test]
    fn the_band_holds_the_truth_whatever_is_lost((events, truth, lost) in histories()) {
        // The host's own events and the meeting's come; any of the student's may be lost.
        let is_student = |event: &ZoomEvent| matches!(&event.kind, ZoomKind::Joined(who) | ZoomKind::Left(who) if !who.is_host);
        let mut student = 0;
        let kept: Vec<ZoomEvent> = events
            .into_iter()
            .filter(|one| {
                student += usize::from(is_student(one));
                !(is_student(one) && lost[student - 1])
            })
            .collect();

        if let Some(estimate) = estimate_with(&kept, None, &[]) {
            let (seconds, low, high, _) = figures(&estimate);
            prop_assert!(low <= seconds && seconds <= high, "{:?}", estimate);
            prop_assert!(estimate.together_seconds <= seconds);

            // A stay of which nothing is left cannot be known of; one of which a part is left is within the band.
            let nothing_left = (0..student / 2).any(|stay| lost[2 * stay] && lost[2 * stay + 1]);
            if !nothing_left {
                prop_assert!(low <= truth && truth <= high, "{} not in {} to {}", truth, low, high);
            }
        }
    }
}
