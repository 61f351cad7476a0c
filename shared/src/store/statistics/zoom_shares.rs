//! Of how many lessons Zoom told.

use chrono::{DateTime, Utc};

use crate::domain::{MeasurementSource, Status, TeacherId};
use crate::store::db::statement::Statement;
use crate::store::db::stored_text::StoredText;
use crate::store::rules::ClockColumn;
use crate::store::{Store, StoreError};

/// One teacher's lessons that are over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoomShare {
    /// The teacher.
    pub teacher: TeacherId,
    /// Their number.
    pub lessons: i64,
    /// Those whose minutes rest on Zoom's word.
    pub by_zoom: i64,
}

/// More teachers than any school has.
const MAX_TEACHERS: i64 = 10_000;

impl Store {
    /// Counts the lessons that were opened since then and are over, by teacher.
    pub async fn list_zoom_shares(
        &self,
        since: DateTime<Utc>,
    ) -> Result<Vec<ZoomShare>, StoreError> {
        let by_zoom = [MeasurementSource::Zoom, MeasurementSource::PageAndZoom];
        let over = [Status::Ended, Status::Timeout];

        let mut sql =
            Statement::new("SELECT ustazid, COUNT(*), COUNT(CASE WHEN duration_source IN ");
        sql.list(by_zoom.map(MeasurementSource::as_str), 1)
            .push(" THEN 1 END) FROM wpos_zoom_links WHERE ustazid <> '' AND session_status IN ")
            .list(over.map(Status::as_str), 1)
            .push(" AND ")
            .append(ClockColumn::ClickedAt.since(self.dialect(), "", since))
            .push(" GROUP BY ustazid ORDER BY ustazid LIMIT ")
            .value(MAX_TEACHERS);
        let rows: Vec<(StoredText, i64, i64)> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .map(|(teacher, lessons, by_zoom)| ZoomShare {
                teacher: TeacherId(teacher.0),
                lessons,
                by_zoom,
            })
            .collect())
    }
}
