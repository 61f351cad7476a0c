//! Days and months by the school's clock.

mod period;
mod school_calendar;

pub use self::period::{InvalidPreset, Period, Preset};
pub use self::school_calendar::{Day, InvalidDay, InvalidZone, SchoolCalendar};
