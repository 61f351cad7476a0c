//! How this server reads the statements that run most, by its own word.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{PresenceParameters, StudentId, TeacherId};
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_text::StoredText;
use crate::store::listing::{Filter, select_first_page};
use crate::store::sessions::{DueBatch, DueSelection, heartbeat_on_mysql, select_due};
use crate::store::{Dialect, Store, StoreError};

const HEARTBEAT: &str = "heartbeat";

/// How the server reads one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementPlan {
    /// What the statement is for.
    pub statement: &'static str,
    /// The indexes that it reads; empty: the whole table.
    pub indexes: Vec<String>,
    /// The rows that the server expects to read.
    pub rows: i64,
    /// Whether one row is all that it looks for: then many are wrong along any index.
    pub finds_one: bool,
}

/// A line of `EXPLAIN`.
#[derive(sqlx::FromRow)]
struct Line {
    table: Option<StoredText>,
    r#type: Option<StoredText>,
    key: Option<StoredText>,
    rows: Option<StoredInteger>,
}

impl Line {
    /// MySQL calls it a walk along the primary key where rows are changed.
    fn reads_whole_table(&self) -> bool {
        let key = self.key.as_deref();
        key.is_none() || (key == Some("PRIMARY") && self.r#type.as_deref() == Some("index"))
    }
}

/// Somebody whose rows are asked for.
#[derive(sqlx::FromRow)]
struct Someone {
    tracking_token: StoredText,
    ustazid: Option<StoredText>,
    studentid: Option<StoredInteger>,
}

impl Store {
    /// Asks the server how it reads heartbeat, sweep and lists. Returns nothing on SQLite, and where no session is
    /// stored: a server needs no index to know that. Runs none of them.
    pub async fn explain_hot_statements(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Result<Vec<StatementPlan>, StoreError> {
        if !self.is_mysql() {
            return Ok(Vec::new());
        }

        let sql = Statement::new(
            "SELECT tracking_token, ustazid, studentid
            FROM wpos_zoom_links
            WHERE tracking_token IS NOT NULL AND ustazid IS NOT NULL AND studentid IS NOT NULL
            LIMIT 1",
        );
        let Some(someone) = self.db.fetch_optional::<Someone>(sql).await? else {
            return Ok(Vec::new());
        };

        let mut plans = Vec::new();
        for (statement, sql) in self.hot_statements(&someone, now, rules) {
            plans.push(self.explain(statement, sql).await?);
        }

        Ok(plans)
    }

    fn hot_statements(
        &self,
        someone: &Someone,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Vec<(&'static str, Statement)> {
        let batch = DueBatch {
            limit: 50,
            excluded: &[],
            since: None,
        };
        let teacher = someone.ustazid.clone().unwrap_or_default();
        let student = StoredInteger::number(someone.studentid).unwrap_or_default();
        let of_teacher = Filter {
            teacher: Some(TeacherId(teacher.0)),
            ..Filter::default()
        };
        let of_student = Filter {
            student: Some(StudentId(student)),
            ..Filter::default()
        };
        let page = |filter: &Filter| select_first_page(self.dialect(), filter, now, rules);

        vec![
            (
                HEARTBEAT,
                heartbeat(self.dialect(), &someone.tracking_token, now),
            ),
            (
                "sweep",
                select_due(self.dialect(), now, rules, DueSelection::Oldest(batch), ""),
            ),
            ("list of all sessions", page(&Filter::default())),
            ("list of one teacher", page(&of_teacher)),
            ("list of one student", page(&of_student)),
        ]
    }

    async fn explain(
        &self,
        statement: &'static str,
        sql: Statement,
    ) -> Result<StatementPlan, StoreError> {
        // The server's own default may be another form.
        let mut explain = Statement::new("EXPLAIN FORMAT=TRADITIONAL ");
        explain.append(sql);
        let lines: Vec<Line> = self.db.fetch_all(explain).await?;
        let lines: Vec<Line> = lines
            .into_iter()
            .filter(|line| line.table.as_deref() == Some("wpos_zoom_links"))
            .collect();

        let reads_all = lines.iter().any(Line::reads_whole_table);
        let mut indexes: Vec<String> = lines
            .iter()
            .filter_map(|line| line.key.clone())
            .map(|key| key.0)
            .collect();
        indexes.dedup();
        if reads_all {
            indexes.clear();
        }

        Ok(StatementPlan {
            statement,
            indexes,
            finds_one: statement == HEARTBEAT,
            rows: lines
                .iter()
                .filter_map(|line| StoredInteger::number(line.rows))
                .sum(),
        })
    }
}

/// The heartbeat of a page that does not name itself.
fn heartbeat(dialect: Dialect, token: &str, now: DateTime<Utc>) -> Statement {
    const MEMBER: &str = "$._.seq";
    Statement::new(heartbeat_on_mysql(dialect))
        .bind(now)
        .bind(MEMBER)
        .bind(1_i64)
        .bind("$._.ticks")
        .bind(1_i64)
        .bind("$._.seen")
        .bind(now.timestamp())
        .bind(now)
        .bind(token)
        .bind(now)
        .bind(now - TimeDelta::minutes(1))
        .bind(MEMBER)
        .bind(1_i64)
        .bind(MEMBER)
        .bind(MEMBER)
        .bind("$._.seen")
}
