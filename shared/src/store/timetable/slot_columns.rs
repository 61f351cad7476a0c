//! The columns of the timetable: they differ between versions of the school's application.

use crate::store::application::ApplicationSchema;

/// The table. It is the school's: no migration makes or changes it.
pub(crate) const TIMETABLE: &str = "wpos_ustaz_occupied_times";

/// The columns that not every version has. Without the others there is no timetable.
#[derive(Clone, Copy, Debug)]
pub(super) struct SlotColumns {
    id: bool,
    occupied_at: bool,
    end_at: bool,
}

impl SlotColumns {
    /// Returns the columns of the table. `None`: the school has no timetable.
    pub(super) fn of(application: &ApplicationSchema) -> Option<Self> {
        let needed = ["ustaz_id", "time_slot", "daypackage", "student_id"];
        application.find_table(TIMETABLE, &needed)?;

        Some(Self {
            id: application.has(TIMETABLE, "id"),
            occupied_at: application.has(TIMETABLE, "occupied_at"),
            end_at: application.has(TIMETABLE, "end_at"),
        })
    }

    /// Returns what is read of a row, every column as text: their types are the application's.
    pub(super) fn select(self) -> String {
        let text = |column: &str, exists: bool| {
            if exists {
                format!("CAST({column} AS CHAR) AS {column}")
            } else {
                format!("CAST(NULL AS CHAR) AS {column}")
            }
        };

        [
            text("id", self.id),
            text("ustaz_id", true),
            text("student_id", true),
            text("time_slot", true),
            text("daypackage", true),
            text("occupied_at", self.occupied_at),
            text("end_at", self.end_at),
        ]
        .join(", ")
    }

    /// Returns SQL for the id of one row of a group.
    pub(super) fn any_id(self) -> &'static str {
        if self.id {
            "CAST(MIN(id) AS CHAR)"
        } else {
            "CAST(NULL AS CHAR)"
        }
    }
}
