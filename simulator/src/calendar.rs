//! The school's days, told by the simulator's own calendar: two zones, one of which changes its clocks.

use crate::spans::{DAY, HOUR, MINUTE, Millis};

/// Monday, 19 October 2026, 00:00 UTC: the days from here see a change of clocks and of the month.
pub const FIRST_DAY: Millis = 1_792_368_000_000;
/// 25 October 2026, 01:00 UTC: summer time ends.
const WINTER_BEGINS: Millis = FIRST_DAY + 6 * DAY + HOUR;
/// 28 March 2027, 01:00 UTC: it begins again.
const SUMMER_BEGINS: Millis = FIRST_DAY + 160 * DAY + HOUR;

/// A time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Three hours ahead, always.
    AddisAbaba,
    /// One hour ahead in winter, two in summer.
    Berlin,
}

impl Zone {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AddisAbaba => "Africa/Addis_Ababa",
            Self::Berlin => "Europe/Berlin",
        }
    }

    fn ahead(self, at: Millis) -> Millis {
        match self {
            Self::AddisAbaba => 3 * HOUR,
            Self::Berlin if (WINTER_BEGINS..SUMMER_BEGINS).contains(&at) => HOUR,
            Self::Berlin => 2 * HOUR,
        }
    }

    /// The local day as a number of days since 1970.
    #[must_use]
    pub fn day(self, at: Millis) -> i64 {
        (at + self.ahead(at)).div_euclid(DAY)
    }

    /// The local time of day, without seconds.
    #[must_use]
    pub fn clock(self, at: Millis) -> String {
        let minutes = (at + self.ahead(at)).rem_euclid(DAY) / MINUTE;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// The local day as it is written.
    #[must_use]
    pub fn date(self, at: Millis) -> String {
        chrono::DateTime::from_timestamp_millis(self.day(at) * DAY)
            .map_or_else(String::new, |day| day.format("%F").to_string())
    }

    /// The local midnight before a time.
    #[must_use]
    pub fn midnight_before(self, at: Millis) -> Millis {
        let local = self.day(at) * DAY;
        // The clocks change at night: midnight's own offset may be the other one.
        let near = local - self.ahead(at);
        local - self.ahead(near)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_the_zone() {
        assert_eq!(Zone::Berlin.date(FIRST_DAY), "2026-10-19");
        assert_eq!(Zone::Berlin.date(FIRST_DAY - HOUR), "2026-10-19");
        assert_eq!(Zone::Berlin.date(FIRST_DAY - 3 * HOUR), "2026-10-18");
        let november = FIRST_DAY + 14 * DAY;

        assert_eq!(Zone::Berlin.date(november - 2 * HOUR), "2026-11-01");
        assert_eq!(Zone::AddisAbaba.date(november - 2 * HOUR), "2026-11-02");
        let changing = FIRST_DAY + 6 * DAY + 12 * HOUR;

        assert_eq!(
            Zone::Berlin.midnight_before(changing),
            FIRST_DAY + 6 * DAY - 2 * HOUR
        );
    }
}
