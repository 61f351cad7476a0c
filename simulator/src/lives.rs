//! The lives of a lesson's tracking pages: what students, browsers and phones do to them.

use crate::attendance::Attendance;
use crate::dice::Dice;
use crate::lesson::{Act, Flags, PageLife};
use crate::lives_of_phones;
use crate::mix::Mix;
use crate::spans::{HOUR, MINUTE, Millis, SECOND, Spans};

/// What a page's life depends on.
#[derive(Clone, Copy, Debug)]
pub struct Story<'a> {
    /// The school.
    pub mix: &'a Mix,
    /// The truth.
    pub there: &'a Attendance,
    /// When the page is opened.
    pub opens: Millis,
    /// When the Zoom link is tapped.
    pub taps: Millis,
}

/// Draws the pages of one lesson.
pub fn draw(dice: &mut Dice, story: Story<'_>, phone: bool, flags: &mut Flags) -> Vec<PageLife> {
    let odd = &story.mix.scenarios;
    let mut pages = if phone {
        lives_of_phones::main(dice, story, flags)
    } else {
        computer(dice, story, flags)
    };

    if dice.chance(odd.network_drop) {
        flags.insert("network_drop");
        let from = dice.between(story.opens + 5 * SECOND, story.there.means.1);
        let drop = Spans::one(from, from + dice.between(30 * SECOND, 10 * MINUTE));

        for page in &mut pages {
            page.offline = page.offline.and(&drop);
        }
    }

    if dice.chance(odd.opened_again) {
        flags.insert("opened_again");
        pages.push(again(dice, story, phone));
    }

    if dice.chance(odd.two_devices) {
        flags.insert("two_devices");
        let delay = dice.between(2 * SECOND, 10 * MINUTE);
        let second = Story {
            opens: story.opens + delay,
            taps: story.taps + delay,
            ..story
        };
        let mut none = Flags::new();

        let calm = calm(second.mix);
        let second = Story {
            mix: &calm,
            ..second
        };
        let other = if phone {
            computer(dice, second, &mut none)
        } else {
            lives_of_phones::main(dice, second, &mut none)
        };

        pages.extend(other);
    }

    pages
}

/// A second device does nothing odd but what its owner does at the end.
fn calm(mix: &Mix) -> Mix {
    let mut calm = mix.clone();
    (calm.scenarios.crash, calm.scenarios.desktop_never_closes) = (0.0, 0.0);
    calm
}

/// A page on a computer.
fn computer(dice: &mut Dice, story: Story<'_>, flags: &mut Flags) -> Vec<PageLife> {
    let odd = &story.mix.scenarios;
    let (
        Story {
            there, opens, taps, ..
        },
        leaves,
    ) = (story, story.there.means.1);
    let tapped = taps + dice.between(500, 1500);
    let mut acts = vec![
        (taps, Act::TapZoom { same_tab: false }),
        (tapped, Act::Hide),
    ];
    let (kind, mut presses) = (dice.unit(), dice.chance(story.mix.school.ends_by_button));
    let takes = if dice.chance(story.mix.school.prompt) {
        30 * SECOND
    } else {
        2 * MINUTE
    };
    let (soon, late) = (dice.between(0, takes), dice.between(5 * MINUTE, HOUR));
    let (at_once, never) = (
        dice.between(5 * SECOND, MINUTE),
        dice.between(HOUR, 8 * HOUR),
    );
    let at_zoom = odd.desktop_closes_late + odd.desktop_closes_at_zoom;
    let looks = dice.between(3 * SECOND, 15 * SECOND);
    let (mut end, act) = if kind < odd.desktop_closes_late {
        flags.insert("desktop_closes_late");
        (leaves + late, Act::Close)
    } else if kind < at_zoom {
        flags.insert("desktop_closes_at_zoom");
        presses = false;
        (tapped + at_once, Act::Close)
    } else if kind < at_zoom + odd.desktop_never_closes {
        flags.insert("desktop_never_closes");
        presses = false;
        (leaves + never, Act::Die)
    } else {
        (leaves + soon, Act::Close)
    };
    if let Some((from, to)) = there.sleep
        && from < end
    {
        acts.extend([(from, Act::Freeze), (to, Act::Thaw)]);
        end = end.max(to + 20 * SECOND);
    }
    if act == Act::Close {
        let shown = if end > leaves {
            (end - looks).max(leaves + SECOND)
        } else {
            (end - looks).max(tapped + SECOND)
        };

        end = end.max(shown + 2 * SECOND);
        acts.push((shown, Act::Show));

        if presses {
            acts.push((shown + 1500, Act::PressEnd));
        }
    }
    acts.push((end, act));
    let worker = !dice.chance(story.mix.school.no_worker);
    let mut reopened = Vec::new();
    for pause in there.pauses.iter().filter(|pause| pause.by_page) {
        let taps = pause.to - dice.between(5 * SECOND, 10 * SECOND);
        let looks = dice.between(5 * SECOND, 40 * SECOND);
        let to_zoom = [
            (taps, Act::TapZoom { same_tab: false }),
            (taps + SECOND, Act::Hide),
        ];

        if pause.from > end {
            // The page was closed: the link is opened again, and closed like the first.
            let opens = (pause.from + looks).min(taps - 2 * SECOND);
            let acts = to_zoom
                .into_iter()
                .chain([(taps + at_once, Act::Close)])
                .collect();

            reopened.push(PageLife {
                opens,
                phone: false,
                worker,
                offline: Spans::default(),
                acts,
            });
        } else if taps > pause.from + 3 * SECOND && pause.from > tapped {
            acts.push((pause.from + 2 * SECOND, Act::Show));
            acts.extend(to_zoom);
        }
    }
    reopened.retain(|page| page.opens > opens + SECOND);
    let page = PageLife {
        opens,
        phone: false,
        worker,
        offline: Spans::default(),
        acts,
    };
    let (crashes, at) = (
        dice.chance(odd.crash),
        dice.between(opens + 3 * SECOND, end.min(leaves + HOUR)),
    );
    let (reopens, after) = (dice.chance(0.5), dice.between(5 * SECOND, 2 * MINUTE));
    let pages = if crashes {
        flags.insert("crash");
        crashed(page, at, reopens.then_some(at + after))
    } else {
        vec![in_order(page)]
    };
    pages
        .into_iter()
        .chain(reopened.into_iter().map(in_order))
        .collect()
}

/// Cuts a life short; opened anew, it goes on as it would have.
fn crashed(page: PageLife, at: Millis, reopened: Option<Millis>) -> Vec<PageLife> {
    let mut first = page.clone();
    first.acts.retain(|(time, _)| *time < at);
    first.acts.push((at, Act::Die));

    let second = reopened.map(|opens| {
        let mut second = PageLife { opens, ..page };
        let last = second.acts.last().copied();
        second.acts.retain(|(time, _)| *time > opens + 2 * SECOND);

        if second.acts.is_empty() {
            second
                .acts
                .extend(last.map(|(_, act)| (opens + 20 * SECOND, act)));
        }

        second
    });

    std::iter::once(first).chain(second).map(in_order).collect()
}

/// The link opened once more: looked at, and closed, or forgotten on a phone.
fn again(dice: &mut Dice, story: Story<'_>, phone: bool) -> PageLife {
    let opens = dice.between(story.opens + 5 * SECOND, story.there.means.1 + 30 * MINUTE);
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

/// Sorts what happens, and lets nothing happen after the end.
#[must_use]
pub fn in_order(mut page: PageLife) -> PageLife {
    page.acts.sort_by_key(|(at, _)| *at);
    let over = page
        .acts
        .iter()
        .position(|(_, act)| matches!(act, Act::Close | Act::Die));

    if let Some(last) = over {
        page.acts.truncate(last + 1);
    }

    page
}
