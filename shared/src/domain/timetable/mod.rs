//! The school's timetable: planned lessons, and the links that were sent for them.

mod day_package;
mod late_rule;
mod plain_text;
mod plan_comparison;
mod plan_tally;
mod planned_hour;
mod planned_slot;
mod time_slot;
mod timetable;

pub use self::day_package::{DayPackage, InvalidDayPackage};
pub use self::late_rule::LateRule;
pub use self::plan_comparison::{
    ComparedLesson, LATE_AGAINST_PLAN, LinkInPlan, NEAR_PLAN, PlanComparison, SentLink,
};
pub use self::plan_tally::PlanTally;
pub use self::planned_hour::PlannedHour;
pub use self::planned_slot::{OddSlot, PlannedLesson, PlannedSlot, StoredSlot};
pub use self::time_slot::{InvalidTimeSlot, TimeSlot};
pub use self::timetable::Timetable;
