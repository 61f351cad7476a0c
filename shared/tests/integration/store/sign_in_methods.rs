//! How a user of the database server signs in, and in which character set it then speaks.

use session_tracking::store::Store;
use url::Url;

use crate::support::{Database, Row, Site, insert};

/// A user of one test, with all rights on its database. Goes away by `remove`.
struct User {
    name: String,
    url: String,
}

impl User {
    /// Makes the user; `identified` says by which method, with the password `pass-word`.
    async fn create(database: &Database, identified: &str) -> Self {
        let name = format!("user_{:012x}", rand::random::<u64>() >> 16);
        let mut url = Url::parse(&database.url).unwrap();
        let schema = url.path().trim_start_matches('/').to_owned();
        let script = format!(
            "CREATE USER '{name}'@'%' {identified}; GRANT ALL ON {schema}.* TO '{name}'@'%'"
        );
        database.store().execute_script(&script).await.unwrap();

        url.set_username(&name).unwrap();
        url.set_password(Some("pass-word")).unwrap();
        Self {
            name,
            url: url.into(),
        }
    }

    async fn remove(self, database: &Database) {
        let script = format!("DROP USER '{}'@'%'", self.name);
        database.store().execute_script(&script).await.unwrap();
    }
}

#[tokio::test]
async fn a_password_that_the_server_does_not_remember_is_sent_with_tls_on_this_machine() {
    let database = Database::create().await;
    let test = "caching_sha2_password";
    if !database.is_mysql_or_skipped(test) || database.is_mariadb().await {
        return;
    }

    let user = User::create(
        &database,
        "IDENTIFIED WITH caching_sha2_password BY 'pass-word'",
    )
    .await;
    for _ in 0..2 {
        // As after a restart: the server has forgotten every password.
        let forget = "FLUSH PRIVILEGES";
        database.store().execute_script(forget).await.unwrap();

        let store = Store::connect_lazy(&user.url, 1).unwrap();
        assert_eq!(store.read_number("SELECT 7").await.unwrap(), 7);
    }

    user.remove(&database).await;
}

const NAMES: [(i64, &str); 4] = [
    (101, "አሚና በቀለ"),
    (102, "أمينة بنت يوسف"),
    (103, "Amina 😀 Ömer"),
    (104, "Амина"),
];

/// A server that ignores the handshake's character set, as with `--skip-character-set-client-handshake`: here by its
/// first statement for each user without the rights of an administrator.
#[tokio::test]
async fn names_are_whole_where_the_server_ignores_the_character_set_of_the_handshake() {
    let site = Site::start().await;
    let database = &site.database;
    if !database.is_mysql_or_skipped("a server's own character set") {
        return;
    }

    // The test's own connections are to write the names as they are, whatever the server.
    database.store().check_schema().await.unwrap();
    let mut people = String::new();
    for (id, name) in NAMES {
        people += &format!(
            "INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, ustaz) VALUES ({id}, '{name}', 'ustaz1');"
        );
    }

    database.store().execute_script(&people).await.unwrap();
    let row = |(id, _)| Row::new(&format!("F{id:031X}")).student(id);
    insert(
        database.store(),
        NAMES.map(|name| row(name).sent_at("2026-11-23 14:00:00")),
    )
    .await;

    let user = User::create(database, "IDENTIFIED BY 'pass-word'").await;
    let latin = "SET GLOBAL init_connect = 'SET NAMES latin1'";
    database.store().execute_script(latin).await.unwrap();

    let other = Site::over(
        Database::create().await,
        &[("DATABASE_URL", user.url.as_str())],
    )
    .await;
    for (id, name) in NAMES {
        let query: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let list = other.list(&format!("q={query}")).await;
        let sessions = list["sessions"].as_array().unwrap();

        assert_eq!(sessions.len(), 1, "{name}");
        assert_eq!(sessions[0]["studentName"], name);
        assert_eq!(sessions[0]["studentId"], id);
    }

    let usual = "SET GLOBAL init_connect = ''";
    database.store().execute_script(usual).await.unwrap();
    user.remove(database).await;
}
