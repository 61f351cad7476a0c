//! A computer's page: Zoom opens beside it, and it runs on behind.
//!
//! The order of the draws is part of every figure: another order gives other lessons for the same seed.

use super::page_life::{LifeInputs, in_order};
use crate::dice::Dice;
use crate::lesson::{Act, Flags, PageLife};
use crate::spans::{HOUR, MINUTE, Millis, SECOND, Spans};

/// The draws that come first, because they do not depend on how the page ends.
struct Habits {
    /// When Zoom comes in front of the page.
    hides: Millis,
    /// Which way the page ends: a share of all pages.
    kind: f64,
    /// "End session" is pressed.
    presses_end: bool,
    /// From the end of class to an ordinary closing.
    soon: Millis,
    /// From the end of class to a late closing.
    late: Millis,
    /// From the start of Zoom to a closing at once.
    at_once: Millis,
    /// From the end of class to the end of a page that nobody closes.
    never: Millis,
    /// How long the page is in front before it is closed.
    looks: Millis,
}

/// The end of a page.
struct Ending {
    at: Millis,
    act: Act,
    presses_end: bool,
}

/// Draws a page on a computer, and those that are opened after it.
pub(super) fn pages(dice: &mut Dice, inputs: LifeInputs<'_>, flags: &mut Flags) -> Vec<PageLife> {
    let habits = Habits::draw(dice, inputs);
    let mut ending = habits.ending(inputs, flags);
    let mut acts = tap_zoom(inputs.taps, habits.hides).to_vec();

    sleep(inputs, &mut ending, &mut acts);
    close(inputs, &habits, &mut ending, &mut acts);
    acts.push((ending.at, ending.act));

    let mut page = PageLife {
        opens: inputs.opens,
        phone: false,
        worker: !dice.chance(inputs.mix.school.no_worker),
        offline: Spans::default(),
        acts,
    };
    let reopened = rejoin(dice, inputs, &habits, ending.at, &mut page);

    crash(dice, inputs, ending.at, page, flags)
        .into_iter()
        .chain(reopened.into_iter().map(in_order))
        .collect()
}

impl Habits {
    fn draw(dice: &mut Dice, inputs: LifeInputs<'_>) -> Self {
        let school = &inputs.mix.school;
        let hides = inputs.taps + dice.between(500, 1500);
        let kind = dice.unit();
        let presses_end = dice.chance(school.ends_by_button);

        let longest = if dice.chance(school.prompt) {
            30 * SECOND
        } else {
            2 * MINUTE
        };

        Self {
            hides,
            kind,
            presses_end,
            soon: dice.between(0, longest),
            late: dice.between(5 * MINUTE, HOUR),
            at_once: dice.between(5 * SECOND, MINUTE),
            never: dice.between(HOUR, 8 * HOUR),
            looks: dice.between(3 * SECOND, 15 * SECOND),
        }
    }

    fn ending(&self, inputs: LifeInputs<'_>, flags: &mut Flags) -> Ending {
        let odd = &inputs.mix.scenarios;
        let leaves = inputs.leaves();
        let at_zoom = odd.desktop_closes_late + odd.desktop_closes_at_zoom;

        if self.kind < odd.desktop_closes_late {
            flags.insert("desktop_closes_late");
            return Ending {
                at: leaves + self.late,
                act: Act::Close,
                presses_end: self.presses_end,
            };
        }

        if self.kind < at_zoom {
            flags.insert("desktop_closes_at_zoom");
            return Ending {
                at: self.hides + self.at_once,
                act: Act::Close,
                presses_end: false,
            };
        }

        if self.kind < at_zoom + odd.desktop_never_closes {
            flags.insert("desktop_never_closes");
            return Ending {
                at: leaves + self.never,
                act: Act::Die,
                presses_end: false,
            };
        }

        Ending {
            at: leaves + self.soon,
            act: Act::Close,
            presses_end: self.presses_end,
        }
    }
}

fn tap_zoom(taps: Millis, hides: Millis) -> [(Millis, Act); 2] {
    [(taps, Act::TapZoom { same_tab: false }), (hides, Act::Hide)]
}

/// A laptop that sleeps stops the page, which cannot end before it wakes.
fn sleep(inputs: LifeInputs<'_>, ending: &mut Ending, acts: &mut Vec<(Millis, Act)>) {
    if let Some((from, to)) = inputs.attendance.sleep
        && from < ending.at
    {
        acts.extend([(from, Act::Freeze), (to, Act::Thaw)]);
        ending.at = ending.at.max(to + 20 * SECOND);
    }
}

/// Before it is closed, the page comes in front, and its button may be pressed.
fn close(
    inputs: LifeInputs<'_>,
    habits: &Habits,
    ending: &mut Ending,
    acts: &mut Vec<(Millis, Act)>,
) {
    if ending.act != Act::Close {
        return;
    }

    let earliest = if ending.at > inputs.leaves() {
        inputs.leaves()
    } else {
        habits.hides
    };
    let shown = (ending.at - habits.looks).max(earliest + SECOND);

    ending.at = ending.at.max(shown + 2 * SECOND);
    acts.push((shown, Act::Show));

    if ending.presses_end {
        acts.push((shown + 1500, Act::PressEnd));
    }
}

/// After each pause the student comes back by the page, or opens the link again where the page was closed. Returns
/// the pages that were opened again.
fn rejoin(
    dice: &mut Dice,
    inputs: LifeInputs<'_>,
    habits: &Habits,
    end: Millis,
    page: &mut PageLife,
) -> Vec<PageLife> {
    let mut reopened = Vec::new();
    let pauses = inputs.attendance.pauses.iter();

    for pause in pauses.filter(|pause| pause.by_page) {
        let taps = pause.to - dice.between(5 * SECOND, 10 * SECOND);
        let looks = dice.between(5 * SECOND, 40 * SECOND);
        let to_zoom = tap_zoom(taps, taps + SECOND);

        if pause.from > end {
            // The page was closed: the link is opened again, and closed like the first.
            let mut acts = to_zoom.to_vec();
            acts.push((taps + habits.at_once, Act::Close));

            reopened.push(PageLife {
                opens: (pause.from + looks).min(taps - 2 * SECOND),
                phone: false,
                worker: page.worker,
                offline: Spans::default(),
                acts,
            });
        } else if taps > pause.from + 3 * SECOND && pause.from > habits.hides {
            page.acts.push((pause.from + 2 * SECOND, Act::Show));
            page.acts.extend(to_zoom);
        }
    }

    reopened.retain(|again| again.opens > inputs.opens + SECOND);
    reopened
}

/// Some browsers crash, and half of these are started again.
fn crash(
    dice: &mut Dice,
    inputs: LifeInputs<'_>,
    end: Millis,
    page: PageLife,
    flags: &mut Flags,
) -> Vec<PageLife> {
    let crashes = dice.chance(inputs.mix.scenarios.crash);
    let at = dice.between(inputs.opens + 3 * SECOND, end.min(inputs.leaves() + HOUR));
    let reopens = dice.chance(0.5);
    let after = dice.between(5 * SECOND, 2 * MINUTE);

    if !crashes {
        return vec![in_order(page)];
    }

    flags.insert("crash");
    cut_short(page, at, reopens.then_some(at + after))
}

/// Cuts a life short; opened anew, it goes on as it would have.
fn cut_short(page: PageLife, at: Millis, reopened: Option<Millis>) -> Vec<PageLife> {
    let mut first = page.clone();
    first.acts.retain(|(time, _)| *time < at);
    first.acts.push((at, Act::Die));

    let second = reopened.map(|opens| reopen(page, opens));

    std::iter::once(first).chain(second).map(in_order).collect()
}

/// The page opened anew: what was still to happen happens to it.
fn reopen(page: PageLife, opens: Millis) -> PageLife {
    let last = page.acts.last().copied();
    let mut second = PageLife { opens, ..page };
    second.acts.retain(|(time, _)| *time > opens + 2 * SECOND);

    if second.acts.is_empty() {
        let ends = last.map(|(_, act)| (opens + 20 * SECOND, act));
        second.acts.extend(ends);
    }

    second
}
