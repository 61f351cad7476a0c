//! The cookie that `/sign-in` sets is one that NextAuth itself takes.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use e2e::{School, now, skip, variable};
use reqwest::Method;
use serde_json::{Value, json};

const COOKIE: &str = "next-auth.session-token=";
const MONTH_SECONDS: i64 = 30 * 24 * 60 * 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nextauth_reads_who_signed_in_here() {
    let Some(next_auth) = variable("TEST_NEXT_AUTH") else {
        skip("next-auth (TEST_NEXT_AUTH is not set; `cargo xtask test --only browser` gets it)");
        return;
    };
    let school = School::start().await.unwrap();

    for (username, name, role, code) in [
        ("admin1", "School Office", "admin", json!("")),
        ("ustaz1", "Ustaz Ahmed Yusuf", "teacher", Value::Null),
    ] {
        let token = sign_in(&school, username).await;
        let claims = decode(&next_auth, &token, School::SECRET);

        for (claim, expected) in [
            ("id", username),
            ("sub", username),
            ("username", username),
            ("name", name),
        ] {
            assert_eq!(claims[claim], expected, "{claims}");
        }

        assert_eq!(
            (&claims["role"], &claims["code"]),
            (&json!(role), &code),
            "{claims}"
        );

        let issued = claims["iat"].as_i64().unwrap();
        assert!((now().timestamp() - issued).abs() < 60, "{claims}");
        assert_eq!(claims["exp"], issued + MONTH_SECONDS);
        assert_eq!(claims["jti"].as_str().unwrap().len(), 36);
    }
}

/// Sends the form with the demo school's password. Returns the session token.
async fn sign_in(school: &School, username: &str) -> String {
    let form = [
        ("username", username),
        ("password", "demo"),
        ("next", "/api/health/session-tracking"),
    ];
    let request = school
        .request(Method::POST, "/sign-in")
        .header("sec-fetch-site", "same-origin");
    let answer = request.form(&form).send().await.unwrap();

    assert_eq!(answer.status(), 303, "{}", school.log());
    assert_eq!(answer.headers()["location"], "/api/health/session-tracking");
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    let token = cookie
        .strip_prefix(COOKIE)
        .unwrap()
        .split(';')
        .next()
        .unwrap();

    token.to_owned()
}

/// The claims that npm's `decode` returns.
fn decode(next_auth: &str, token: &str, secret: &str) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/decode.mjs");
    let mut command = Command::new("node");

    command
        .arg(script)
        .arg(next_auth)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());

    let mut node = command.spawn().unwrap();
    let input = json!({ "token": token, "secret": secret }).to_string();

    node.stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();

    let output = node.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );

    serde_json::from_slice(&output.stdout).unwrap()
}
