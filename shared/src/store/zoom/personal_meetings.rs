//! The meetings that personal links lead to, as each teacher said (`zoom_personal_meetings`).

use chrono::{DateTime, Utc};

use crate::domain::{PersonalMeeting, SessionId, TeacherId};
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_text::StoredText;
use crate::store::db::stored_time::StoredTime;
use crate::store::db::transaction::Transaction;
use crate::store::rules::ClockColumn;
use crate::store::{Store, StoreError};

/// A session whose link is a personal one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonalSession {
    /// The session.
    pub(crate) id: SessionId,
    /// Its link as stored.
    pub(crate) link: String,
    /// The number of the meeting that it is matched with.
    pub(crate) meeting: Option<String>,
    /// When it was sent.
    pub(crate) sent_at: DateTime<Utc>,
}

/// More personal links than any teacher has.
const MAX_LINKS: i64 = 50;
/// More sessions than any teacher holds in a month.
const MAX_SESSIONS: i64 = 2_000;
/// Ids are padded to a multiple of this number, so that there are few different statements.
const SESSIONS_STEP: usize = 10;

impl Store {
    /// Returns the number that a teacher said for a personal link.
    pub async fn find_personal_meeting(
        &self,
        teacher: &TeacherId,
        name: &str,
    ) -> Result<Option<String>, StoreError> {
        let sql = Statement::new(
            "SELECT meeting_id FROM zoom_personal_meetings WHERE teacher = ? AND link_name = ?",
        );
        let sql = sql.bind(teacher).bind(name);
        let row: Option<(String,)> = self.db.fetch_optional(sql.repeatable()).await?;

        Ok(row.map(|(meeting,)| meeting))
    }

    /// Lists what a teacher said of personal links, by their names.
    pub async fn list_personal_meetings(
        &self,
        teacher: &TeacherId,
    ) -> Result<Vec<PersonalMeeting>, StoreError> {
        let sql = Statement::new(
            "SELECT link_name, meeting_id
            FROM zoom_personal_meetings
            WHERE teacher = ?
            ORDER BY link_name
            LIMIT ?",
        );
        let sql = sql.bind(teacher).bind(MAX_LINKS);
        let rows: Vec<(String, String)> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .map(|(name, number)| PersonalMeeting { name, number })
            .collect())
    }

    /// Records the number that a teacher says for a personal link, in the place of what was said before.
    pub(crate) async fn record_personal_meeting(
        &self,
        teacher: &TeacherId,
        meeting: &PersonalMeeting,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        // Two statements, because the databases have no common form of insert-or-update.
        let insert = Statement::new(format!(
            "{}zoom_personal_meetings (teacher, link_name, meeting_id, said_at)
            VALUES (?, ?, ?, ?)",
            self.dialect().insert_ignore
        ));
        let insert = insert
            .bind(teacher)
            .bind(meeting.name.as_str())
            .bind(meeting.number.as_str())
            .bind(now);
        let update = Statement::new(
            "UPDATE zoom_personal_meetings
            SET meeting_id = ?, said_at = ?
            WHERE teacher = ? AND link_name = ?",
        );
        let update = update
            .bind(meeting.number.as_str())
            .bind(now)
            .bind(teacher)
            .bind(meeting.name.as_str());

        let mut transaction = Transaction::new(self.dialect());
        transaction.push(&insert);
        transaction.push(&update);
        transaction.run(&self.db).await?;
        Ok(())
    }

    /// Lists a teacher's sessions with personal links that were sent since then.
    pub(crate) async fn list_personal_sessions(
        &self,
        teacher: &TeacherId,
        since: DateTime<Utc>,
    ) -> Result<Vec<PersonalSession>, StoreError> {
        let dialect = self.dialect();
        let sent = ClockColumn::SentTime;
        let mut sql = Statement::new(format!(
            "SELECT id, ustazid, link, zoom_meeting_id, {}
            FROM wpos_zoom_links
            WHERE ustazid = ",
            sent.select(dialect)
        ));
        sql.value(teacher)
            .push(" AND ")
            .append(sent.since(dialect, "", since))
            .push(" AND link LIKE '%/my/%' LIMIT ")
            .value(MAX_SESSIONS);
        let rows: Vec<PersonalRow> = self.db.fetch_all(sql).await?;

        // Byte by byte: the database's collation takes `USTAZ1` for `ustaz1`.
        Ok(rows
            .into_iter()
            .filter(|row| row.ustazid.0 == teacher.0)
            .filter_map(PersonalRow::into_session)
            .collect())
    }

    /// Matches these sessions with a meeting from now on.
    pub(crate) async fn record_meeting_of_sessions(
        &self,
        ids: &[SessionId],
        meeting: &str,
    ) -> Result<(), StoreError> {
        let mut sql = Statement::new("UPDATE wpos_zoom_links SET zoom_meeting_id = ? WHERE id IN ")
            .bind(meeting);
        sql.list(ids.iter().copied(), SESSIONS_STEP);

        self.db.execute(sql.repeatable()).await?;
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
struct PersonalRow {
    id: StoredInteger,
    ustazid: StoredText,
    link: StoredText,
    zoom_meeting_id: Option<StoredText>,
    sent_time: StoredTime,
}

impl PersonalRow {
    fn into_session(self) -> Option<PersonalSession> {
        Some(PersonalSession {
            id: SessionId(self.id.0),
            link: self.link.0,
            meeting: self.zoom_meeting_id.map(|meeting| meeting.0),
            sent_at: self.sent_time.instant()?,
        })
    }
}
