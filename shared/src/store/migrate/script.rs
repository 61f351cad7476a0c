//! The text of a migration, statement by statement.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType};

use crate::hexadecimal::hexadecimal;

/// A migration's number, name, and text for each database.
pub(crate) struct Script {
    pub(crate) version: i64,
    pub(crate) name: &'static str,
    pub(crate) mysql: &'static str,
    #[cfg(feature = "sqlite")]
    pub(crate) sqlite: &'static str,
}

impl Script {
    /// Returns the statements of one of the two texts.
    pub(crate) fn statements(&self, is_mysql: bool) -> Vec<String> {
        split(self.text(is_mysql))
    }

    /// Returns the checksum to record, in hexadecimal digits: that of the text as it was first published, because
    /// earlier versions of this program refuse a database whose record has another one.
    pub(crate) fn checksum(&self, is_mysql: bool) -> String {
        let published = PUBLISHED
            .iter()
            .find(|(version, _)| is_mysql && *version == self.version);
        if let Some((_, checksum)) = published {
            return (*checksum).to_owned();
        }

        let text = self.text(is_mysql).into_sql_str();
        let kind = MigrationType::Simple;
        let migration = Migration::new(self.version, self.name.into(), kind, text, false);
        hexadecimal(&migration.checksum)
    }

    fn text(&self, is_mysql: bool) -> &'static str {
        #[cfg(feature = "sqlite")]
        if !is_mysql {
            return self.sqlite;
        }

        let _ = is_mysql;
        self.mysql
    }
}

/// Splits a script of ours: a statement ends with a line that ends with a semicolon, and a comment has lines of its own.
fn split(script: &str) -> Vec<String> {
    let mut statements = Vec::new();
    let mut statement = String::new();

    for line in script.lines() {
        if line.trim().is_empty() || line.trim_start().starts_with("--") {
            continue;
        }

        statement.push_str(line);
        if let Some(complete) = statement.strip_suffix(';') {
            statements.push(complete.to_owned());
            statement.clear();
        } else {
            statement.push('\n');
        }
    }

    debug_assert!(statement.is_empty(), "no semicolon ends {statement}");
    statements
}

/// SHA-384 of the scripts for MySQL whose text was made more robust since, with the same result.
const PUBLISHED: [(i64, &str); 10] = [
    (
        1,
        "6f3fdfd8ed6a1f11109e7c4440824d7e79a7bbc83b35e07b\
        7a3c2bfe4f3358240b53991e739de619ea8d355d4c450494",
    ),
    (
        2,
        "b2d1c6f4fd4068d5009a83585fc85d3c6c56fda08d3407dc\
        ff1313c43faad6c45149f796e3c06bc27d016ba6e104b2ad",
    ),
    (
        4,
        "3b756cb6b49a1b9b1238886a22e25f1e5c97c12e16a1feb4\
        a765eae021b32bd92f7e472ec1ede2a4fe8d51ebc8d6db8f",
    ),
    (
        5,
        "b7444794d13f6ad28e306aff0233a339f82d7611c6ec754e\
        51fac970f24b96aef372c9d7cdb5743c8c080a9ec414bc66",
    ),
    (
        7,
        "1c8fd0cab464762a735a09fe1380771e38f5a823fa919601\
        1d10f38264e82fb127d54e66034381e6563d6efc965073da",
    ),
    (
        8,
        "169d964cebf3f002997a30dcf4c57d34fbc8c0ead0094cb1\
        027ee1b1afc55b6eabb71f94dc69e4d623fd2c6ef292c264",
    ),
    (
        9,
        "63cd86a795caa26e5cf483112f3b71c2432fd6f8499cec32\
        32d8e0321fa26ac0014d000290bb00b27187984b6c4e72e8",
    ),
    (
        10,
        "578ed13becafba6c0772598e969b58199e24e1d183b02952\
        d1a6672b0adaf9ac31daa40f324f9d272f54e49ce51b1c9c",
    ),
    (
        11,
        "a08b8d1aa7039146336a2e92a14c3361247fe11e0b790eba\
        e99d2a04a48d988fc243f5b4e7257bfe587069b0edb0e8ea",
    ),
    (
        12,
        "66e5672b40d069d63d7bf67034d65ca5040ffab0b9d67f22\
        d10df95e2e086537b5da5ded212fb34d8860c940ad2c5651",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate::migrations::MIGRATIONS;

    #[test]
    fn a_statement_ends_with_its_line_and_comments_are_left_out() {
        let script = "-- One; two.\nSET @a = ';-';\n\nSELECT 1,\n  -- why; so\n  2;\n";
        assert_eq!(split(script), ["SET @a = ';-'", "SELECT 1,\n  2"]);
    }

    #[test]
    fn every_script_splits_into_statements_that_begin_with_a_command() {
        const COMMANDS: [&str; 11] = [
            "ALTER ",
            "CREATE ",
            "DEALLOCATE ",
            "DELETE ",
            "DROP ",
            "EXECUTE ",
            "INSERT ",
            "PREPARE ",
            "SET ",
            "UPDATE ",
            "SELECT ",
        ];

        for script in &MIGRATIONS {
            for is_mysql in [true, false] {
                let statements = script.statements(is_mysql);
                assert!(!statements.is_empty(), "{}", script.name);
                for statement in statements {
                    let known = COMMANDS.iter().any(|word| statement.starts_with(word));
                    assert!(known, "{}: {statement}", script.name);
                }
            }
        }
    }

    /// `sql_require_primary_key` and `innodb_force_primary_key` refuse others; without an engine or a form of its rows
    /// a table gets the server's, which may allow no index on long columns.
    #[test]
    fn every_table_has_a_primary_key_and_none_is_temporary() {
        for script in &MIGRATIONS {
            for statement in script.statements(true) {
                assert!(!statement.contains("TEMPORARY"), "{statement}");
                if statement.contains("CREATE TABLE") {
                    assert!(statement.contains("PRIMARY KEY"), "{statement}");
                    let form = "ENGINE=InnoDB ROW_FORMAT=DYNAMIC";
                    assert!(statement.contains(form), "{statement}");
                }
            }
        }
    }

    #[test]
    fn the_checksum_is_that_of_the_published_text() {
        let indexes = &MIGRATIONS[3];
        assert!(indexes.checksum(true).starts_with("3b756cb6b49a1b9b"));
        let columns = &MIGRATIONS[2];
        assert!(columns.checksum(true).starts_with("545612492c070ba4"));
        assert_ne!(columns.checksum(false), columns.checksum(true));
    }
}
