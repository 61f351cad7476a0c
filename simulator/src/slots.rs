//! One day of one teacher: lessons one after the other, each with its people, pages and machines.

use crate::attendance::{self, Attendance, Plan};
use crate::dice::Dice;
use crate::lesson::{Act, Flags, Lesson, PageLife, TeacherSays, Word};
use crate::lives::{self, Story};
use crate::mix::Mix;
use crate::school::Student;
use crate::spans::{DAY, HOUR, MINUTE, Millis, SECOND, Spans};

/// What a day of lessons needs.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// The teacher's number.
    pub teacher: usize,
    /// The meeting that all lessons use, if so.
    pub own_room: Option<u64>,
    /// The school's midnight that begins the day.
    pub midnight: Millis,
    /// When the first lesson begins.
    pub opens: Millis,
}

/// Draws the day's lessons.
pub fn lessons(dice: &mut Dice, mix: &Mix, day: Day, students: &[Student]) -> Vec<Lesson> {
    let (least, most) = mix.school.lessons_a_day;
    let count = usize::try_from(dice.between(least, most)).unwrap_or_default();
    let offset = dice.index(students.len());
    // Between two lessons in one room the teacher may stay where he is.
    let stays = dice.chance(0.5);

    let (mut begins, mut free_from) = (day.opens, Millis::MIN);
    let mut lessons: Vec<Lesson> = Vec::new();

    for slot in 0..count {
        let minutes = *dice.pick(&mix.school.minutes);
        let mut flags = Flags::new();
        if slot + 1 == count && dice.chance(mix.scenarios.day_edge) {
            flags.insert("day_edge");
            begins = begins.max(day.midnight + DAY - dice.between(5, minutes) * MINUTE);
        }
        let student = &students[(offset + slot) % students.len()];
        let plan = Plan {
            begins,
            ends: begins + minutes * MINUTE,
            free_from,
        };
        let mut lesson = lesson(
            dice,
            mix,
            &Slot {
                day,
                plan,
                minutes,
                student,
            },
            flags,
        );
        let until = [lesson.teacher_in.end(), lesson.attended().end()]
            .into_iter()
            .flatten()
            .max();
        free_from = until.unwrap_or(begins).max(free_from) + 5 * SECOND;
        begins = plan.ends
            + if dice.chance(0.5) {
                0
            } else {
                dice.between(0, 15) * MINUTE
            };
        if let (Some(previous), Some(_)) = (lessons.last_mut(), day.own_room)
            && let (Some(left), Some(back)) = (previous.teacher_in.end(), lesson.teacher_in.start())
            && stays
            && back - left < 20 * MINUTE
        {
            previous.teacher_in = previous.teacher_in.and(&Spans::one(left, back));
        }
        if day.own_room.is_some() {
            lesson.flags.insert("link_reused");
        }
        lessons.push(lesson);
    }

    lessons
}

struct Slot<'a> {
    day: Day,
    plan: Plan,
    minutes: i64,
    student: &'a Student,
}

fn lesson(dice: &mut Dice, mix: &Mix, slot: &Slot<'_>, mut flags: Flags) -> Lesson {
    let odd = &mix.scenarios;
    let phone = dice.chance(mix.school.phones);
    let there = attendance::draw(dice, mix, slot.plan, phone, &mut flags);
    let comes = !flags.contains("student_absent");

    // From the tap to the meeting, and from the page to the tap.
    let taps = there.means.0 - dice.between(4 * SECOND, 25 * SECOND);
    let prompt = dice.chance(mix.school.prompt);
    let looks = if prompt {
        (2 * SECOND, 20 * SECOND)
    } else {
        (20 * SECOND, 3 * MINUTE)
    };
    let opens = taps - dice.between(looks.0, looks.1);

    let sent = (slot.plan.begins - dice.between(MINUTE, 12 * MINUTE))
        .min(opens - dice.between(5, 60) * SECOND);
    let mut pages = lives::draw(
        dice,
        Story {
            mix,
            there: &there,
            opens,
            taps,
        },
        phone,
        &mut flags,
    );

    if !comes {
        // Whatever the student would have done did not happen.
        flags.retain(|flag| {
            matches!(
                *flag,
                "student_absent" | "teacher_absent" | "day_edge" | "meeting_restarts"
            )
        });

        pages.clear();
        if dice.chance(odd.absent_opens_page) {
            flags.insert("absent_opens_page");
            pages.push(glance(
                opens,
                opens + dice.between(10 * SECOND, 3 * MINUTE),
                phone,
            ));
        }
    }

    if dice.chance(odd.abuse) {
        flags.insert("abuse");
        let hours = dice.between(3 * HOUR, 6 * HOUR);
        let until = if comes {
            slot.plan.ends + hours
        } else {
            slot.plan.ends
        };

        pages.push(glance(sent + 20 * SECOND, until, false));
    }

    let second_in = second_device(dice, &there, &flags);
    let (room, secret) = (dice.bits(), dice.bits());
    let meeting = slot
        .day
        .own_room
        .unwrap_or(10_000_000_000 + room % 89_999_999_999);
    let secret = if slot.day.own_room.is_some() {
        meeting
    } else {
        secret
    };

    let clock_error = clock_error(dice, mix, &mut flags);
    Lesson {
        teacher: slot.day.teacher,
        student: slot.student.id,
        link: format!("https://us05web.zoom.us/j/{meeting}?pwd={secret:x}.1"),
        meeting,
        sent,
        minutes: slot.minutes,
        teacher_says: teacher_says(dice, mix, &there),
        student_in: there.student,
        second_in,
        teacher_in: there.teacher,
        killed: there.killed,
        phone,
        pages,
        bots: bots(dice, odd.preview_bot, sent, &mut flags),
        posted_again: dice
            .chance(odd.posted_twice)
            .then(|| dice.between(300, 4 * SECOND)),
        clock_error,
        flags,
    }
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

/// One in ten second devices is in the meeting, too.
fn second_device(dice: &mut Dice, there: &Attendance, flags: &Flags) -> Spans {
    let (Some(start), Some(end)) = (there.student.start(), there.student.end()) else {
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
    let (soon, later) = (
        dice.between(SECOND, 6 * SECOND),
        dice.between(10 * SECOND, 10 * MINUTE),
    );

    if !dice.chance(share) {
        return Vec::new();
    }

    flags.insert("preview_bot");
    vec![
        (sent + soon, dice.chance(0.3)),
        (sent + later, dice.chance(0.3)),
    ]
}

/// What the teacher presses, if of the kind that presses, or says afterwards.
fn teacher_says(dice: &mut Dice, mix: &Mix, there: &Attendance) -> Option<TeacherSays> {
    let habits = &mix.school;
    let (presses, late) = (
        dice.chance(habits.presses_start),
        dice.chance(habits.presses_end_late),
    );
    let (corrects, answers) = (
        dice.chance(habits.corrects_late_end),
        dice.chance(habits.answers_question),
    );
    let exactly = dice.chance(habits.answers_exactly);

    let (soon, slow) = (
        dice.between(-10 * SECOND, 50 * SECOND),
        dice.between(5 * MINUTE, 30 * MINUTE),
    );
    let (start, stays) = (dice.between(0, 45 * SECOND), dice.between(0, 20 * MINUTE));
    let asked = dice.between(2 * MINUTE, 40 * MINUTE);
    let Some((from, to)) = there.teacher.start().zip(there.teacher.end()) else {
        let at = there.means.1 + asked;
        return answers.then_some(TeacherSays {
            start: None,
            at,
            end: Word::NoClass,
            open_until: at,
        });
    };

    let said = if exactly {
        to
    } else {
        (to + 150 * SECOND).div_euclid(5 * MINUTE) * 5 * MINUTE
    };
    let came = there.student.length() > 0;
    let (at, end) = match (presses, late, corrects) {
        (true, ..) if !came => (to + soon, Word::NoClass),
        (true, false, _) => (to + soon, Word::End),
        (true, true, false) => (to + slow, Word::End),
        (true, true, true) => (to + slow, Word::EndedAt(said)),
        (false, ..) if answers => ((to + asked).max(said), Word::EndedAt(said)),
        (false, ..) => return None,
    };

    Some(TeacherSays {
        start: presses.then_some(from + start),
        at,
        end,
        open_until: at + stays,
    })
}
