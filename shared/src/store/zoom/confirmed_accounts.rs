//! What administrators said about accounts of Zoom: their word stands beside what lessons have shown.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::known_people::NO_SESSION;
use super::reconciliation_queue::PendingReconciliation;
use crate::domain::{
    AccountOwner, Detail, Evidence, EvidenceKind, PersonRole, Session, SessionId, StudentId,
    TeacherId,
};
use crate::store::db::statement::Statement;
use crate::store::db::stored_text::StoredText;
use crate::store::db::stored_time::StoredTime;
use crate::store::db::transaction::Transaction;
use crate::store::rules::ClockColumn;
use crate::store::sessions::insert_after_match;
use crate::store::{Store, StoreError};

/// An account that an administrator confirmed as a teacher's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmedAccount {
    /// What was said, and by whom.
    pub owner: AccountOwner,
    /// When it was said.
    pub at: DateTime<Utc>,
    /// The session whose ledger tells of it; `None`: it was said about a user of the school's account.
    pub session: Option<SessionId>,
}

/// More accounts than a school's teachers have.
const MAX_CONFIRMED: i64 = 1_000;
/// More meetings than a school's teachers use.
const MAX_MEETINGS: i64 = 1_000;

impl Store {
    /// Lists the confirmed accounts, the newest first.
    pub async fn list_confirmed_accounts(&self) -> Result<Vec<ConfirmedAccount>, StoreError> {
        let sql = Statement::new(
            "SELECT person, teacher, COALESCE(confirmed_by, ''), seen_at, COALESCE(confirmed_in, 0)
            FROM zoom_known_people
            WHERE role = ? AND session_id = ?
            ORDER BY seen_at DESC, person
            LIMIT ?",
        );
        let sql = sql
            .bind(PersonRole::Teacher.as_str())
            .bind(NO_SESSION)
            .bind(MAX_CONFIRMED);
        let rows: Vec<(String, String, String, NaiveDateTime, i64)> =
            self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .map(
                |(account, teacher, admin, seen_at, session)| ConfirmedAccount {
                    owner: AccountOwner {
                        admin,
                        account,
                        teacher: TeacherId(teacher),
                    },
                    at: seen_at.and_utc(),
                    session: (session != NO_SESSION).then_some(SessionId(session)),
                },
            )
            .collect())
    }

    /// Records whose an account is, and the word in the ledger of the session that it was said about, if there is one.
    /// Returns whether it is new.
    pub(crate) async fn record_confirmed_account(
        &self,
        session: Option<&Session>,
        owner: &AccountOwner,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let insert = Statement::new(format!(
            "{}zoom_known_people
            (person, role, session_id, student, teacher, seen_at, confirmed_by, confirmed_in)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            self.dialect().insert_ignore
        ));
        let insert = insert
            .bind(owner.account.as_str())
            .bind(PersonRole::Teacher.as_str())
            .bind(NO_SESSION)
            .bind(session.map_or(StudentId(0), |session| session.student))
            .bind(owner.teacher.0.as_str())
            .bind(now)
            .bind(owner.admin.as_str())
            .bind(session.map_or(NO_SESSION, |session| session.id.0));

        let session = session.map(|session| session.id);
        self.run_with_evidence(&insert, EvidenceKind::AccountConfirmed, session, owner, now)
            .await
    }

    /// Takes back what an administrator said, with an entry in the ledger where it was said. Returns whether there was
    /// such a word.
    pub(crate) async fn delete_confirmed_account(
        &self,
        session: Option<SessionId>,
        owner: &AccountOwner,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let delete = Statement::new(
            "DELETE FROM zoom_known_people
            WHERE person = ? AND role = ? AND session_id = ? AND teacher = ?",
        );
        let delete = delete
            .bind(owner.account.as_str())
            .bind(PersonRole::Teacher.as_str())
            .bind(NO_SESSION)
            .bind(owner.teacher.0.as_str());

        self.run_with_evidence(&delete, EvidenceKind::AccountWithdrawn, session, owner, now)
            .await
    }

    async fn run_with_evidence(
        &self,
        statement: &Statement,
        kind: EvidenceKind,
        session: Option<SessionId>,
        owner: &AccountOwner,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let Some(session) = session else {
            return Ok(self.db.execute(statement.clone()).await? > 0);
        };

        let evidence = evidence_of(kind, session, owner, now);
        let mut transaction = Transaction::new(self.dialect());
        transaction.push(statement);
        // Directly after it: the insert asks how many rows the statement matched. If the answer is lost and this runs
        // again, nothing matches, and the entry stays the first one.
        transaction.push(&insert_after_match(self.dialect(), [(session, &evidence)]));

        let matched = transaction.run(&self.db).await?;
        Ok(matched.first().is_some_and(|rows| *rows > 0))
    }

    /// Puts every meeting into the queue in which an account was around lessons that were opened since then. Returns
    /// what is to be reconciled.
    pub(crate) async fn enqueue_meetings_of_account(
        &self,
        account: &str,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Vec<PendingReconciliation>, StoreError> {
        let meetings = self.list_meetings_of_account(account, since).await?;
        self.enqueue_meetings(&meetings, now).await
    }

    /// Lists these meetings, each with the time when its oldest link was sent.
    async fn list_meetings_of_account(
        &self,
        account: &str,
        since: DateTime<Utc>,
    ) -> Result<Vec<(String, DateTime<Utc>)>, StoreError> {
        let dialect = self.dialect();
        let mut sql = Statement::new(format!(
            "SELECT z.zoom_meeting_id, MIN({})
            FROM wpos_zoom_links z
            WHERE ",
            ClockColumn::SentTime.instant(dialect, "z.")
        ));
        sql.append(ClockColumn::ClickedAt.since(dialect, "z.", since))
            .push(
                " AND z.zoom_meeting_id IS NOT NULL AND z.sent_time IS NOT NULL
              AND EXISTS (
                SELECT 1
                FROM zoom_events e
                WHERE e.meeting_id = z.zoom_meeting_id AND e.event_at >= ?
                  AND (e.person = ? OR e.host_id = ?))
            GROUP BY z.zoom_meeting_id
            LIMIT ?",
            );
        let sql = sql
            .bind(since)
            .bind(account)
            .bind(account)
            .bind(MAX_MEETINGS);
        let rows: Vec<(StoredText, StoredTime)> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .filter_map(|(meeting, sent_at)| Some((meeting.0, sent_at.instant()?)))
            .collect())
    }
}

fn evidence_of(
    kind: EvidenceKind,
    session: SessionId,
    owner: &AccountOwner,
    now: DateTime<Utc>,
) -> Evidence {
    let (party, source) = kind.reporter();
    let seconds = now.timestamp();

    Evidence {
        at: now,
        received_at: now,
        party,
        source,
        kind,
        document: None,
        sequence: None,
        detail: Some(Detail::AccountOwner(owner.clone())),
        dedupe_key: format!("{session}:{seconds}:{}:{}", kind.as_str(), owner.account),
    }
}
