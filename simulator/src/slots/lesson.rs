//! One lesson of a day: its people, the student's pages, and the machines that fetch its link.

use super::teacher::teacher_says;
use crate::attendance::{self, Attendance, Plan};
use crate::dice::Dice;
use crate::lesson::{Act, Flags, PageLife, TrueLesson};
use crate::lives::{self, LifeInputs};
use crate::mix::Mix;
use crate::people::Student;
use crate::spans::{HOUR, MINUTE, Millis, SECOND, Spans};
use crate::twists::Twists;

/// A teacher's day.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// The teacher's number.
    pub teacher: usize,
    /// The meeting that all lessons use, if so.
    pub own_room: Option<u64>,
    /// The school's midnight that begins the day.
    pub midnight: Millis,
}

/// The inputs of one lesson.
pub(super) struct Slot<'a> {
    pub(super) day: Day,
    pub(super) plan: Plan,
    pub(super) minutes: i64,
    pub(super) student: &'a Student,
}

/// When the link is sent, the page opened and the link to Zoom tapped.
struct Times {
    sent: Millis,
    opens: Millis,
    taps: Millis,
}

/// Draws one lesson. `flags` has the scenarios that its day has given it.
pub(super) fn draw_lesson(
    dice: &mut Dice,
    mix: &Mix,
    slot: &Slot<'_>,
    mut flags: Flags,
) -> TrueLesson {
    let odd = &mix.scenarios;
    let phone = dice.chance(mix.school.phones);
    let attendance = attendance::draw(dice, mix, slot.plan, phone, &mut flags);
    let times = Times::draw(dice, mix, slot.plan, &attendance);

    let inputs = LifeInputs {
        mix,
        attendance: &attendance,
        opens: times.opens,
        taps: times.taps,
    };
    let mut pages = lives::draw(dice, inputs, phone, &mut flags);
    let comes = !flags.contains("student_absent");

    if !comes {
        pages = pages_of_absent(dice, odd.absent_opens_page, inputs.opens, phone, &mut flags);
    }

    if dice.chance(odd.abuse) {
        flags.insert("abuse");
        let hours = dice.between(3 * HOUR, 6 * HOUR);
        let until = slot.plan.ends + if comes { hours } else { 0 };
        pages.push(glance(times.sent + 20 * SECOND, until, false));
    }

    let second_in = second_device(dice, &attendance, &flags);
    let (meeting, link) = link(dice, slot.day.own_room);
    let clock_error = clock_error(dice, mix, &mut flags);
    let teacher_says = teacher_says(dice, mix, &attendance);
    let bots = bots(dice, odd.preview_bot, times.sent, &mut flags);
    let posted_again = dice
        .chance(odd.posted_twice)
        .then(|| dice.between(300, 4 * SECOND));

    TrueLesson {
        teacher: slot.day.teacher,
        student: slot.student.id,
        link,
        meeting,
        sent: times.sent,
        minutes: slot.minutes,
        teacher_says,
        student_in: attendance.student,
        second_in,
        teacher_in: attendance.teacher,
        killed: attendance.killed,
        phone,
        pages,
        bots,
        posted_again,
        clock_error,
        twists: Twists::default(),
        flags,
    }
}

impl Times {
    fn draw(dice: &mut Dice, mix: &Mix, plan: Plan, attendance: &Attendance) -> Self {
        // From the tap to the meeting, and from the page to the tap.
        let taps = attendance.means.0 - dice.between(4 * SECOND, 25 * SECOND);
        let (least, most) = if dice.chance(mix.school.prompt) {
            (2 * SECOND, 20 * SECOND)
        } else {
            (20 * SECOND, 3 * MINUTE)
        };
        let opens = taps - dice.between(least, most);

        let planned = plan.begins - dice.between(MINUTE, 12 * MINUTE);
        let sent = planned.min(opens - dice.between(5, 60) * SECOND);

        Self { sent, opens, taps }
    }
}

/// Removes the scenarios of a student who is absent. Some of these students open the page nevertheless.
fn pages_of_absent(
    dice: &mut Dice,
    share: f64,
    opens: Millis,
    phone: bool,
    flags: &mut Flags,
) -> Vec<PageLife> {
    flags.retain(|flag| {
        matches!(
            *flag,
            "student_absent" | "teacher_absent" | "day_edge" | "meeting_restarts"
        )
    });

    if !dice.chance(share) {
        return Vec::new();
    }

    flags.insert("absent_opens_page");
    let closes = opens + dice.between(10 * SECOND, 3 * MINUTE);
    vec![glance(opens, closes, phone)]
}

/// The meeting's number, and the link to it.
fn link(dice: &mut Dice, own_room: Option<u64>) -> (u64, String) {
    let room = dice.bits();
    let secret = dice.bits();
    let (meeting, secret) = match own_room {
        Some(meeting) => (meeting, meeting),
        None => (10_000_000_000 + room % 89_999_999_999, secret),
    };

    let link = format!("https://us05web.zoom.us/j/{meeting}?pwd={secret:x}.1");
    (meeting, link)
}

/// A page that is opened on a computer or phone and closed, and nothing else.
fn glance(opens: Millis, closes: Millis, phone: bool) -> PageLife {
    let acts = vec![(closes, Act::Close)];
    PageLife {
        opens,
        phone,
        worker: true,
        offline: Spans::default(),
        acts,
    }
}

/// Draws whether a second device is in the meeting, too: one in ten is.
fn second_device(dice: &mut Dice, attendance: &Attendance, flags: &Flags) -> Spans {
    let (Some(start), Some(end)) = (attendance.student.start(), attendance.student.end()) else {
        return Spans::default();
    };
    let from = dice.between(start, end);
    let to = from + dice.between(MINUTE, 20 * MINUTE);
    let too = dice.chance(0.1) && flags.contains("two_devices");
    if too {
        Spans::one(from, to.min(end))
    } else {
        Spans::default()
    }
}

fn clock_error(dice: &mut Dice, mix: &Mix, flags: &mut Flags) -> Millis {
    let error = dice.between(-HOUR, HOUR);
    if !dice.chance(mix.scenarios.client_clock) {
        return 0;
    }

    flags.insert("client_clock");
    error
}

fn bots(dice: &mut Dice, share: f64, sent: Millis, flags: &mut Flags) -> Vec<(Millis, bool)> {
    let soon = dice.between(SECOND, 6 * SECOND);
    let later = dice.between(10 * SECOND, 10 * MINUTE);

    if !dice.chance(share) {
        return Vec::new();
    }

    flags.insert("preview_bot");
    vec![
        (sent + soon, dice.chance(0.3)),
        (sent + later, dice.chance(0.3)),
    ]
}
