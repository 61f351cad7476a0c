//! The people in the meeting: drawn before anything else, because everything else follows from it.

use crate::dice::Dice;
use crate::lesson::Flags;
use crate::mix::Mix;
use crate::spans::{MINUTE, Millis, SECOND, Spans};

/// The plan of a lesson.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// When it is to begin.
    pub begins: Millis,
    /// When it is to end.
    pub ends: Millis,
    /// Nobody can be in the meeting earlier: another lesson of the same link is not over.
    pub free_from: Millis,
}

/// The true attendance of a lesson.
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
///
/// The order of the draws is part of every figure: another order gives other lessons for the same seed.
pub fn draw(dice: &mut Dice, mix: &Mix, plan: Plan, phone: bool, flags: &mut Flags) -> Attendance {
    let mut drawing = Drawing { dice, mix, flags };
    let times = drawing.times(plan);

    let mut attendance = Attendance {
        student: Spans::one(times.joins, times.goes),
        teacher: Spans::one(times.arrives, times.leaves),
        means: (times.joins, times.goes),
        ..Attendance::default()
    };

    drawing.interrupt(phone, &mut attendance);
    drawing.keep_away(&times, &mut attendance);

    attendance
}

/// The times at which the two come and go if nothing else happens.
struct Times {
    arrives: Millis,
    leaves: Millis,
    joins: Millis,
    goes: Millis,
}

/// Draws one lesson.
struct Drawing<'a> {
    dice: &'a mut Dice,
    mix: &'a Mix,
    flags: &'a mut Flags,
}

impl Drawing<'_> {
    /// Draws whether a scenario happens, and notes it.
    fn happens(&mut self, name: &'static str, share: f64) -> bool {
        let happens = self.dice.chance(share);
        if happens {
            self.flags.insert(name);
        }

        happens
    }

    fn times(&mut self, plan: Plan) -> Times {
        let planned = plan.begins + self.dice.between(-3 * MINUTE, 2 * MINUTE);
        let arrives = plan.free_from.max(planned);
        let over = plan.ends + self.dice.between(-MINUTE, 150 * SECOND);
        let leaves = over.max(arrives + 5 * MINUTE);

        let waits = self.happens("waits_for_host", self.mix.scenarios.waits_for_host);
        let early = self.dice.between(MINUTE, 6 * MINUTE);
        let late = self.dice.between(5 * SECOND, 4 * MINUTE);
        let comes = if waits {
            arrives - early
        } else {
            arrives + late
        };
        let joins = comes.max(plan.free_from + 5 * SECOND);

        // Most hosts end the meeting for all.
        let before = self.dice.between(-15 * SECOND, 90 * SECOND);
        let out = if self.dice.chance(0.6) {
            leaves
        } else {
            leaves - before
        };

        Times {
            arrives,
            leaves,
            joins,
            goes: out.max(joins + MINUTE),
        }
    }

    /// Draws what tears the lesson into pieces.
    fn interrupt(&mut self, phone: bool, attendance: &mut Attendance) {
        let odd = &self.mix.scenarios;
        let school = &self.mix.school;

        if self.happens("meeting_restarts", odd.meeting_restarts) {
            restart(self.dice, school.restarts_by_page, attendance);
        }

        if self.happens("rejoin", odd.rejoin) {
            rejoin(self.dice, school.rejoins_by_page, attendance);
        }

        let laptop_sleep = if phone { 0.0 } else { odd.laptop_sleep };
        if self.happens("laptop_sleep", laptop_sleep) {
            sleep(self.dice, attendance);
        }

        attendance.killed = self.happens("zoom_killed", odd.zoom_killed);
    }

    /// Draws who does not come at all, and what the other one does then.
    fn keep_away(&mut self, times: &Times, attendance: &mut Attendance) {
        let odd = &self.mix.scenarios;
        let student_absent = self.happens("student_absent", odd.student_absent);
        let teacher_absent = self.happens("teacher_absent", odd.teacher_absent);
        let patience = self.dice.between(10 * MINUTE, 20 * MINUTE);
        let lets_in = self.dice.chance(0.5);

        if student_absent {
            let gives_up = times.leaves.min(times.arrives + patience);
            attendance.student = Spans::default();
            attendance.teacher = Spans::one(times.arrives, gives_up);
            attendance.pauses.clear();
        }

        if teacher_absent {
            let gives_up = times.joins + patience;
            attendance.teacher = Spans::default();
            attendance.pauses.clear();
            attendance.means.1 = gives_up;

            // Where the meeting needs its host, the student waits outside.
            attendance.student = if lets_in && !student_absent {
                Spans::one(times.joins, gives_up)
            } else {
                Spans::default()
            };
        }
    }
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
mod tests;
