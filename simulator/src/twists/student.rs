//! What the student's own devices do, and a link that comes late.

use super::Twisting;
use crate::dice::Dice;
use crate::lesson::{Act, PageLife, TrueLesson};
use crate::spans::{HOUR, MINUTE, Millis, SECOND, Spans};

/// As devices call themselves whose owner has entered no name.
const DEVICES: [&str; 2] = ["iPhone", "Galaxy A15"];

impl Twisting<'_> {
    /// Into a breakout room and out of it, once or twice.
    pub(super) fn add_moves(&mut self) {
        let (from, to) = self.longest_stay();
        let mut moves = Vec::new();

        for _ in 0..2 * (1 + self.dice.index(2)) {
            moves.push(self.dice.between(from + MINUTE, to - MINUTE));
        }

        moves.sort_unstable();
        moves.dedup_by(|next, earlier| *next - *earlier < 5 * SECOND);
        self.lesson.twists.moves = moves;
    }

    /// Back into the waiting room for some minutes, which are no minutes of class.
    pub(super) fn add_wait(&mut self) {
        let (from, to) = self.longest_stay();
        let out = self.dice.between(from + MINUTE, to - 2 * MINUTE);
        let back = (out + self.dice.between(20 * SECOND, 4 * MINUTE)).min(to - MINUTE);
        self.lesson.student_in = self.lesson.student_in.without(out, back);
        self.lesson.twists.waits = Some((out, back));
    }

    /// The app connects again before Zoom notices that it had gone.
    pub(super) fn add_reconnect(&mut self) {
        let (from, to) = self.longest_stay();
        let at = self.dice.between(from + MINUTE, to - MINUTE);
        let noticed = at + self.dice.between(5 * SECOND, 3 * MINUTE);
        self.lesson.twists.reconnect = Some((at, noticed.min(to - SECOND)));
    }

    /// The phone beside the computer, both in the meeting.
    pub(super) fn add_device(&mut self) {
        let (from, to) = self.longest_stay();
        let from = self
            .dice
            .between(from, (from + 10 * MINUTE).min(to - MINUTE));
        let to = to - self.dice.between(0, (to - from) / 2);

        self.lesson.second_in = self.lesson.second_in.and(&Spans::one(from, to));
        let named = self.dice.chance(0.5);
        let name = *self.dice.pick(&DEVICES);
        self.lesson.twists.device_name = named.then_some(name);
    }

    /// A report that somebody exports and imports some hours later, with the times of another zone.
    pub(super) fn add_wrong_report(&mut self) {
        let ended = self.lesson.teacher_in.end().unwrap_or_default();
        let at = ended + self.dice.between(3 * HOUR, 6 * HOUR);
        let off = *self.dice.pick(&[-9, -3, -2, -1, 1, 3]) * HOUR;

        self.lesson.twists.wrong_report = Some((at, off));
    }

    /// The student's longest time in the meeting.
    fn longest_stay(&self) -> (Millis, Millis) {
        let stays = self.lesson.student_in.iter();
        stays.max_by_key(|(from, to)| to - from).unwrap_or_default()
    }
}

/// Both are in the meeting when the teacher posts the link; the student looks at it then.
pub(super) fn late_link(dice: &mut Dice, lesson: &mut TrueLesson) {
    let begins = lesson.attended().start().max(lesson.teacher_in.start());
    let sent = begins.unwrap_or(lesson.sent) + dice.between(2 * MINUTE, 12 * MINUTE);
    let later = sent - lesson.sent;
    let opens = sent + dice.between(10 * SECOND, 4 * MINUTE);
    let closes = opens + dice.between(10 * SECOND, 5 * MINUTE);

    lesson.sent = sent;
    lesson.bots.iter_mut().for_each(|(at, _)| *at += later);
    lesson.pages = vec![PageLife {
        opens,
        phone: lesson.phone,
        worker: true,
        offline: Spans::default(),
        acts: vec![(closes, Act::Close)],
    }];

    if let Some(says) = &mut lesson.teacher_says {
        says.start = says.start.map(|start| start.max(sent + 5 * SECOND));
        says.at = says.at.max(sent + MINUTE);
    }
}
