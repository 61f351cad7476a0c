//! The zone that would make a report's times right.

use chrono::{DateTime, TimeDelta, Utc};
use session_tracking::domain::{ReportedFile, SchoolCalendar};

/// Zones of many people, for their names: one for each offset, in winter or in summer.
const ZONES: [&str; 38] = [
    "UTC",
    "Africa/Addis_Ababa",
    "Asia/Riyadh",
    "Europe/London",
    "Europe/Berlin",
    "Africa/Cairo",
    "Africa/Lagos",
    "Europe/Istanbul",
    "Asia/Dubai",
    "Asia/Tehran",
    "Asia/Kabul",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Dhaka",
    "Asia/Yangon",
    "Asia/Jakarta",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Darwin",
    "Australia/Brisbane",
    "Australia/Adelaide",
    "Australia/Sydney",
    "Pacific/Noumea",
    "Pacific/Auckland",
    "Pacific/Tongatapu",
    "Pacific/Kiritimati",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "Pacific/Pago_Pago",
    "America/Halifax",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Atlantic/Azores",
];

/// Says what is wrong with a report whose stays are known ones, so much later, and how its times would be right.
pub(super) fn contradiction(
    file: &ReportedFile,
    shift: TimeDelta,
    school_days: &SchoolCalendar,
) -> String {
    let direction = if shift > TimeDelta::zero() {
        "later"
    } else {
        "earlier"
    };
    let told = format!(
        "its stays are those that Zoom's own events told of this meeting, but {} {direction}, which cannot be",
        hours(shift.abs())
    );
    let anyway = "If the times are right all the same, add --times-are-right.";
    let Some(read_in) = &file.zone else {
        return format!(
            "{told}. The file names the zone of its times itself, so look how it was made. {anyway}"
        );
    };

    let offset = read_in.offset(file.first_at()) + shift;
    let zone = zone_with_offset(offset, file.first_at() - shift, school_days);
    let advice = zone.map_or_else(
        || "give that zone with --zone".to_owned(),
        |zone| format!("import it with --zone {zone}"),
    );

    format!(
        "{told}. Its times were read in {}, and are of a zone that is {}: {advice}. {anyway}",
        read_in.zone(),
        utc_offset(offset)
    )
}

/// Returns the name of a zone in which clocks had that offset, the school's own if they had it there.
fn zone_with_offset(
    offset: TimeDelta,
    at: DateTime<Utc>,
    school_days: &SchoolCalendar,
) -> Option<String> {
    let known = ZONES.iter().filter_map(|name| name.parse().ok());
    std::iter::once(school_days.clone())
        .chain(known)
        .find(|zone: &SchoolCalendar| zone.offset(at) == offset)
        .map(|zone| zone.zone().to_owned())
}

/// Writes 90 minutes as `1.5 hours`.
fn hours(time: TimeDelta) -> String {
    match (time.num_hours(), time.num_minutes() % 60) {
        (0, _) => "half an hour".to_owned(),
        (1, 0) => "1 hour".to_owned(),
        (hours, 0) => format!("{hours} hours"),
        (hours, _) => format!("{hours}.5 hours"),
    }
}

/// Writes an offset as `UTC+05:30`.
fn utc_offset(offset: TimeDelta) -> String {
    let sign = if offset < TimeDelta::zero() { '-' } else { '+' };
    let minutes = offset.num_minutes().abs();

    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
