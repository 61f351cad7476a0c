//! Stretches of time, and days and months by the school's clock.

mod clock_detection;
mod interval;
mod period;
mod school_calendar;
mod stored_clock;
mod time_text;
mod working_days;
mod zone_data;

pub use self::clock_detection::{DetectedClock, DetectedClocks, RowTimes};
pub use self::interval::{Interval, union};
pub use self::period::{InvalidPreset, Period, Preset};
pub use self::school_calendar::{Day, InvalidDay, InvalidZone, SchoolCalendar};
pub use self::stored_clock::{
    ClockStep, InvalidStoredAs, StoredAs, StoredClock, StoredClocks, StoredTimes,
};
pub use self::time_text::{InvalidTime, read_time};
pub use self::zone_data::{CHANGED_ZONES, ZoneComparison, compared_instants};
