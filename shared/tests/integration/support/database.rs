//! One database a test: a SQLite file, or, with `TEST_DATABASE_URL`, a fresh database on that server.

use session_tracking::store::Store;
use sqlx::migrate::MigrateDatabase;

#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) url: String,
    store: Store,
    _folder: tempfile::TempDir,
}

impl Database {
    pub(crate) async fn create() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match server() {
            Some(server) => {
                let url = format!("{server}/test_{:016x}", rand::random::<u64>());
                sqlx::MySql::create_database(&url).await.unwrap();
                url
            }
            None => format!("sqlite://{}", folder.path().join("school.sqlite").display()),
        };

        let store = Store::connect_lazy(&url, 8).unwrap();
        Self {
            url,
            store,
            _folder: folder,
        }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Tells whether this is a server, for a test that says something of MySQL alone. Says so where it is not:
    /// `cargo xtask test` runs these tests once more, on a server.
    pub(crate) fn is_mysql_or_skipped(&self, test: &str) -> bool {
        use std::io::Write;

        if !self.is_mysql() {
            // The test runner holds back what `eprintln!` writes.
            let _ = writeln!(std::io::stderr(), "SKIPPED on SQLite: {test}");
        }

        self.is_mysql()
    }

    pub(crate) fn is_mysql(&self) -> bool {
        self.url.starts_with("mysql:")
    }

    /// Tells which of the two servers this is, where they differ.
    pub(crate) async fn is_mariadb(&self) -> bool {
        let sql = "SELECT CAST(VERSION() LIKE '%MariaDB%' AS SIGNED)";
        self.is_mysql() && self.store.read_number(sql).await.unwrap() == 1
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "`cargo xtask test` names the server here"
)]
fn server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL")
        .ok()
        .map(|url| url.trim_end_matches('/').to_owned())
}
