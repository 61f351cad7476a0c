//! Who is in the meeting when: drawn before anything else, because everything else follows from it.

use crate::dice::Dice;
use crate::lesson::Flags;
use crate::mix::Mix;
use crate::spans::{MINUTE, Millis, SECOND, Spans};

/// What a lesson was to be.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// When it is to begin.
    pub begins: Millis,
    /// When it is to end.
    pub ends: Millis,
    /// Nobody can be in before: the link's lesson before this one goes on.
    pub free_from: Millis,
}

/// What it became.
#[derive(Clone, Debug, Default)]
pub struct Attendance {
    /// The student in the meeting.
    pub student: Spans,
    /// The teacher in the meeting.
    pub teacher: Spans,
    /// A laptop that slept.
    pub sleep: Option<(Millis, Millis)>,
    /// Zoom notices late that the student's app died.
    pub killed: bool,
    /// The pauses in which the student had left Zoom.
    pub pauses: Vec<Pause>,
    /// When the student means to be in the meeting and out of it, whether or not there is one.
    pub means: (Millis, Millis),
}

/// The student has left Zoom, and comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pause {
    /// From when.
    pub from: Millis,
    /// Until when.
    pub to: Millis,
    /// By the tracking page's link; otherwise by what Zoom's app offers.
    pub by_page: bool,
}

/// Draws one lesson's attendance.
pub fn draw(dice: &mut Dice, mix: &Mix, plan: Plan, phone: bool, flags: &mut Flags) -> Attendance {
    let odd = &mix.scenarios;
    let mut toss = |dice: &mut Dice, name: &'static str, share: f64| {
        let happens = dice.chance(share);
        if happens {
            flags.insert(name);
        }

        happens
    };

    let arrives = plan
        .free_from
        .max(plan.begins + dice.between(-3 * MINUTE, 2 * MINUTE));
    let leaves = (plan.ends + dice.between(-MINUTE, 150 * SECOND)).max(arrives + 5 * MINUTE);
    let waits = toss(dice, "waits_for_host", odd.waits_for_host);
    let early = dice.between(MINUTE, 6 * MINUTE);

    let late = dice.between(5 * SECOND, 4 * MINUTE);
    let joins = if waits {
        arrives - early
    } else {
        arrives + late
    }
    .max(plan.free_from + 5 * SECOND);
    // Most hosts end the meeting for all.
    let before = dice.between(-15 * SECOND, 90 * SECOND);
    let goes = if dice.chance(0.6) {
        leaves
    } else {
        leaves - before
    }
    .max(joins + MINUTE);

    let mut drawn = Attendance {
        student: Spans::one(joins, goes),
        teacher: Spans::one(arrives, leaves),
        means: (joins, goes),
        ..Attendance::default()
    };

    if toss(dice, "meeting_restarts", odd.meeting_restarts) {
        restart(dice, mix.school.restarts_by_page, &mut drawn);
    }

    if toss(dice, "rejoin", odd.rejoin) {
        rejoin(dice, mix.school.rejoins_by_page, &mut drawn);
    }

    let slept = toss(
        dice,
        "laptop_sleep",
        if phone { 0.0 } else { odd.laptop_sleep },
    );

    if slept {
        sleep(dice, &mut drawn);
    }

    drawn.killed = toss(dice, "zoom_killed", odd.zoom_killed);
    let absent = toss(dice, "student_absent", odd.student_absent);
    let teacher_absent = toss(dice, "teacher_absent", odd.teacher_absent);
    let patience = dice.between(10 * MINUTE, 20 * MINUTE);

    let lets_in = dice.chance(0.5);
    if absent {
        drawn.student = Spans::default();
        drawn.pauses.clear();
        drawn.teacher = Spans::one(arrives, leaves.min(arrives + patience));
    }

    if teacher_absent {
        drawn.teacher = Spans::default();
        drawn.pauses.clear();
        drawn.means.1 = joins + patience;

        // Where the meeting needs its host, the student waits outside.
        let inside = if lets_in && !absent {
            Spans::one(joins, joins + patience)
        } else {
            Spans::default()
        };

        drawn.student = inside;
    }

    drawn
}

/// Everybody is thrown out, and the same link opens again: after 40 minutes where the plan is free.
fn restart(dice: &mut Dice, by_page: f64, drawn: &mut Attendance) {
    let (joins, goes) = drawn.means;
    let first = drawn.teacher.start().unwrap_or(joins).max(joins);
    let at_forty = first + 40 * MINUTE;
    let by_chance = dice.between(joins + (goes - joins) / 5, goes - (goes - joins) / 5);

    let at = if at_forty < goes - 5 * MINUTE {
        at_forty
    } else {
        by_chance
    };
    let teacher_back = at + dice.between(15 * SECOND, 3 * MINUTE);
    let student_back = teacher_back + dice.between(-10 * SECOND, 100 * SECOND);

    drawn.teacher = drawn.teacher.without(at, teacher_back);
    drawn.student = drawn.student.without(at, student_back.max(at + 5 * SECOND));
    let by_page = dice.chance(by_page);

    drawn.pauses.push(Pause {
        from: at,
        to: student_back.max(at + 5 * SECOND),
        by_page,
    });
}

fn rejoin(dice: &mut Dice, by_page: f64, drawn: &mut Attendance) {
    let (joins, goes) = drawn.means;
    for _ in 0..=dice.index(3) {
        let from = dice.between(
            joins + 2 * MINUTE,
            (goes - 6 * MINUTE).max(joins + 2 * MINUTE),
        );
        let to = from + dice.between(15 * SECOND, 4 * MINUTE);
        let by_page = dice.chance(by_page);

        if drawn.student.holds(from) && drawn.student.holds(to) {
            drawn.student = drawn.student.without(from, to);
            drawn.pauses.push(Pause { from, to, by_page });
        }
    }

    drawn.pauses.sort_unstable();
}

/// During the lesson, which the student then misses in part, or after it.
fn sleep(dice: &mut Dice, drawn: &mut Attendance) {
    let (joins, goes) = drawn.means;
    let during = dice.between(joins + 3 * MINUTE, goes.max(joins + 4 * MINUTE));
    let after = goes + dice.between(MINUTE, 10 * MINUTE);
    let from = if dice.chance(0.5) { during } else { after };

    let to = from + dice.between(5 * MINUTE, 60 * MINUTE);
    drawn.sleep = Some((from, to));
    drawn.student = drawn
        .student
        .without(from, to + dice.between(10 * SECOND, MINUTE));

    drawn
        .pauses
        .retain(|pause| pause.to < from || pause.from > to);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(only: &str, seed: u64) -> (Attendance, Flags) {
        let mix = Mix::parse(include_str!("../mixes/default.toml"), Some(only)).unwrap();
        let plan = Plan {
            begins: 0,
            ends: 45 * MINUTE,
            free_from: -MINUTE,
        };
        let mut flags = Flags::new();
        let drawn = draw(&mut Dice::new(seed, 0), &mix, plan, false, &mut flags);

        (drawn, flags)
    }

    #[test]
    fn absent_people_are_absent() {
        for seed in 0..50 {
            let (absent, flags) = drawn("student_absent", seed);
            assert!(
                absent.student.length() == 0 && absent.teacher.length() > 0 && flags.len() == 1
            );

            assert_eq!(drawn("teacher_absent", seed).0.teacher.length(), 0);
        }
    }

    #[test]
    fn pauses_are_no_attendance() {
        for seed in 0..50 {
            for only in ["rejoin", "meeting_restarts"] {
                let (there, _) = drawn(only, seed);
                let pauses = Spans::of(there.pauses.iter().map(|pause| (pause.from, pause.to)));
                assert_eq!(there.student.common(&pauses).length(), 0);
                assert!(there.student.length() > 20 * MINUTE, "{only} {seed}");
            }
        }
    }

    #[test]
    fn a_restart_empties_the_meeting() {
        for seed in 0..50 {
            let (there, _) = drawn("meeting_restarts", seed);
            let anybody = there.student.and(&there.teacher);
            assert_eq!(anybody.iter().count(), 2, "{seed}: {anybody:?}");
        }
    }
}
