//! The users of the school's account at Zoom, and whose they seem to be.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::domain::{AccountUser, FoundBy, TeacherId};
use crate::store::db::statement::Statement;
use crate::store::db::stored_text::StoredText;
use crate::store::db::transaction::Transaction;
use crate::store::rules::ClockColumn;
use crate::store::{Store, StoreError};

/// A user of the account, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredUser {
    /// Zoom's id of the user.
    pub id: String,
    /// The name that the user shows at Zoom.
    pub name: String,
    /// The teacher that the user seems to be, and by what.
    pub seems_to_be: Option<(TeacherId, FoundBy)>,
    /// Whether an administrator said that the user is not that teacher.
    pub is_refused: bool,
}

/// A user of the account, and the teacher that the user seems to be.
pub(crate) struct FoundUser<'a> {
    pub(crate) user: &'a AccountUser,
    pub(crate) teacher: Option<(&'a TeacherId, FoundBy)>,
}

#[derive(sqlx::FromRow)]
struct UserRow {
    zoom_user: String,
    shown_as: StoredText,
    teacher: Option<StoredText>,
    found_by: Option<String>,
    refused_at: Option<NaiveDateTime>,
}

impl UserRow {
    fn into_user(self) -> StoredUser {
        let found_by = self.found_by.as_deref().and_then(FoundBy::from_stored);
        let teacher = self.teacher.map(|teacher| TeacherId(teacher.0));

        StoredUser {
            id: self.zoom_user,
            name: self.shown_as.0,
            seems_to_be: teacher.zip(found_by),
            is_refused: self.refused_at.is_some(),
        }
    }
}

/// More users than an account has that teach.
const MAX_USERS: i64 = 5_000;
/// More teachers than any school has.
const MAX_TEACHERS: i64 = 10_000;
/// Users are written by so many in one transaction, which stays far below the server's limit for one text.
const USERS_AT_ONCE: usize = 200;
/// Characters of a name that fit into the column.
const MAX_NAME: usize = 190;
/// Numbers are looked up in lists of a multiple of this length, so that there are few statements.
const NUMBERS_STEP: usize = 50;
/// Numbers that one statement looks up.
const NUMBERS_AT_ONCE: usize = 500;
/// More teachers than send links into so many meetings.
const MAX_SENDERS: i64 = 10_000;

impl Store {
    /// Returns when the users were last read; `None`: never.
    pub(crate) async fn zoom_users_read_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let sql = Statement::new("SELECT MAX(seen_at) FROM zoom_users");
        let row: Option<(Option<NaiveDateTime>,)> = self.db.fetch_optional(sql).await?;

        Ok(row.and_then(|(at,)| at).map(|at| at.and_utc()))
    }

    /// Lists the users, by name.
    pub async fn list_zoom_users(&self) -> Result<Vec<StoredUser>, StoreError> {
        let sql = Statement::new(
            "SELECT zoom_user, shown_as, teacher, found_by, refused_at
            FROM zoom_users
            ORDER BY shown_as, zoom_user
            LIMIT ?",
        );
        let rows: Vec<UserRow> = self.db.fetch_all(sql.bind(MAX_USERS)).await?;

        Ok(rows.into_iter().map(UserRow::into_user).collect())
    }

    /// Replaces the users. What was refused stays so while the same teacher is found.
    pub(crate) async fn record_zoom_users(
        &self,
        users: &[FoundUser<'_>],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        for users in users.chunks(USERS_AT_ONCE) {
            let mut transaction = Transaction::new(self.dialect());
            for found in users {
                for statement in self.upsert_user(found, now) {
                    transaction.push(&statement);
                }
            }
            transaction.run(&self.db).await?;
        }

        // Users that are gone from the account. Of two readers at once the later one decides.
        let sql = Statement::new("DELETE FROM zoom_users WHERE seen_at < ?");
        self.db.execute(sql.bind(now)).await?;
        Ok(())
    }

    fn upsert_user(&self, found: &FoundUser<'_>, now: DateTime<Utc>) -> [Statement; 3] {
        let user = found.user;
        let teacher = found.teacher.map(|(teacher, _)| teacher.0.as_str());
        let name: String = user.name.chars().take(MAX_NAME).collect();

        let insert = Statement::new(format!(
            "{}zoom_users (zoom_user, shown_as, seen_at) VALUES (?, '', ?)",
            self.dialect().insert_ignore
        ));
        let asked_anew = Statement::new(
            "UPDATE zoom_users SET refused_at = NULL
            WHERE zoom_user = ? AND refused_at IS NOT NULL AND COALESCE(teacher, '') <> ?",
        );
        let update = Statement::new(
            "UPDATE zoom_users
            SET shown_as = ?, plan = ?, personal_meeting = ?, teacher = ?, found_by = ?, seen_at = ?
            WHERE zoom_user = ?",
        );

        [
            insert.bind(user.id.as_str()).bind(now),
            asked_anew
                .bind(user.id.as_str())
                .bind(teacher.unwrap_or_default()),
            update
                .bind(name.as_str())
                .bind(user.plan)
                .bind(user.personal_meeting.as_deref())
                .bind(teacher)
                .bind(found.teacher.map(|(_, found_by)| found_by.as_str()))
                .bind(now)
                .bind(user.id.as_str()),
        ]
    }

    /// Records that a user is not the teacher that the user seems to be.
    pub(crate) async fn refuse_zoom_user(
        &self,
        user: &str,
        teacher: &TeacherId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = Statement::new(
            "UPDATE zoom_users SET refused_at = ? WHERE zoom_user = ? AND teacher = ?",
        );
        self.db
            .execute(sql.bind(now).bind(user).bind(teacher))
            .await?;
        Ok(())
    }

    /// Lists teachers with their e-mail addresses: the school's table may have a column for them, and some schools sign
    /// their teachers in by address.
    pub(crate) async fn list_teachers_with_addresses(
        &self,
    ) -> Result<Vec<(TeacherId, Vec<String>)>, StoreError> {
        let schema = self.application_schema().await?;
        let has_column = schema.has("wpos_wpdatatable_24", "email");
        let address = if has_column { "email" } else { "NULL" };

        // CAST: its type is the application's.
        let sql = Statement::new(format!(
            "SELECT ustazid, CAST({address} AS CHAR)
            FROM wpos_wpdatatable_24
            WHERE ustazid <> ''
            LIMIT ?"
        ));
        let rows: Vec<(StoredText, Option<StoredText>)> =
            self.db.fetch_all(sql.bind(MAX_TEACHERS)).await?;

        Ok(rows
            .into_iter()
            .map(|(StoredText(teacher), address)| {
                let texts = [Some(teacher.clone()), address.map(|address| address.0)];
                let addresses = texts.into_iter().flatten();
                let addresses = addresses.filter(|text| text.contains('@')).collect();

                (TeacherId(teacher), addresses)
            })
            .collect())
    }

    /// Lists who sent links into these meetings since then.
    pub(crate) async fn list_senders_into(
        &self,
        meetings: &BTreeSet<&str>,
        since: DateTime<Utc>,
    ) -> Result<Vec<(TeacherId, String)>, StoreError> {
        let meetings: Vec<&str> = meetings.iter().copied().collect();
        let mut senders = Vec::new();
        for meetings in meetings.chunks(NUMBERS_AT_ONCE) {
            let mut sql = Statement::new(
                "SELECT DISTINCT ustazid, zoom_meeting_id
                FROM wpos_zoom_links
                WHERE ustazid <> '' AND zoom_meeting_id IN ",
            );
            sql.list(meetings.iter().copied(), NUMBERS_STEP)
                .push(" AND ")
                .append(ClockColumn::SentTime.since(self.dialect(), "", since))
                .push(" LIMIT ")
                .value(MAX_SENDERS);
            let rows: Vec<(StoredText, StoredText)> = self.db.fetch_all(sql).await?;

            senders.extend(
                rows.into_iter()
                    .map(|(teacher, meeting)| (TeacherId(teacher.0), meeting.0)),
            );
        }

        Ok(senders)
    }
}
