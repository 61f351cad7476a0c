//! What the server says of itself and of the school's tables, read once.

use std::collections::BTreeMap;

/// Everything that the rules look at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot {
    pub(crate) server: Server,
    /// Whether every migration was applied.
    pub(crate) is_migrated: bool,
    /// All tables and views of the database.
    pub(crate) tables: Vec<Table>,
    /// Columns of the tables that the program uses.
    pub(crate) columns: Vec<Column>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) triggers: Vec<Trigger>,
    /// Tokens that several rows share; 0 where a unique index forbids it.
    pub(crate) shared_tokens: i64,
    /// The value of a column that has the same one in every row.
    pub(crate) only_values: BTreeMap<String, String>,
    /// The greatest number of characters in a column whose type has no limit.
    pub(crate) longest: BTreeMap<String, i64>,
    /// Free bytes on the disk of the data, where the server tells it.
    pub(crate) free_bytes: Option<i64>,
}

/// The server, its settings and what this user may do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Server {
    pub(crate) version: String,
    pub(crate) database: String,
    pub(crate) user: String,
    /// By their names in lower case.
    pub(crate) variables: BTreeMap<String, String>,
    /// The lines of `SHOW GRANTS`; none if they could not be read.
    pub(crate) grants: Vec<String>,
}

/// A table or a view.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) is_view: bool,
    pub(crate) engine: String,
    pub(crate) row_format: String,
    pub(crate) options: String,
    pub(crate) rows: i64,
    /// Of rows and indexes.
    pub(crate) bytes: i64,
}

/// A column.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_field_names,
    reason = "named as information_schema names it"
)]
pub(crate) struct Column {
    pub(crate) table: String,
    pub(crate) name: String,
    /// As `varchar`.
    pub(crate) data_type: String,
    /// As `varchar(255)`.
    pub(crate) column_type: String,
    pub(crate) is_nullable: bool,
    pub(crate) default: Option<String>,
    pub(crate) extra: String,
    pub(crate) characters: Option<i64>,
    /// The greatest number of bytes that its text takes.
    pub(crate) octets: Option<i64>,
    pub(crate) character_set: String,
    pub(crate) collation: String,
}

/// An index.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    pub(crate) table: String,
    pub(crate) name: String,
    pub(crate) is_unique: bool,
    pub(crate) columns: Vec<String>,
    pub(crate) is_full_text: bool,
    /// Whether it holds only the beginning of a column.
    pub(crate) has_prefix: bool,
}

/// A trigger.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trigger {
    pub(crate) table: String,
    pub(crate) name: String,
    pub(crate) timing: String,
    pub(crate) event: String,
}

impl Server {
    pub(crate) fn is_mariadb(&self) -> bool {
        self.version.contains("MariaDB")
    }

    /// Returns a setting, empty if this server has none of this name.
    pub(crate) fn variable(&self, name: &str) -> &str {
        self.variables.get(name).map_or("", String::as_str)
    }

    pub(crate) fn is_on(&self, name: &str) -> bool {
        let value = self.variable(name);
        value == "1" || value.eq_ignore_ascii_case("on")
    }

    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.variable(name).parse().ok()
    }

    pub(crate) fn is_strict(&self) -> bool {
        let mode = self.variable("sql_mode");
        mode.contains("STRICT_TRANS_TABLES") || mode.contains("STRICT_ALL_TABLES")
    }
}

impl Snapshot {
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    pub(crate) fn columns_of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a Column> {
        self.columns
            .iter()
            .filter(move |column| column.table == table)
    }

    pub(crate) fn column(&self, table: &str, name: &str) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| column.table == table && column.name.eq_ignore_ascii_case(name))
    }

    pub(crate) fn has_full_text(&self, table: &str) -> bool {
        self.indexes_of(table).any(|index| index.is_full_text)
    }

    pub(crate) fn indexes_of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a Index> {
        self.indexes
            .iter()
            .filter(move |index| index.table == table)
    }
}

impl Table {
    pub(crate) fn is_partitioned(&self) -> bool {
        self.options.to_ascii_lowercase().contains("partitioned")
    }
}

impl Column {
    pub(crate) fn is_text(&self) -> bool {
        self.characters.is_some() && !self.has_values()
    }

    /// Tells whether the type has no limit of its own, so that no index can hold a whole value.
    pub(crate) fn is_unlimited(&self) -> bool {
        self.data_type.ends_with("text") || self.data_type.ends_with("blob")
    }

    /// Tells whether the type lists its values.
    pub(crate) fn has_values(&self) -> bool {
        matches!(self.data_type.as_str(), "enum" | "set")
    }

    pub(crate) fn is_generated(&self) -> bool {
        self.is_virtual()
            || ["STORED", "PERSISTENT"]
                .iter()
                .any(|word| self.extra.contains(word))
    }

    pub(crate) fn is_virtual(&self) -> bool {
        self.extra.contains("VIRTUAL")
    }

    /// Tells whether a row can be inserted that does not name it.
    pub(crate) fn has_default(&self) -> bool {
        // An ENUM begins with its first value.
        self.is_nullable
            || self.default.is_some()
            || self.extra.to_ascii_lowercase().contains("auto_increment")
            || self.extra.contains("DEFAULT_GENERATED")
            || self.is_generated()
            || self.data_type == "enum"
    }

    /// Returns the character set and the collation for a definition, with a space before.
    pub(crate) fn text_form(&self) -> String {
        if self.character_set.is_empty() {
            return String::new();
        }

        format!(
            " CHARACTER SET {} COLLATE {}",
            self.character_set, self.collation
        )
    }
}

impl Index {
    pub(crate) fn is_on(&self, columns: &str) -> bool {
        !self.has_prefix
            && !self.is_full_text
            && self.columns.join(",").eq_ignore_ascii_case(columns)
    }
}
