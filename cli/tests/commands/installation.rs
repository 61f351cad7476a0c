//! A database of one test's own, and the program run against it.

use std::fs::File;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use session_tracking::store::Store;
use sqlx::MySql;
use sqlx::migrate::MigrateDatabase;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A fresh, empty database; gone when dropped.
pub(crate) struct Installation {
    pub(crate) url: String,
    runtime: Runtime,
    // Held for its end: it removes the file.
    _folder: TempDir,
}

/// The result of a run of the program.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) printed: String,
}

impl Run {
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self {
            code: output.status.code().unwrap(),
            printed: text(&output.stdout) + &text(&output.stderr),
        }
    }

    #[track_caller]
    pub(crate) fn expect(&self, code: i32, parts: &[&str]) {
        for part in parts {
            assert!(
                self.printed.contains(part),
                "{part:?} is not in:\n{}",
                self.printed
            );
        }

        assert_eq!(self.code, code, "{}", self.printed);
    }
}

impl Installation {
    pub(crate) fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let url = if let Some(server) = server() {
            let url = format!("{}/{}", server.trim_end_matches('/'), unique_name());
            runtime.block_on(MySql::create_database(&url)).unwrap();
            url
        } else {
            let file = folder.path().join("school.sqlite");
            File::create(&file).unwrap();
            format!("sqlite://{}", file.display())
        };

        Self {
            url,
            runtime,
            _folder: folder,
        }
    }

    pub(crate) fn is_mysql(&self) -> bool {
        self.url.starts_with("mysql:")
    }

    /// The program with this database and nothing else in its environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(arguments);
        command.env("DATABASE_URL", &self.url);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().unwrap())
    }

    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    pub(crate) fn execute(&self, sql: &str) -> u64 {
        self.runtime.block_on(async {
            let store = Store::connect_lazy(&self.url, 1).unwrap();
            let rows = store.execute_script(sql).await.unwrap();
            store.close();

            rows
        })
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        if self.is_mysql() {
            self.runtime
                .block_on(MySql::drop_database(&self.url))
                .unwrap();
        }
    }
}

/// The program with an empty environment.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_session-tracking"));
    command.args(arguments).env_clear();
    command
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test run says where its database server is"
)]
fn server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL")
        .ok()
        .filter(|url| !url.is_empty())
}

fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!(
        "cli_test_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    )
}
