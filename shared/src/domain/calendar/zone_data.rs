//! The law of time zones as other programs know it, compared with ours.

use chrono::{DateTime, TimeDelta, Utc};
use jiff::tz::TimeZone;

use super::SchoolCalendar;

/// Zones whose law changed in 2026: data that know these changes are as new as ours. Casablanca is at +00:00 for good
/// since 20 September 2026, Vancouver stays at -07:00, Edmonton at -06:00 and Winnipeg at -05:00.
pub const CHANGED_ZONES: [&str; 4] = [
    "Africa/Casablanca",
    "America/Vancouver",
    "America/Edmonton",
    "America/Winnipeg",
];

/// Unix seconds of the instants at which zones are compared: noon (UTC) of 15 December 2026, 15 January and 15 July 2027.
const COMPARED_AT: [i64; 3] = [1_797_336_000, 1_800_014_400, 1_815_652_800];

/// Zone data of other programs, beside ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZoneComparison {
    /// The zones that these data know.
    pub known: Vec<String>,
    /// Those of which they say something else.
    pub different: Vec<String>,
}

impl ZoneComparison {
    /// Compares what a clock shows ahead of Coordinated Universal Time in each zone, by other data. `None`: they do not
    /// know the zone.
    #[must_use]
    pub fn of<'a>(
        zones: impl IntoIterator<Item = &'a str>,
        ahead: impl Fn(&str, DateTime<Utc>) -> Option<TimeDelta>,
    ) -> Self {
        let mut comparison = Self::default();
        for zone in zones {
            let Ok(ours) = zone.parse::<SchoolCalendar>() else {
                continue;
            };

            let mut is_known = true;
            let mut is_same = true;
            for at in compared_instants() {
                match ahead(zone, at) {
                    Some(theirs) => is_same &= theirs == ours.offset(at),
                    None => is_known = false,
                }
            }

            if is_known {
                comparison.known.push(zone.to_owned());
            }
            if is_known && !is_same {
                comparison.different.push(zone.to_owned());
            }
        }

        comparison
    }

    /// Tells whether the data do not know the law of 2026.
    #[must_use]
    pub fn is_older(&self) -> bool {
        let is_changed = |zone: &String| CHANGED_ZONES.contains(&zone.as_str());
        self.different.iter().any(is_changed)
    }

    /// Tells whether they say something else of a zone.
    #[must_use]
    pub fn differs_in(&self, zone: &str) -> bool {
        self.different.iter().any(|different| different == zone)
    }
}

/// Returns the instants at which zones are compared.
pub fn compared_instants() -> impl Iterator<Item = DateTime<Utc>> {
    COMPARED_AT
        .into_iter()
        .filter_map(|at| DateTime::from_timestamp(at, 0))
}

impl SchoolCalendar {
    /// Reads a zone of a file of compiled zone data, as in `/usr/share/zoneinfo`.
    #[must_use]
    pub fn from_zone_file(zone: &str, bytes: &[u8]) -> Option<Self> {
        TimeZone::tzif(zone, bytes).ok().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(zone: &str, at: &str) -> i64 {
        let calendar: SchoolCalendar = zone.parse().unwrap();
        let at = DateTime::parse_from_rfc3339(at).unwrap().to_utc();
        calendar.offset(at).num_hours()
    }

    #[test]
    fn the_law_of_2026_is_known() {
        for (zone, winter, summer) in [
            ("Africa/Casablanca", 0, 0),
            ("America/Vancouver", -7, -7),
            ("America/Edmonton", -6, -6),
            ("America/Winnipeg", -5, -5),
            // Nothing changed here.
            ("Europe/Berlin", 1, 2),
            ("Africa/Addis_Ababa", 3, 3),
        ] {
            assert_eq!(hours(zone, "2026-12-15T12:00:00Z"), winter, "{zone}");
            assert_eq!(hours(zone, "2027-01-15T12:00:00Z"), winter, "{zone}");
            assert_eq!(hours(zone, "2027-07-15T12:00:00Z"), summer, "{zone}");
        }

        // The day before the change, and the day after it.
        assert_eq!(hours("Africa/Casablanca", "2026-09-19T12:00:00Z"), 1);
        assert_eq!(hours("Africa/Casablanca", "2026-09-21T12:00:00Z"), 0);
    }

    #[test]
    fn a_schools_days_follow_the_new_law() {
        for (zone, day, start) in [
            ("Africa/Casablanca", "2026-12-15", "2026-12-15 00:00:00"),
            ("America/Vancouver", "2026-12-15", "2026-12-15 07:00:00"),
            ("America/Edmonton", "2026-12-15", "2026-12-15 06:00:00"),
            ("America/Winnipeg", "2026-12-15", "2026-12-15 05:00:00"),
        ] {
            let calendar: SchoolCalendar = zone.parse().unwrap();
            let begins = calendar.start(day.parse().unwrap());
            assert_eq!(begins.format("%F %T").to_string(), start, "{zone}");
        }
    }

    #[test]
    fn older_data_are_told_from_new_ones() {
        let zones = ["Africa/Addis_Ababa", "Africa/Casablanca", "Europe/Berlin"];
        let ours = |zone: &str, at| Some(zone.parse::<SchoolCalendar>().unwrap().offset(at));
        let same = ZoneComparison::of(zones, ours);
        assert_eq!((same.known.len(), same.is_older()), (3, false));

        let older = ZoneComparison::of(zones, |zone, at| match zone {
            "Africa/Casablanca" => Some(TimeDelta::hours(1)),
            "Europe/Berlin" => None,
            _ => ours(zone, at),
        });
        assert_eq!(older.different, ["Africa/Casablanca"]);
        assert_eq!(older.known.len(), 2);
        assert!(older.is_older() && !older.differs_in("Africa/Addis_Ababa"));
    }
}
