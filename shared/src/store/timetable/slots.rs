//! Reading the timetable's rows.

use crate::domain::{OddSlot, StoredSlot, StudentId, TeacherId, Timetable};
use crate::store::db::statement::Statement;
use crate::store::timetable::slot_columns::{SlotColumns, TIMETABLE};
use crate::store::{Store, StoreError};

/// More rows than any school's timetable has: each is a teacher's time of the week.
const MAX_SLOTS: i64 = 50_000;
/// Students are looked up in lists of a multiple of this length, so that there are few statements.
const STUDENTS_STEP: usize = 50;

/// More different texts than a week has times and days.
const MAX_TEXTS: i64 = 5_000;

/// A slot's id, its time and its days as they were typed, and how many slots have the same.
type TypedRow = (Option<String>, Option<String>, Option<String>, i64);

fn find_odd((id, time_slot, day_package, slots): TypedRow) -> Option<(OddSlot, i64)> {
    let odd = OddSlot::find(
        &id.unwrap_or_default(),
        &time_slot.unwrap_or_default(),
        &day_package.unwrap_or_default(),
    );

    Some((odd?, slots))
}

#[derive(sqlx::FromRow)]
struct SlotRow {
    id: Option<String>,
    ustaz_id: Option<String>,
    student_id: Option<String>,
    time_slot: Option<String>,
    daypackage: Option<String>,
    occupied_at: Option<String>,
    end_at: Option<String>,
}

impl SlotRow {
    /// Returns the row for the rules. Without an id it is named by its student.
    fn into_stored(self) -> StoredSlot {
        let student = self.student_id.unwrap_or_default();

        StoredSlot {
            id: self.id.unwrap_or_else(|| format!("of student {student}")),
            teacher: self.ustaz_id.unwrap_or_default(),
            time_slot: self.time_slot.unwrap_or_default(),
            day_package: self.daypackage.unwrap_or_default(),
            from: self.occupied_at,
            until: self.end_at,
            student,
        }
    }
}

impl Store {
    /// Tells whether the school has a timetable.
    pub async fn has_timetable(&self) -> Result<bool, StoreError> {
        Ok(self.slot_columns().await?.is_some())
    }

    /// Reads the whole timetable; `None` where the school has none.
    pub async fn find_timetable(&self) -> Result<Option<Timetable>, StoreError> {
        self.read_slots(None).await
    }

    /// Reads the slots of these students; `None` where the school has no timetable.
    pub async fn find_timetable_of(
        &self,
        students: &[StudentId],
    ) -> Result<Option<Timetable>, StoreError> {
        self.read_slots(Some(students)).await
    }

    /// Reads a teacher's slots; `None` where the school has no timetable.
    pub async fn find_timetable_of_teacher(
        &self,
        teacher: &TeacherId,
    ) -> Result<Option<Timetable>, StoreError> {
        let sql = Statement::new(" WHERE ustaz_id = ?").bind(teacher);
        self.read_slots_where(sql).await
    }

    /// Lists what people typed in the timetable that cannot be read: one slot of each odd text, with the number of slots
    /// that have it.
    pub async fn list_odd_slot_texts(&self) -> Result<Vec<(OddSlot, i64)>, StoreError> {
        let Some(columns) = self.slot_columns().await? else {
            return Ok(Vec::new());
        };

        let sql = Statement::new(format!(
            "SELECT {}, CAST(time_slot AS CHAR), CAST(daypackage AS CHAR), COUNT(*)
            FROM {TIMETABLE}
            GROUP BY time_slot, daypackage
            ORDER BY 4 DESC
            LIMIT ?",
            columns.any_id()
        ));
        let rows: Vec<TypedRow> = match self.db.fetch_all(sql.bind(MAX_TEXTS).repeatable()).await {
            Ok(rows) => rows,
            Err(error) if error.names_missing() => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };

        Ok(rows.into_iter().filter_map(find_odd).collect())
    }

    async fn read_slots(
        &self,
        students: Option<&[StudentId]>,
    ) -> Result<Option<Timetable>, StoreError> {
        let mut condition = Statement::new("");
        if let Some(students) = students {
            condition
                .push(" WHERE student_id IN ")
                .list(students.iter().copied(), STUDENTS_STEP);
        }

        self.read_slots_where(condition).await
    }

    async fn read_slots_where(
        &self,
        condition: Statement,
    ) -> Result<Option<Timetable>, StoreError> {
        let Some(columns) = self.slot_columns().await? else {
            return Ok(None);
        };

        let mut sql = Statement::new(format!("SELECT {} FROM {TIMETABLE}", columns.select()));
        sql.append(condition).push(" LIMIT ").value(MAX_SLOTS);

        let rows: Vec<SlotRow> = match self.db.fetch_all(sql.repeatable()).await {
            Ok(rows) => rows,
            Err(error) if error.names_missing() => return Ok(None),
            Err(error) => return Err(error),
        };
        let rows: Vec<StoredSlot> = rows.into_iter().map(SlotRow::into_stored).collect();

        Ok(Some(Timetable::read(&rows)))
    }

    /// Returns the columns of the timetable; `None` where there is none.
    async fn slot_columns(&self) -> Result<Option<SlotColumns>, StoreError> {
        Ok(SlotColumns::of(self.application_schema().await?))
    }
}
