//! Figures and states as people read them.

use crate::domain::{EndReason, NoShow, NotificationStatus, Phase, Status, minutes};

/// Seconds as a length: `20 s`, `57 min`, `1 h 05 min`.
pub(crate) fn length(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{seconds} s"),
        _ => match minutes(seconds) {
            minutes @ ..60 => format!("{minutes} min"),
            minutes => format!("{} h {:02} min", number(minutes / 60), minutes % 60),
        },
    }
}

/// A number with thin spaces between thousands.
pub(crate) fn number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();

    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }

        text.push(digit);
    }

    if number < 0 {
        format!("−{text}")
    } else {
        text
    }
}

/// A number of things: `1 session`, `5 sessions`.
pub(crate) fn count(number_of: i64, one: &str, many: &str) -> String {
    match number_of {
        1 => format!("1 {one}"),
        _ => format!("{} {many}", number(number_of)),
    }
}

/// A share in percent, one decimal below 10 %.
pub(crate) fn percent(part: i64, whole: i64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }

    let tenths = (part * 1000 + whole / 2) / whole;
    match tenths {
        0 | 100.. => format!("{} %", (tenths + 5) / 10),
        _ => format!("{}.{} %", tenths / 10, tenths % 10),
    }
}

/// A status.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Sent => "Not opened",
        Status::Active => "In class",
        Status::Ended => "Ended",
        Status::Timeout => "Timed out",
    }
}

/// A phase.
pub(crate) fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Sent => "Not opened",
        Phase::Live => "Live",
        Phase::Away => "Away in Zoom",
        Phase::Idle => "Idle",
        Phase::Ended => "Ended",
        Phase::Timeout => "Timed out",
    }
}

/// What ended a session.
pub(crate) fn end_reason(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Closed => "page closed",
        EndReason::Finished => "by the student",
        EndReason::Meeting => "with the Zoom meeting",
        EndReason::Admin => "by an admin",
        EndReason::Unknown => "not recorded",
    }
}

/// Why there was no class.
pub(crate) fn no_show(missing: NoShow) -> &'static str {
    match missing {
        NoShow::Student => "student did not come",
        NoShow::Teacher => "teacher did not come",
    }
}

/// What became of a message, in two or three words. (`delivery.rs` says it in sentences.)
pub(crate) fn delivery(status: Option<&NotificationStatus>) -> &'static str {
    match status {
        None => "not recorded",
        Some(status) if !status.is_final() => "on its way",
        Some(status) => status
            .cause()
            .map_or("delivered", |cause| cause.entry().label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(
            [20, 59, 60, 3569, 3600, 3660, 446_400].map(length),
            [
                "20 s",
                "59 s",
                "1 min",
                "59 min",
                "1 h 00 min",
                "1 h 01 min",
                "124 h 00 min"
            ]
        );

        assert_eq!(
            [0, 999, 1000, 1_234_567, -4321].map(number),
            [
                "0",
                "999",
                "1\u{202f}000",
                "1\u{202f}234\u{202f}567",
                "−4\u{202f}321"
            ]
        );

        assert_eq!(
            [(0, 5), (1, 3), (1, 30), (5, 5), (1, 0)].map(|(a, b)| percent(a, b)),
            ["0 %", "33 %", "3.3 %", "100 %", "–"]
        );

        assert_eq!(
            [0, 1, 2000].map(|number| count(number, "session", "sessions")),
            ["0 sessions", "1 session", "2\u{202f}000 sessions"]
        );
    }
}
