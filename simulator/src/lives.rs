//! The lives of a lesson's tracking pages: what students, browsers and phones do to them.

mod computer;
mod page_life;
mod phone;

pub use self::page_life::LifeInputs;
use crate::dice::Dice;
use crate::lesson::{Act, Flags, PageLife};
use crate::mix::Mix;
use crate::spans::{HOUR, MINUTE, SECOND, Spans};

/// Draws the pages of one lesson.
pub fn draw(
    dice: &mut Dice,
    inputs: LifeInputs<'_>,
    phone: bool,
    flags: &mut Flags,
) -> Vec<PageLife> {
    let odd = &inputs.mix.scenarios;
    let mut pages = pages_of(dice, inputs, phone, flags);

    if dice.chance(odd.network_drop) {
        flags.insert("network_drop");
        let from = dice.between(inputs.opens + 5 * SECOND, inputs.leaves());
        let drop = Spans::one(from, from + dice.between(30 * SECOND, 10 * MINUTE));

        for page in &mut pages {
            page.offline = page.offline.and(&drop);
        }
    }

    if dice.chance(odd.opened_again) {
        flags.insert("opened_again");
        pages.push(second_look(dice, inputs, phone));
    }

    if dice.chance(odd.two_devices) {
        flags.insert("two_devices");
        pages.extend(second_device(dice, inputs, phone));
    }

    pages
}

fn pages_of(
    dice: &mut Dice,
    inputs: LifeInputs<'_>,
    phone: bool,
    flags: &mut Flags,
) -> Vec<PageLife> {
    if phone {
        phone::pages(dice, inputs, flags)
    } else {
        computer::pages(dice, inputs, flags)
    }
}

/// The pages of the student's other device, which joins a little later.
fn second_device(dice: &mut Dice, inputs: LifeInputs<'_>, first_is_phone: bool) -> Vec<PageLife> {
    let delay = dice.between(2 * SECOND, 10 * MINUTE);
    let calm = without_accidents(inputs.mix);
    let delayed = LifeInputs {
        mix: &calm,
        opens: inputs.opens + delay,
        taps: inputs.taps + delay,
        ..inputs
    };

    // The scenarios of a lesson are those of its first device.
    pages_of(dice, delayed, !first_is_phone, &mut Flags::new())
}

/// A second device does nothing odd but what its owner does at the end.
fn without_accidents(mix: &Mix) -> Mix {
    let mut calm = mix.clone();
    calm.scenarios.crash = 0.0;
    calm.scenarios.desktop_never_closes = 0.0;
    calm
}

/// The link opened once more: looked at, and closed, or forgotten on a phone.
fn second_look(dice: &mut Dice, inputs: LifeInputs<'_>, phone: bool) -> PageLife {
    let opens = dice.between(inputs.opens + 5 * SECOND, inputs.leaves() + 30 * MINUTE);
    let shut = opens + dice.between(10 * SECOND, 5 * MINUTE);
    let acts = match (phone, dice.chance(0.3)) {
        (true, true) => vec![
            (shut, Act::Hide),
            (shut + 20 * SECOND, Act::Freeze),
            (shut + HOUR, Act::Die),
        ],
        (false, true) => vec![(shut, Act::Die)],
        (_, false) => vec![(shut, Act::Close)],
    };

    PageLife {
        opens,
        phone,
        worker: true,
        offline: Spans::default(),
        acts,
    }
}
