//! Reports that somebody exports from Zoom and imports by the command line.

use std::fmt::Write as _;

use super::Play;
use crate::lesson::TrueLesson;
use crate::spans::Millis;
use crate::zoom::TEACHER_EMAIL;

impl Play<'_> {
    /// Imports the report of a lesson's meeting. That it is refused is no fault.
    pub(super) async fn report(&mut self, number: usize, now: Millis) -> anyhow::Result<()> {
        let lesson = &self.school.lessons[number];
        let Some((_, off)) = lesson.twists.wrong_report else {
            return Ok(());
        };
        let name = &self.school.student(lesson.student).name;
        let csv = report(lesson, name, off);
        let meeting = lesson.meeting.to_string();

        let answer = self.site.import(now, &meeting, TEACHER_EMAIL, &csv).await?;
        self.trace(number, now, || format!("report {off} ms off: {answer}"));

        Ok(())
    }
}

/// The report as Zoom exports it, in UTC, with all times off by as much.
fn report(lesson: &TrueLesson, student: &str, off: Millis) -> String {
    let mut csv = String::from("Name (original name),Email,Join time,Leave time,Guest\n");
    let teacher = lesson
        .teacher_in
        .iter()
        .map(|span| ("Ustaz", TEACHER_EMAIL, span));
    let attended = lesson.attended();
    let student = attended.iter().map(|span| (student, "", span));

    for (name, email, (from, to)) in teacher.chain(student) {
        let guest = if email.is_empty() { "Yes" } else { "No" };
        let (from, to) = (time(from + off), time(to + off));
        let _ = writeln!(csv, "{name},{email},{from},{to},{guest}");
    }

    csv
}

fn time(at: Millis) -> String {
    chrono::DateTime::from_timestamp_millis(at).map_or_else(String::new, |at| {
        at.format("%m/%d/%Y %I:%M:%S %p").to_string()
    })
}
