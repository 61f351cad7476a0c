//! Which tables and columns of the school's own application exist. Nothing of them is assumed.

/// The columns of the tables in which the school's application keeps what this system fills or reads for it.
#[derive(Debug)]
pub(crate) struct ApplicationSchema {
    columns: Vec<ApplicationColumn>,
}

/// A column of one of these tables.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct ApplicationColumn {
    table_: String,
    name: String,
    /// The number of characters that fit; `None`: the column is none for text.
    text_length: Option<i64>,
}

impl ApplicationSchema {
    pub(crate) fn new(columns: Vec<ApplicationColumn>) -> Self {
        Self { columns }
    }

    /// Returns a table's name as the database spells it, if it has these columns.
    pub(crate) fn find_table(&self, table: &str, columns: &[&str]) -> Option<&str> {
        let name = &self.columns_of(table).next()?.table_;
        let has_all = columns.iter().all(|column| self.has(table, column));

        has_all.then_some(name)
    }

    /// Tells whether a table has a column.
    pub(crate) fn has(&self, table: &str, column: &str) -> bool {
        self.columns_of(table)
            .any(|present| present.name.eq_ignore_ascii_case(column))
    }

    /// Returns the number of characters that fit into a column; `None` if it holds no text.
    pub(crate) fn text_length(&self, table: &str, column: &str) -> Option<i64> {
        self.columns_of(table)
            .find(|present| present.name.eq_ignore_ascii_case(column))?
            .text_length
    }

    fn columns_of(&self, table: &str) -> impl Iterator<Item = &ApplicationColumn> {
        self.columns
            .iter()
            .filter(move |column| column.table_.eq_ignore_ascii_case(table))
    }
}
