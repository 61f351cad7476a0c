//! The append-only ledger `session_events`.

use std::collections::HashMap;

use chrono::NaiveDateTime;

use super::detail;
use crate::domain::{DocumentId, Evidence, EvidenceKind, EvidenceSource, Party, SessionId};
use crate::store::db::statement::Statement;
use crate::store::sessions::row::column;
use crate::store::{Dialect, Store, StoreError, with_connection};

/// More evidence than any lesson leaves; a read stops there.
const MAX_EVIDENCE: i64 = 5_000;

/// Builds one insert for all the evidence; what is in the ledger already is passed over. Nothing is inserted
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

    let mut separator = "SELECT ";
    for (session, evidence) in evidence {
        // Named, because a derived table may not have two columns called NULL.
        sql.push(separator).value(session.0).push(" AS a, ");
        sql.value(column(evidence.at))
            .push(" AS b, ")
            .value(column(evidence.received_at))
            .push(" AS c, ");

        sql.value(evidence.party.as_str())
            .push(" AS d, ")
            .value(evidence.source.as_str())
            .push(" AS e, ");

        sql.value(evidence.kind.as_str()).push(" AS f, ");
        sql.value(evidence.document.as_ref().map(DocumentId::as_str))
            .push(" AS g, ");
        sql.value(evidence.sequence.map(i64::from)).push(" AS h, ");

        sql.value(
            evidence
                .detail
                .as_ref()
                .and_then(detail::to_text)
                .as_deref(),
        )
        .push(" AS i, ")
        .value(evidence.dedupe_key.as_str())
        .push(" AS j");

        separator = " UNION ALL SELECT ";
    }

    sql.push(") AS evidence WHERE ")
        .push(dialect.rows_matched)
        .push(" > 0");

    sql
}

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

impl Store {
    /// Returns a session's evidence in the order in which it happened, at most 5,000 entries.
    ///
    /// Entries of a kind that this version does not know are left out.
    pub async fn list_evidence(&self, session: SessionId) -> Result<Vec<Evidence>, StoreError> {
        const SQL: &str = "SELECT event_at, received_at, party, source, kind, document_id, sequence_number, detail, dedupe_key
            FROM session_events
            WHERE session_id = ?
            ORDER BY event_at, id
            LIMIT ?";
        let rows: Vec<EvidenceRow> = with_connection!(&self.db, connection => sqlx::query_as(SQL).bind(session.0).bind(MAX_EVIDENCE).fetch_all(connection).await)?;
        Ok(rows
            .into_iter()
            .filter_map(EvidenceRow::into_evidence)
            .collect())
    }
}

impl Store {
    /// Returns the evidence of several sessions, each in the order in which it happened.
    pub async fn list_evidence_of(
        &self,
        sessions: &[SessionId],
    ) -> Result<HashMap<SessionId, Vec<Evidence>>, StoreError> {
        #[derive(sqlx::FromRow)]
        struct Row {
            session_id: i64,
            #[sqlx(flatten)]
            evidence: EvidenceRow,
        }

        let mut sql = Statement::new(
            "SELECT session_id, event_at, received_at, party, source, kind, document_id, sequence_number, detail, \
             dedupe_key FROM session_events WHERE session_id IN ",
        );

        sql.list(sessions.iter().map(|id| id.0.into()), 10)
            .push(" ORDER BY event_at, id LIMIT ")
            .value(MAX_EVIDENCE);

        let rows: Vec<Row> =
            with_connection!(&self.db, connection => sql.query_as().fetch_all(connection).await)?;
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
