//! What an inspection found, and what mends it.

use std::fmt;

/// Whether the program can live with a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The migration or requests would fail.
    Blocks,
    /// It works, with a limit or at a price.
    Warns,
}

/// What a statement costs the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// Nothing but the table's description changes.
    Instant,
    /// The table is read or rebuilt; others may write meanwhile.
    InPlace,
    /// The table is copied; others wait until it is done.
    Copy,
    /// Single rows are written.
    Rows,
    /// No table is changed.
    None,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Instant => "instant",
            Self::InPlace => "in place: reads the table, others may write meanwhile",
            Self::Copy => "copies the table: others wait until it is done",
            Self::Rows => "writes single rows",
            Self::None => "changes no table",
        })
    }
}

/// Something that stands in the way, with the statements that mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectionFinding {
    /// Whether the migration stops because of it.
    pub severity: Severity,
    /// The table, or empty for the server.
    pub table: String,
    /// The column, or empty for the whole table.
    pub column: String,
    /// What is there.
    pub found: String,
    /// Why it matters.
    pub why: String,
    /// The statements that mend it, in their order; empty where words alone help.
    pub mend: Vec<String>,
    /// What the dearest of them costs.
    pub cost: Cost,
}

impl InspectionFinding {
    pub(crate) fn of_server(severity: Severity, found: impl Into<String>, why: &str) -> Self {
        Self::new(severity, ("", ""), found.into(), why)
    }

    pub(crate) fn of_table(
        severity: Severity,
        table: &str,
        found: impl Into<String>,
        why: &str,
    ) -> Self {
        Self::new(severity, (table, ""), found.into(), why)
    }

    /// `place` is a table and a column of it.
    pub(crate) fn of_column(
        severity: Severity,
        place: (&str, &str),
        found: impl Into<String>,
        why: &str,
    ) -> Self {
        Self::new(severity, place, found.into(), why)
    }

    fn new(severity: Severity, (table, column): (&str, &str), found: String, why: &str) -> Self {
        Self {
            severity,
            table: table.to_owned(),
            column: column.to_owned(),
            found,
            why: why.to_owned(),
            mend: Vec::new(),
            cost: Cost::None,
        }
    }

    /// Adds a statement that mends it.
    pub(crate) fn mended_by(mut self, statement: impl Into<String>, cost: Cost) -> Self {
        self.mend.push(statement.into());
        self.cost = cost;
        self
    }

    /// Returns the table or column as `table.column`, or `server`.
    #[must_use]
    pub fn place(&self) -> String {
        match (self.table.as_str(), self.column.as_str()) {
            ("", _) => "server".to_owned(),
            (table, "") => table.to_owned(),
            (table, column) => format!("{table}.{column}"),
        }
    }

    /// Returns why it matters and how it is mended, a line each.
    #[must_use]
    pub fn remedy(&self) -> Vec<String> {
        let mut lines = vec![self.why.clone()];
        lines.extend(self.mend.iter().map(|statement| format!("{statement};")));
        if self.cost != Cost::None {
            lines.push(format!("({})", self.cost));
        }

        lines
    }
}

impl fmt::Display for InspectionFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.found)?;
        for line in self.remedy() {
            write!(f, "\n    {line}")?;
        }

        Ok(())
    }
}
