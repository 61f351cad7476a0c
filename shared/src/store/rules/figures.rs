//! The length of a session, how sure that is, and whose evidence it rests on.

use crate::domain::{
    Confidence, EndReason, LATE_AFTER, MeasurementSource, NoShow, PresenceParameters,
};
use crate::store::Dialect;
use crate::store::rules::clock::ClockColumn;
use crate::store::rules::lifecycle::{IS_OPEN, IS_OVER, IS_OVER_BY_INDEX, IS_SENT};

/// The seconds of a session that is over, as the row has them: NULL where nothing was recorded, or more than
/// [`MAX_SECONDS`].
pub(crate) const RECORDED_SECONDS: &str = "COALESCE(\
    CASE WHEN session_duration_seconds BETWEEN -2100000000 AND 2100000000 THEN session_duration_seconds END, \
    CASE WHEN session_duration_minutes BETWEEN -35000000 AND 35000000 THEN session_duration_minutes * 60 END)";

/// No lesson is longer, and no sum of such seconds overflows. Other programs leave greater numbers.
pub(crate) const MAX_SECONDS: i64 = 2_100_000_000;

// CAST: the difference of two UNSIGNED columns may not be negative.
const BAND_SECONDS: &str =
    "(CAST(duration_high_seconds AS SIGNED) - CAST(duration_low_seconds AS SIGNED))";

/// SQL for the seconds of [`Session::figures`](crate::domain::Session::figures), for an opened session that is over:
/// those recorded, or, where none are, the seconds that follow from the row's times.
pub(crate) fn seconds_when_over(dialect: Dialect) -> String {
    format!(
        "COALESCE({RECORDED_SECONDS}, {})",
        presence_seconds(dialect)
    )
}

/// SQL for [`Session::counted_seconds`](crate::domain::Session::counted_seconds), of SQL for the seconds of its figures.
pub(crate) fn counted_seconds(seconds: &str) -> String {
    // A product, because nothing recorded stays NULL.
    format!(
        "{seconds} * CASE WHEN no_show = '{}' THEN 0 ELSE 1 END",
        NoShow::Teacher.as_str()
    )
}

/// SQL for the seconds of figures, for any session as it is stored; 0 for a link that was never opened.
pub(crate) fn seconds(dialect: Dialect, rules: &PresenceParameters) -> String {
    let seen = presence_seconds(dialect);
    let most = rules.away.num_seconds();

    format!(
        "CASE WHEN {IS_SENT} THEN 0 \
         WHEN {IS_OPEN} THEN CASE WHEN {seen} > {most} THEN {most} ELSE {seen} END \
         ELSE {} END",
        seconds_when_over(dialect)
    )
}

/// SQL for [`Presence::seconds`](crate::domain::Presence::seconds).
fn presence_seconds(dialect: Dialect) -> String {
    let span = (dialect.seconds)("clicked_at", "last_activity_at");
    // CASE, because the databases have no common name for the greater of two values.
    let uncounted = "CAST(uncounted_seconds AS SIGNED)";
    format!("CASE WHEN {span} > {uncounted} THEN {span} - {uncounted} ELSE 0 END")
}

/// [`Session::is_late`](crate::domain::Session::is_late).
pub(crate) fn is_late(dialect: Dialect) -> String {
    format!(
        "{} > {}",
        (dialect.seconds)(
            &ClockColumn::SentTime.instant(dialect, ""),
            &ClockColumn::ClickedAt.instant(dialect, "")
        ),
        LATE_AFTER.num_seconds()
    )
}

/// SQL for the grade of a session that is over, as [`MeasuredTime::with_band`](crate::domain::MeasuredTime::with_band) gives it; NULL
/// for rows of older systems.
pub(crate) fn grade() -> String {
    format!(
        "CASE WHEN {} THEN CASE WHEN {} THEN 'A' WHEN {} THEN 'B' ELSE 'C' END END",
        is_measured_by(|_| true),
        is_within_band(Confidence::A),
        is_within_band(Confidence::B)
    )
}

/// Whether the band is as narrow as the grade wants it of the row's source.
fn is_within_band(grade: Confidence) -> String {
    let mut conditions = Vec::new();
    for source in MeasurementSource::ALL {
        if let Some(widest) = grade.widest_band(source) {
            conditions.push(format!(
                "(duration_source = '{}' AND {BAND_SECONDS} <= {widest})",
                source.as_str()
            ));
        }
    }

    conditions.join(" OR ")
}

/// Whether the [source](crate::domain::MeasuredTime::source) of a session that is over is one of these. A row of which a
/// figure is missing has no source, whatever it says.
fn is_measured_by(is_meant: impl Fn(MeasurementSource) -> bool) -> String {
    let names = quoted(
        MeasurementSource::ALL
            .into_iter()
            .filter(|source| is_meant(*source))
            .map(MeasurementSource::as_str),
    );

    format!(
        "duration_source IN ({names}) AND {RECORDED_SECONDS} IS NOT NULL AND {BAND_SECONDS} IS NOT NULL"
    )
}

/// [`Session::is_measured_by_pages`](crate::domain::Session::is_measured_by_pages), for an index that begins with the
/// status or the opening.
pub(crate) fn is_measured_by_pages() -> String {
    let reasons = EndReason::ALL
        .into_iter()
        .filter(|reason| reason.is_told_by_page());
    format!(
        "{IS_OVER_BY_INDEX} AND (session_status = 'timeout' OR end_reason IN ({})) AND {} AND no_show IS NULL",
        quoted(reasons.map(EndReason::as_str)),
        is_measured_by(|source| !source.is_by_zoom())
    )
}

/// [`Session::was_told_of_by_zoom`](crate::domain::Session::was_told_of_by_zoom).
pub(crate) fn was_told_of_by_zoom() -> String {
    format!(
        "{IS_OVER} AND {} AND COALESCE(no_show, '') <> '{}'",
        is_measured_by(MeasurementSource::is_by_zoom),
        NoShow::Teacher.as_str()
    )
}

/// Returns names of ours as SQL texts.
fn quoted(names: impl Iterator<Item = &'static str>) -> String {
    names
        .map(|name| format!("'{name}'"))
        .collect::<Vec<_>>()
        .join(", ")
}
