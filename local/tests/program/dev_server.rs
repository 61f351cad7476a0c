//! `cargo dev` as its user meets it: the real program, its printed addresses and tokens, a lesson end to end.

use std::process::Command;

use crate::server::Server;
use serde_json::{Value, json};
use sqlx::migrate::MigrateDatabase;

impl Server {
    /// The bearer of the printed line that holds `part`.
    fn bearer(&self, part: &str) -> String {
        let line = self
            .printed
            .iter()
            .find(|line| line.starts_with("curl") && line.contains(part))
            .unwrap();
        line.split("Authorization: ")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap()
            .to_owned()
    }

    async fn get(&self, path: &str, bearer: &str) -> (u16, String) {
        let request = reqwest::Client::new()
            .get(format!("{}{path}", self.base))
            .header("authorization", bearer);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Sends the sign-in page's form. Returns the status, and the cookie's value or nothing.
    async fn sign_in(&self, username: &str, password: &str) -> (u16, String) {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let request = client
            .post(format!("{}/sign-in", self.base))
            .header("origin", &self.base);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let response = request
            .body(format!("username={username}&password={password}"))
            .send()
            .await
            .unwrap();

        let cookie = response
            .headers()
            .get("set-cookie")
            .map_or("", |cookie| cookie.to_str().unwrap());
        let value = cookie
            .split(['=', ';'])
            .nth(1)
            .unwrap_or_default()
            .to_owned();

        (response.status().as_u16(), value)
    }

    async fn post(&self, path: &str, bearer: &str, body: &Value) -> (u16, Value) {
        let request = reqwest::Client::new()
            .post(format!("{}{path}", self.base))
            .header("authorization", bearer);
        let response = request.json(body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }
}

async fn database(folder: &tempfile::TempDir) -> String {
    match database_server() {
        Some(server) => {
            let url = format!("{server}/dev_{}", std::process::id());
            if sqlx::MySql::database_exists(&url).await.unwrap() {
                sqlx::MySql::drop_database(&url).await.unwrap();
            }

            url
        }
        None => format!("sqlite://{}", folder.path().join("school.sqlite").display()),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "`cargo xtask test` names the server here"
)]
fn database_server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok()
}

#[tokio::test]
async fn a_lesson_from_the_printed_line_to_the_list() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let database = database(&folder).await;
    let server = Server::start(&database, &[]);

    assert!(
        server
            .printed
            .iter()
            .any(|line| line == "The demo school was written.")
    );

    let (teacher, admin) = (
        server.bearer("/students/1/zoom"),
        server.bearer("teacher-sessions"),
    );
    let link = json!({ "link": "https://zoom.us/j/12345678901?pwd=demo" });
    let (status, created) = server
        .post("/api/teachers/students/1/zoom", &teacher, &link)
        .await;

    assert_eq!((status, &created["notification_sent"]), (201, &json!(true)));
    let (_, outbox) = server.get("/dev/telegram.json", "").await;
    assert!(outbox.contains(created["tracking_url"].as_str().unwrap()));
    let (status, page) = server.get("/dev/telegram", "").await;

    assert!(status == 200 && page.contains(created["tracking_token"].as_str().unwrap()));
    let body = json!({ "token": created["tracking_token"] });

    for (path, expected) in [
        ("track", "active"),
        ("heartbeat", "active"),
        ("end-session", "ended"),
    ] {
        let (status, answer) = server.post(&format!("/api/zoom/{path}"), "", &body).await;
        assert_eq!((status, &answer["status"]), (200, &json!(expected)));
    }

    let (status, list) = server
        .get("/api/admin/teacher-sessions?limit=1", &admin)
        .await;
    let list: Value = serde_json::from_str(&list).unwrap();
    assert_eq!((status, &list["sessions"][0]["id"]), (200, &created["id"]));
    let counts = &list["statistics"]["statusBreakdown"];

    assert!(
        ["sent", "active", "ended", "timeout"]
            .iter()
            .all(|status| counts[*status].as_i64() > Some(0)),
        "{counts}"
    );

    let (status, swept) = server
        .get("/api/cron/session-timeout", &server.bearer("/cron/"))
        .await;

    assert_eq!(status, 200, "{swept}");
    let (status, nobody) = server
        .post("/api/teachers/students/3/zoom", &teacher, &link)
        .await;

    assert_eq!(
        (status, &nobody["notification_error"]),
        (201, &json!("no_chat_id"))
    );

    assert_eq!(
        server
            .post("/api/teachers/students/4/zoom", &teacher, &link)
            .await
            .0,
        403
    );

    assert!(
        server
            .printed
            .iter()
            .any(|line| line.contains("admin1 / demo"))
    );

    signing_in_and_the_log(server, created["tracking_token"].as_str().unwrap()).await;

    let again = Server::start(&database, &[]);
    assert!(
        again
            .printed
            .iter()
            .any(|line| line.contains("no demo school was written"))
    );
}

/// Signs in, stops the server, and reads its log: it names people and routes, and holds no secret.
async fn signing_in_and_the_log(server: Server, token: &str) {
    assert_eq!(server.sign_in("admin1", "demo").await.0, 303);
    let (_, cookie) = server.sign_in("ustaz1", "demo").await;
    assert_eq!(server.sign_in("stranger", "hushhush").await.0, 401);
    let log = server.stop();

    assert!(
        log.iter()
            .any(|line| line.contains("Signed in: teacher ustaz1")),
        "{log:#?}"
    );

    for secret in ["stranger", "hushhush", &cookie[..60]] {
        assert!(
            !log.iter().any(|line| line.contains(secret)),
            "{secret}: {log:#?}"
        );
    }

    let requests = |route: &str| {
        log.iter()
            .filter(|line| line.contains("Request answered") && line.contains(route))
            .count()
    };

    assert_eq!(
        (
            requests("/api/zoom/track"),
            requests("/api/zoom/end-session")
        ),
        (1, 1),
        "{log:#?}"
    );

    assert_eq!(
        requests("/api/zoom/heartbeat"),
        0,
        "what every page repeats all the time is not worth a line"
    );

    assert!(
        !log.iter()
            .any(|line| line.contains(token) || line.contains("zoom.us")),
        "{log:#?}"
    );
}

#[test]
fn a_port_in_use_is_said_with_the_remedy() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_local"))
        .env_clear()
        .env("PORT", &port)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();

    assert!(
        !output.status.success() && text.contains(&port) && text.contains("PORT="),
        "{text}"
    );
}
