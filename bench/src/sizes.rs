//! What every part of the bench knows of the school: how large it is, and how its rows are named.

use chrono::{DateTime, Utc};
use session_tracking::clock::{Clock, SystemClock};

/// Students of the school; student `n` is taught by teacher `n % 200 + 1`.
pub(crate) const STUDENTS: u64 = 4_000;
/// Teachers of the school.
pub(crate) const TEACHERS: u64 = 200;
/// The school's time zone: that of the development server, so that it finds the days summed up.
pub(crate) const TIMEZONE: &str = "Africa/Addis_Ababa";
/// The document that every live session has open. `load/` knows it, too.
pub(crate) const DOCUMENT: &str = "3f0c1f5e-7a52-4d0e-9a51-8f5d2f6f3c11";

/// The tracking token of the session with this id: the same in both databases, and scattered as random ones.
pub(crate) fn token(id: u64) -> String {
    format!(
        "{:08X}{id:024X}",
        id.wrapping_mul(2_654_435_761) & 0xFFFF_FFFF
    )
}

/// A student's teacher.
pub(crate) fn teacher_of(student: u64) -> String {
    format!("ustaz{}", student % TEACHERS + 1)
}

/// The time, by the product's clock.
pub(crate) fn now() -> DateTime<Utc> {
    SystemClock.now()
}
