//! How a lesson's start against the timetable is put into words.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::SchoolCalendar;
use crate::pages::staff::labels::count;

/// Says how long after the planned time something was: `4 minutes late`, `2 minutes early`, `on time`.
pub(crate) fn delay_in_words(delay: TimeDelta) -> String {
    let minutes = delay.num_minutes();
    let length = count(minutes.abs(), "minute", "minutes");

    match minutes {
        0 => "on time".to_owned(),
        ..0 => format!("{length} early"),
        1.. => format!("{length} late"),
    }
}

/// Says when a lesson's link was sent, and when the student came to class where that is known: `link sent 16:04 (4 minutes
/// late), student in class 16:07 (7 minutes late)`.
pub(crate) fn start(
    sent_at: DateTime<Utc>,
    came_at: Option<DateTime<Utc>>,
    planned_at: DateTime<Utc>,
    days: &SchoolCalendar,
) -> String {
    let with_delay = |at: DateTime<Utc>| {
        format!(
            "{} ({})",
            days.show_time(at),
            delay_in_words(at - planned_at)
        )
    };
    let sent = format!("link sent {}", with_delay(sent_at));

    match came_at {
        Some(came_at) => format!("{sent}, student in class {}", with_delay(came_at)),
        None => sent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_told_in_whole_minutes() {
        for (seconds, expected) in [
            (0, "on time"),
            (59, "on time"),
            (-59, "on time"),
            (60, "1 minute late"),
            (445, "7 minutes late"),
            (-120, "2 minutes early"),
        ] {
            assert_eq!(delay_in_words(TimeDelta::seconds(seconds)), expected);
        }
    }

    #[test]
    fn a_start_names_link_and_student() {
        let at = |minute| DateTime::UNIX_EPOCH + TimeDelta::hours(13) + TimeDelta::minutes(minute);
        let zone: SchoolCalendar = "Africa/Addis_Ababa".parse().unwrap();

        assert_eq!(
            start(at(4), Some(at(7)), at(0), &zone),
            "link sent 16:04 (4 minutes late), student in class 16:07 (7 minutes late)"
        );
        assert_eq!(
            start(at(0), None, at(0), &zone),
            "link sent 16:00 (on time)"
        );
    }
}
