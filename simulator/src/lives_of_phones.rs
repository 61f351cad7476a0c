//! A phone's page: the system stops it as soon as Zoom is in front.

use crate::dice::Dice;
use crate::lesson::{Act, Flags, PageLife};
use crate::lives::{Story, in_order};
use crate::spans::{HOUR, MINUTE, Millis, SECOND, Spans};

/// How soon a system stops a page that is covered.
#[derive(Clone, Copy)]
struct Stops {
    least: Millis,
    most: Millis,
}

const IPHONE: Stops = Stops {
    least: 2 * SECOND,
    most: 30 * SECOND,
};
/// Chrome freezes covered pages after a minute.
const ANDROID: Stops = Stops {
    least: 45 * SECOND,
    most: 75 * SECOND,
};

/// The student's page on a phone, and the one that is loaded instead when it is gone.
pub fn main(dice: &mut Dice, story: Story<'_>, flags: &mut Flags) -> Vec<PageLife> {
    let school = &story.mix.school;
    let stops = if dice.chance(school.iphones) {
        IPHONE
    } else {
        ANDROID
    };
    let same_tab = dice.chance(school.same_tab);
    let killed = dice.chance(story.mix.scenarios.crash);
    if killed {
        flags.insert("crash");
    }

    let leaves = story.there.means.1;
    let mut acts = Vec::new();
    to_zoom(dice, &mut acts, story.taps, same_tab, stops);
    let gone = same_tab || killed;

    let mut reopened = Vec::new();
    for pause in story.there.pauses.iter().filter(|pause| pause.by_page) {
        let taps = pause.to - dice.between(5 * SECOND, 10 * SECOND);
        let looks = if gone {
            dice.between(5 * SECOND, 40 * SECOND)
        } else {
            2 * SECOND
        };
        let back = (pause.from + looks).min(taps - 2 * SECOND);
        if back <= story.taps + 10 * SECOND || back <= pause.from {
            continue;
        }

        if gone {
            let mut acts = Vec::new();
            to_zoom(dice, &mut acts, taps, same_tab, stops);
            reopened.push((back, acts));
        } else {
            acts.extend([(back, Act::Thaw), (back + 100, Act::Show)]);
            to_zoom(dice, &mut acts, taps, false, stops);
        }
    }

    let returns = dice.chance(story.mix.scenarios.phone_returns);
    let prompt = dice.chance(school.prompt);
    let takes = if prompt {
        (2 * SECOND, 25 * SECOND)
    } else {
        (25 * SECOND, 5 * MINUTE)
    };
    let back = (leaves + dice.between(takes.0, takes.1)).max(story.taps + MINUTE);

    let farewell = after_class(dice, story, back, stops);
    if returns {
        flags.insert("phone_returns");
    }

    let page = |opens, acts| PageLife {
        opens,
        phone: true,
        worker: true,
        offline: Spans::default(),
        acts,
    };

    let reopened = reopened.into_iter().map(|(opens, mut acts)| {
        acts.push((leaves + 3 * HOUR, Act::Die));
        in_order(page(opens, acts))
    });
    let reopened: Vec<PageLife> = reopened.collect();
    let pages = match (returns, gone) {
        (true, false) => {
            acts.extend([(back, Act::Thaw), (back + 100, Act::Show)]);
            acts.extend(farewell);
            vec![in_order(page(story.opens, acts))]
        }
        (true, true) => {
            acts.push((back - 500, Act::Die));
            vec![
                in_order(page(story.opens, acts)),
                in_order(page(back, farewell)),
            ]
        }
        (false, _) => {
            acts.push((leaves + 3 * HOUR, Act::Die));
            vec![in_order(page(story.opens, acts))]
        }
    };

    pages.into_iter().chain(reopened).collect()
}

/// The tap that takes the phone to Zoom.
fn to_zoom(
    dice: &mut Dice,
    acts: &mut Vec<(Millis, Act)>,
    at: Millis,
    same_tab: bool,
    stops: Stops,
) {
    acts.push((at, Act::TapZoom { same_tab }));
    let hidden = at + dice.between(300, 1500);
    let frozen = hidden + dice.between(stops.least, stops.most);

    if !same_tab {
        acts.extend([(hidden, Act::Hide), (frozen, Act::Freeze)]);
    }
}

/// What is done with a page that is in front after class.
fn after_class(
    dice: &mut Dice,
    story: Story<'_>,
    back: Millis,
    stops: Stops,
) -> Vec<(Millis, Act)> {
    let mut acts = Vec::new();
    if dice.chance(story.mix.school.ends_by_button) {
        acts.push((back + dice.between(2 * SECOND, 10 * SECOND), Act::PressEnd));
    }

    let turns = back + dice.between(12 * SECOND, MINUTE);
    if dice.chance(story.mix.school.phone_closes_after_return) {
        acts.push((turns, Act::Close));
    } else {
        let frozen = turns + dice.between(stops.least, stops.most);
        acts.extend([
            (turns, Act::Hide),
            (frozen, Act::Freeze),
            (frozen + HOUR, Act::Die),
        ]);
    }

    acts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attendance::{self, Plan};
    use crate::mix::Mix;

    #[test]
    fn a_phone_that_returns_is_stopped_in_between() {
        let mix = Mix::parse(include_str!("../mixes/default.toml"), Some("phone_returns")).unwrap();
        for seed in 0..100 {
            let (mut dice, mut flags) = (Dice::new(seed, 0), Flags::new());
            let plan = Plan {
                begins: 0,
                ends: 45 * MINUTE,
                free_from: -HOUR,
            };
            let there = attendance::draw(&mut dice, &mix, plan, true, &mut flags);
            let taps = there.means.0 - 20 * SECOND;

            let story = Story {
                mix: &mix,
                there: &there,
                opens: taps - 20 * SECOND,
                taps,
            };
            let pages = main(&mut dice, story, &mut flags);
            let acts: Vec<Act> = pages[0].acts.iter().map(|(_, act)| *act).collect();

            assert!(
                flags.contains("phone_returns") && pages[0].acts.is_sorted_by_key(|(at, _)| *at)
            );

            assert!(pages.len() == 2 || acts.contains(&Act::Thaw), "{acts:?}");
        }
    }
}
