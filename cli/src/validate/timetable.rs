//! Says whether the school has a timetable, and names its slots that cannot be read.

use session_tracking::domain::Timetable;

use crate::finding::{Finding, named};

/// Returns the finding about the timetable; `None`: there is no such table.
pub(super) fn finding(timetable: Option<Timetable>) -> Finding {
    let Some(Timetable { slots, odd, .. }) = timetable else {
        return Finding::ok(
            "timetable: none (no table wpos_ustaz_occupied_times), so a start is late by the time from link to opening",
        );
    };
    if odd.is_empty() {
        return Finding::ok(format!(
            "timetable: {} can be read",
            slots_in_words(slots.len())
        ));
    }

    Finding::warn(
        format!(
            "timetable: {} cannot be read: {}",
            slots_in_words(odd.len()),
            named(odd.iter().map(ToString::to_string))
        ),
        "Correct them in the school's application: a time such as 4:00 PM or 16:00; All days, MWF, TTS or names of \
         days; until then they plan no lesson",
    )
}

fn slots_in_words(count: usize) -> String {
    match count {
        1 => "1 slot".to_owned(),
        _ => format!("{count} slots"),
    }
}
