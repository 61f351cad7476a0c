//! Stretches of time, and days and months by the school's clock.

mod interval;
mod period;
mod school_calendar;
mod working_days;

pub use self::interval::{Interval, union};
pub use self::period::{InvalidPreset, Period, Preset};
pub use self::school_calendar::{Day, InvalidDay, InvalidZone, SchoolCalendar};
