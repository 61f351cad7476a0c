//! The columns in which later versions of the school's application keep the times of a meeting, where they exist.

use chrono::{DateTime, Utc};

use crate::domain::{MeetingTimes, SessionId};
use crate::store::db::statement::Statement;
use crate::store::db::value::Value;
use crate::store::{Store, StoreError};

impl Store {
    /// Records the times of a session's meeting for the application; all of them become NULL where there are none any
    /// more. One statement where it has such columns, none where it has not.
    pub async fn record_meeting_times(
        &self,
        session: SessionId,
        times: &MeetingTimes,
    ) -> Result<(), StoreError> {
        let schema = self.application_schema().await?;
        let mut columns = self.meeting_columns(times);
        columns.retain(|(name, _)| schema.has("wpos_zoom_links", name));
        if columns.is_empty() {
            return Ok(());
        }

        let mut sql = Statement::new("UPDATE wpos_zoom_links SET ");
        for (number, (name, value)) in columns.into_iter().enumerate() {
            sql.push(if number == 0 { "" } else { ", " })
                .push(name)
                .push(" = ")
                .value(value);
        }
        sql.push(" WHERE id = ").value(session);

        match self.db.execute(sql.repeatable()).await {
            Ok(_) => Ok(()),
            Err(error) if error.names_missing() => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn meeting_columns(&self, times: &MeetingTimes) -> Vec<(&'static str, Value)> {
        let at =
            |at: Option<DateTime<Utc>>| Value::Time(at.map(|at| self.clocks.session.to_stored(at)));

        vec![
            ("zoom_start_time", at(times.started_at)),
            ("zoom_actual_duration", times.minutes.into()),
            ("host_joined_at", at(times.teacher.joined_at)),
            ("host_left_at", at(times.teacher.left_at)),
            ("teacher_duration_minutes", times.teacher.minutes.into()),
            ("student_joined_at", at(times.student.joined_at)),
            ("student_left_at", at(times.student.left_at)),
            ("student_duration_minutes", times.student.minutes.into()),
            ("participant_count", times.stays.into()),
        ]
    }
}
