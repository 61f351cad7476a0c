//! A phone's page: the system stops it as soon as Zoom is in front.
//!
//! The order of the draws is part of every figure: another order gives other lessons for the same seed.

use super::page_life::{LifeInputs, in_order};
use crate::dice::Dice;
use crate::lesson::{Act, Flags, PageLife};
use crate::spans::{HOUR, MINUTE, Millis, SECOND, Spans};

/// The time after which a system stops a page that is covered.
#[derive(Clone, Copy)]
struct StopDelay {
    least: Millis,
    most: Millis,
}

const IPHONE: StopDelay = StopDelay {
    least: 2 * SECOND,
    most: 30 * SECOND,
};
/// Chrome freezes covered pages after a minute.
const ANDROID: StopDelay = StopDelay {
    least: 45 * SECOND,
    most: 75 * SECOND,
};

type Acts = Vec<(Millis, Act)>;

/// The phone, and what it does with a page that Zoom replaces.
#[derive(Clone, Copy)]
struct Phone {
    stops: StopDelay,
    /// Zoom's page is loaded in the tracking page's tab.
    same_tab: bool,
    /// The tracking page is gone when the student returns.
    gone: bool,
}

/// Draws the student's page on a phone, and the pages that are loaded instead when it is gone.
pub(super) fn pages(dice: &mut Dice, inputs: LifeInputs<'_>, flags: &mut Flags) -> Vec<PageLife> {
    let phone = Phone::draw(dice, inputs, flags);
    let mut acts = Acts::new();
    phone.tap_zoom(dice, &mut acts, inputs.taps);

    let reopened = rejoin(dice, inputs, phone, &mut acts);

    let returns = dice.chance(inputs.mix.scenarios.phone_returns);
    let back = return_time(dice, inputs);
    let farewell = after_class(dice, inputs, back, phone.stops);
    if returns {
        flags.insert("phone_returns");
    }

    let forgotten = inputs.leaves() + 3 * HOUR;
    let pages = match (returns, phone.gone) {
        (true, false) => {
            acts.extend(comes_in_front(back));
            acts.extend(farewell);
            vec![page(inputs.opens, acts)]
        }
        (true, true) => {
            acts.push((back - 500, Act::Die));
            vec![page(inputs.opens, acts), page(back, farewell)]
        }
        (false, _) => {
            acts.push((forgotten, Act::Die));
            vec![page(inputs.opens, acts)]
        }
    };

    let reopened = reopened.into_iter().map(|(opens, mut acts)| {
        acts.push((forgotten, Act::Die));
        page(opens, acts)
    });

    pages.into_iter().chain(reopened).collect()
}

fn page(opens: Millis, acts: Acts) -> PageLife {
    in_order(PageLife {
        opens,
        phone: true,
        worker: true,
        offline: Spans::default(),
        acts,
    })
}

fn comes_in_front(at: Millis) -> [(Millis, Act); 2] {
    [(at, Act::Thaw), (at + 100, Act::Show)]
}

impl Phone {
    fn draw(dice: &mut Dice, inputs: LifeInputs<'_>, flags: &mut Flags) -> Self {
        let school = &inputs.mix.school;
        let stops = if dice.chance(school.iphones) {
            IPHONE
        } else {
            ANDROID
        };

        let same_tab = dice.chance(school.same_tab);
        let killed = dice.chance(inputs.mix.scenarios.crash);
        if killed {
            flags.insert("crash");
        }

        Self {
            stops,
            same_tab,
            gone: same_tab || killed,
        }
    }

    /// The tap that takes the phone to Zoom.
    fn tap_zoom(self, dice: &mut Dice, acts: &mut Acts, at: Millis) {
        acts.push((
            at,
            Act::TapZoom {
                same_tab: self.same_tab,
            },
        ));
        let hidden = at + dice.between(300, 1500);
        let frozen = hidden + dice.between(self.stops.least, self.stops.most);

        if !self.same_tab {
            acts.extend([(hidden, Act::Hide), (frozen, Act::Freeze)]);
        }
    }
}

/// After each pause the student comes back by the page, or loads it anew where it is gone. Returns when pages were
/// loaded anew, and what happens to them.
fn rejoin(
    dice: &mut Dice,
    inputs: LifeInputs<'_>,
    phone: Phone,
    acts: &mut Acts,
) -> Vec<(Millis, Acts)> {
    let mut reopened = Vec::new();
    let pauses = inputs.attendance.pauses.iter();

    for pause in pauses.filter(|pause| pause.by_page) {
        let taps = pause.to - dice.between(5 * SECOND, 10 * SECOND);
        let looks = if phone.gone {
            dice.between(5 * SECOND, 40 * SECOND)
        } else {
            2 * SECOND
        };

        let back = (pause.from + looks).min(taps - 2 * SECOND);
        if back <= inputs.taps + 10 * SECOND || back <= pause.from {
            continue;
        }

        if phone.gone {
            let mut acts = Acts::new();
            phone.tap_zoom(dice, &mut acts, taps);
            reopened.push((back, acts));
        } else {
            acts.extend(comes_in_front(back));
            phone.tap_zoom(dice, acts, taps);
        }
    }

    reopened
}

/// Draws when the student looks at the page again after class.
fn return_time(dice: &mut Dice, inputs: LifeInputs<'_>) -> Millis {
    let (least, most) = if dice.chance(inputs.mix.school.prompt) {
        (2 * SECOND, 25 * SECOND)
    } else {
        (25 * SECOND, 5 * MINUTE)
    };

    (inputs.leaves() + dice.between(least, most)).max(inputs.taps + MINUTE)
}

/// Draws what the student does with a page that is in front after class.
fn after_class(dice: &mut Dice, inputs: LifeInputs<'_>, back: Millis, stops: StopDelay) -> Acts {
    let mut acts = Acts::new();
    if dice.chance(inputs.mix.school.ends_by_button) {
        acts.push((back + dice.between(2 * SECOND, 10 * SECOND), Act::PressEnd));
    }

    let turns = back + dice.between(12 * SECOND, MINUTE);
    if dice.chance(inputs.mix.school.phone_closes_after_return) {
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
        let mix = Mix::parse(
            include_str!("../../mixes/default.toml"),
            Some("phone_returns"),
        )
        .unwrap();
        for seed in 0..100 {
            let mut dice = Dice::new(seed, 0);
            let mut flags = Flags::new();
            let plan = Plan {
                begins: 0,
                ends: 45 * MINUTE,
                free_from: -HOUR,
            };
            let attendance = attendance::draw(&mut dice, &mix, plan, true, &mut flags);
            let taps = attendance.means.0 - 20 * SECOND;

            let inputs = LifeInputs {
                mix: &mix,
                attendance: &attendance,
                opens: taps - 20 * SECOND,
                taps,
            };
            let pages = pages(&mut dice, inputs, &mut flags);
            let acts: Vec<Act> = pages[0].acts.iter().map(|(_, act)| *act).collect();

            assert!(
                flags.contains("phone_returns") && pages[0].acts.is_sorted_by_key(|(at, _)| *at)
            );

            assert!(pages.len() == 2 || acts.contains(&Act::Thaw), "{acts:?}");
        }
    }
}
