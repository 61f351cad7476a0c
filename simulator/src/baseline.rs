//! The original system's rules, played on the same lessons: each fetch of the page moves the click, the client says
//! how long it was, the page ends itself after two minutes or when it is left, and two hours are the most.

use crate::lesson::{Act, PageLife, TrueLesson};
use crate::list::Row;
use crate::spans::{HOUR, MINUTE, Millis};

const OWN_TIMER: Millis = 2 * MINUTE;
const CAP: Millis = 2 * HOUR;

/// Returns the row that the original system would show an admin.
#[must_use]
pub fn row(lesson: &TrueLesson, teacher_id: &str) -> Row {
    let mut row = Row {
        teacher_id: teacher_id.to_owned(),
        student_id: lesson.student,
        status: "sent".to_owned(),
        source: Some("page".to_owned()),
        ..Row::default()
    };

    let fetches = lesson
        .bots
        .iter()
        .map(|(at, _)| *at)
        .chain(lesson.pages.iter().map(|page| page.opens));
    let Some(clicked) = fetches.max() else {
        return row;
    };
    let ends = lesson
        .pages
        .iter()
        .filter_map(|page| end(page).map(|at| (at, at - page.opens)));
    let own = ends
        .min()
        .map(|(at, lasted)| (at, (lasted + lesson.clock_error).max(0)));

    row.status.clear();
    row.status
        .push_str(if own.is_some() { "ended" } else { "timeout" });
    let (ended, lasted) = own.unwrap_or((clicked + CAP, CAP));
    let seconds = (lasted + MINUTE / 2) / MINUTE * 60;

    row.start_time = text(clicked);
    row.end_time = text(ended);
    (row.page_start_time, row.page_end_time) = (row.start_time.clone(), row.end_time.clone());
    row.duration_seconds = Some(seconds);
    row.counted_seconds = Some(seconds);

    row
}

/// Returns when the page reports its end to the server; nothing if it never does.
fn end(page: &PageLife) -> Option<Millis> {
    let timer = page.opens + OWN_TIMER;
    let mut frozen = false;

    for (at, act) in &page.acts {
        // A timer that is due while the page is stopped fires when it runs again.
        if !frozen && timer <= *at {
            return Some(timer);
        }

        match act {
            Act::Freeze => frozen = true,
            Act::Thaw if timer <= *at => return Some(*at),
            Act::Thaw => frozen = false,
            Act::Close | Act::TapZoom { same_tab: true } => return Some(*at),
            Act::Die => return None,
            Act::TapZoom { same_tab: false } | Act::Hide | Act::Show | Act::PressEnd => {}
        }
    }

    None
}

fn text(at: Millis) -> Option<String> {
    Some(
        chrono::DateTime::from_timestamp_millis(at)?
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spans::Spans;

    fn page(acts: &[(Millis, Act)]) -> PageLife {
        PageLife {
            opens: 0,
            phone: true,
            worker: true,
            offline: Spans::default(),
            acts: acts.to_vec(),
        }
    }

    #[test]
    fn it_ends_after_two_minutes_when_left_or_when_it_wakes() {
        assert_eq!(end(&page(&[(HOUR, Act::Close)])), Some(OWN_TIMER));
        assert_eq!(end(&page(&[(5, Act::TapZoom { same_tab: true })])), Some(5));

        assert_eq!(
            end(&page(&[
                (9, Act::Freeze),
                (HOUR, Act::Thaw),
                (HOUR, Act::Close)
            ])),
            Some(HOUR)
        );

        assert_eq!(end(&page(&[(9, Act::Freeze), (HOUR, Act::Die)])), None);
    }
}
