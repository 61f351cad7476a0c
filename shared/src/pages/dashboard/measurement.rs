//! A measured time and what it rests on.

use crate::domain::{Confidence, MeasuredTime, MeasurementSource};
use crate::pages::staff::labels::length;

/// Returns the bounds of the true time where they are worth showing. What a page alone measured has bounds that say
/// next to nothing.
pub(crate) fn bounds(time: MeasuredTime) -> String {
    let is_uncertain = time.grade == Some(Confidence::C);
    let is_by_page_alone = time.source == Some(MeasurementSource::Page);
    if !is_uncertain || is_by_page_alone {
        return String::new();
    }

    let low = length(time.low_seconds);
    let high = length(time.high_seconds);
    if low == high {
        return String::new();
    }

    format!("{low} to {high}")
}

/// Returns the grade and the source.
pub(crate) fn evidence(time: MeasuredTime) -> String {
    match (time.source, time.grade) {
        (Some(source), Some(grade)) => format!("{} · {}", grade.as_str(), source_name(source)),
        _ => "no grade".to_owned(),
    }
}

fn source_name(source: MeasurementSource) -> &'static str {
    match source {
        MeasurementSource::Page => "page",
        MeasurementSource::Zoom => "Zoom",
        MeasurementSource::PageAndZoom => "Zoom and page",
        MeasurementSource::PageAndTeacher => "page and teacher",
    }
}
