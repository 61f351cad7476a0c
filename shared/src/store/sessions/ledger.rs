//! The append-only ledger `session_events`.

use std::collections::HashMap;

use chrono::NaiveDateTime;

use crate::domain::{DocumentId, Evidence, EvidenceKind, EvidenceSource, Party, SessionId};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::sessions::detail;
use crate::store::{Store, StoreError};

/// More evidence than any lesson leaves; a read stops there.
const MAX_EVIDENCE: i64 = 5_000;
/// Ids of sessions are padded to a multiple of this number, so that there are few different statements.
const SESSIONS_STEP: usize = 10;

#[derive(sqlx::FromRow)]
struct EvidenceRow {
    event_at: NaiveDateTime,
    received_at: NaiveDateTime,
    party: String,
    source: String,
    kind: String,
    document_id: Option<String>,
    sequence_number: Option<i64>,
    detail: Option<String>,
    dedupe_key: String,
}

#[derive(sqlx::FromRow)]
struct SessionEvidenceRow {
    session_id: i64,
    #[sqlx(flatten)]
    evidence: EvidenceRow,
}

/// Builds one insert for all the evidence; entries that the ledger has already are skipped. Nothing is inserted
/// when the statement before it, in the same transaction, matched no row.
pub(crate) fn insert_after_match<'a>(
    dialect: Dialect,
    evidence: impl IntoIterator<Item = (SessionId, &'a Evidence)>,
) -> Statement {
    let mut sql = Statement::new(dialect.insert_ignore);
    sql.push(
        "session_events (session_id, event_at, received_at, party, source, kind, document_id, \
         sequence_number, detail, dedupe_key) SELECT * FROM (",
    );

    let mut separator = "";
    for (session, evidence) in evidence {
        sql.push(separator).append(select_values(session, evidence));
        separator = " UNION ALL ";
    }

    sql.push(") AS evidence WHERE ")
        .push(dialect.rows_matched)
        .push(" > 0");
    sql
}

fn select_values(session: SessionId, evidence: &Evidence) -> Statement {
    let detail = evidence.detail.as_ref().and_then(detail::to_text);
    let document = evidence.document.as_ref().map(DocumentId::as_str);

    // Named, because a derived table may not have two columns called NULL.
    let sql = Statement::new(
        "SELECT ? AS a, ? AS b, ? AS c, ? AS d, ? AS e, ? AS f, ? AS g, ? AS h, ? AS i, ? AS j",
    );

    sql.bind(session)
        .bind(evidence.at)
        .bind(evidence.received_at)
        .bind(evidence.party.as_str())
        .bind(evidence.source.as_str())
        .bind(evidence.kind.as_str())
        .bind(document)
        .bind(evidence.sequence.map(i64::from))
        .bind(detail.as_deref())
        .bind(evidence.dedupe_key.as_str())
}

impl Store {
    /// Returns a session's evidence in the order in which it happened, at most 5,000 entries. Entries of a kind that
    /// this version does not know are left out.
    ///
    /// This is a statement of its own. A change that is stored between the read of the session and this one shows in
    /// the evidence and not yet in the session; the next read shows both.
    pub async fn list_evidence(&self, session: SessionId) -> Result<Vec<Evidence>, StoreError> {
        let sql = Statement::new(
            "SELECT event_at, received_at, party, source, kind, document_id, sequence_number, detail, dedupe_key
            FROM session_events
            WHERE session_id = ?
            ORDER BY event_at, id
            LIMIT ?",
        );
        let sql = sql.bind(session).bind(MAX_EVIDENCE);
        let rows: Vec<EvidenceRow> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .filter_map(EvidenceRow::into_evidence)
            .collect())
    }

    /// Returns the evidence of several sessions, each in the order in which it happened.
    pub async fn list_evidence_of(
        &self,
        sessions: &[SessionId],
    ) -> Result<HashMap<SessionId, Vec<Evidence>>, StoreError> {
        let mut sql = Statement::new(
            "SELECT session_id, event_at, received_at, party, source, kind, document_id, sequence_number, detail,
                dedupe_key
            FROM session_events
            WHERE session_id IN ",
        );
        sql.list(sessions.iter().copied(), SESSIONS_STEP)
            .push(" ORDER BY event_at, id LIMIT ")
            .value(MAX_EVIDENCE);
        let rows: Vec<SessionEvidenceRow> = self.db.fetch_all(sql).await?;

        let mut ledger: HashMap<SessionId, Vec<Evidence>> = HashMap::new();
        for row in rows {
            ledger
                .entry(SessionId(row.session_id))
                .or_default()
                .extend(row.evidence.into_evidence());
        }

        Ok(ledger)
    }
}

impl EvidenceRow {
    fn into_evidence(self) -> Option<Evidence> {
        let kind = EvidenceKind::from_stored(&self.kind)?;

        Some(Evidence {
            at: self.event_at.and_utc(),
            received_at: self.received_at.and_utc(),
            party: Party::from_stored(&self.party)?,
            source: EvidenceSource::from_stored(&self.source)?,
            kind,
            document: self.document_id.and_then(|document| document.parse().ok()),
            sequence: self
                .sequence_number
                .and_then(|sequence| sequence.try_into().ok()),
            detail: self.detail.map(|text| detail::from_text(kind, text)),
            dedupe_key: self.dedupe_key,
        })
    }
}
