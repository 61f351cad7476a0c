//! Says in words what an entry of the ledger holds.

use crate::domain::attendance::account_id;
use crate::domain::ledger::{AccountOwner, Detail, Doubt, Evidence, ZoomCount};
use crate::domain::measured_time::{Confidence, MeasuredTime, MeasurementSource};

/// Says in words what else an entry of the ledger holds.
#[must_use]
pub fn detail_in_words(detail: &Detail) -> String {
    match detail {
        Detail::Words(text) => text.clone(),
        Detail::ZoomCount(ZoomCount::Counted {
            figures,
            before,
            doubts,
        }) => {
            let mut parts = vec![figures_in_words(figures)];
            if let Some(before) = before {
                parts.push(format!("before: {}", figures_in_words(before)));
            }
            parts.extend(doubts.iter().map(|doubt| doubt_in_words(*doubt).to_owned()));

            parts.join("; ")
        }
        Detail::ZoomCount(ZoomCount::Withdrawn { before }) => {
            format!("about another lesson; before: {}", figures_in_words(before))
        }
        Detail::AccountOwner(AccountOwner {
            admin,
            account,
            teacher,
        }) => format!(
            "{admin}: account {}, teacher {teacher}",
            account_id(account)
        ),
    }
}

fn figures_in_words(figures: &MeasuredTime) -> String {
    let source = figures
        .source
        .map_or("earlier system", MeasurementSource::as_str);
    let grade = figures.grade.map_or("no grade", Confidence::as_str);

    format!(
        "{} s ({} to {}; {source}, {grade})",
        figures.seconds, figures.low_seconds, figures.high_seconds
    )
}

/// Says what was not sure when the lesson was counted by Zoom.
pub(super) fn doubts_in_words(counted: &Evidence) -> Vec<&str> {
    match &counted.detail {
        Some(Detail::ZoomCount(ZoomCount::Counted { doubts, .. })) => {
            doubts.iter().copied().map(doubt_in_words).collect()
        }
        Some(Detail::ZoomCount(ZoomCount::Withdrawn { .. }) | Detail::AccountOwner(_)) | None => {
            Vec::new()
        }
        // Earlier versions wrote the figures, in parentheses, and the doubts into one text.
        Some(Detail::Words(text)) => text
            .split("; ")
            .filter(|part| !part.contains(['(', ')']))
            .collect(),
    }
}

fn doubt_in_words(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::LostJoin => "Zoom did not tell when the student came",
        Doubt::LostLeave => "Zoom did not tell when the student left",
        Doubt::UnknownHost => "Zoom did not tell who the host is",
        Doubt::OnlyTeacher => "Zoom saw the teacher and no student",
        Doubt::NoTeacher => "Zoom saw no teacher",
        Doubt::SeveralPeople => "several people besides the host were in the meeting at once",
        Doubt::Contested => "another lesson has an equal claim to what happened in this meeting",
        Doubt::LentAccount => "somebody came with the host's account",
        Doubt::UnknownGuest => "nothing shows that the guest in the meeting was the student",
        Doubt::NoticedLate => "the student's app was gone before Zoom noticed it",
    }
}
