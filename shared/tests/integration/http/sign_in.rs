//! `/sign-in` and `/sign-out`: who gets in, with what, and where to.

use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use session_tracking::auth::SessionKey;
use session_tracking::clock::Clock;
use session_tracking::config::Secret;

use crate::support::{Answer, SECRET, Site};

/// bcryptjs's hash of "right", of the least cost.
pub(crate) const RIGHT: &str = "$2b$04$T8HJxJzSUbIWcIuXzlzjwuLx7lUQl8M8BbwlyuceOpu1b0YPfd71C";
pub(crate) const COOKIE: &str = "next-auth.session-token";

/// A school whose admin1 and ustaz1 have the password "right".
pub(crate) async fn school(settings: &[(&str, &str)]) -> Site {
    let site = Site::with(settings).await;
    let rows = format!(
        "UPDATE admin SET passcode = '{RIGHT}' WHERE id = 'admin1';
         UPDATE wpos_wpdatatable_24 SET password = '{RIGHT}' WHERE ustazid = 'ustaz1'"
    );

    site.store().execute_script(&rows).await.unwrap();
    site
}

pub(crate) fn form(site: &Site, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
    let request = site
        .request(Method::POST, path)
        .header("sec-fetch-site", "same-origin");
    request.form(fields)
}

pub(crate) async fn sign_in(site: &Site, username: &str, password: &str) -> Answer {
    let fields = [("username", username), ("password", password), ("next", "")];
    site.send(form(site, "/sign-in", &fields)).await
}

pub(crate) fn cookies(answer: &Answer) -> Vec<&str> {
    answer
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().unwrap())
        .collect()
}

/// The one cookie that was set, as a browser sends it back.
pub(crate) fn carried(answer: &Answer) -> String {
    let [cookie] = cookies(answer)[..] else {
        panic!("{answer:?}")
    };
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_admin_signs_in_with_nextauths_own_cookie_and_reads_the_list() {
    let site = school(&[]).await;
    let answer = sign_in(&site, " admin1 ", "right").await.expect(303);
    assert_eq!(answer.header("location"), "/admin/teacher-monitoring");
    assert_eq!(answer.header("cache-control"), "no-store");

    let cookie = carried(&answer);
    let token = cookie.strip_prefix(&format!("{COOKIE}=")).unwrap();

    assert_eq!(
        cookies(&answer),
        [format!(
            "{COOKIE}={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000; Expires=Wed, 23 Dec 2026 15:00:00 GMT"
        )]
    );

    let claims = SessionKey::derive(&Secret::new(SECRET))
        .open(token, site.clock.now())
        .unwrap();

    assert_eq!(
        (claims.id.as_deref(), claims.role.as_deref()),
        (Some("admin1"), Some("admin"))
    );

    let list = |cookie: String| {
        site.send(
            site.request(Method::GET, "/api/admin/teacher-sessions")
                .header("cookie", cookie),
        )
    };

    list(cookie.clone()).await.expect(200);
    site.pass(30 * 86400 - 1);
    list(cookie.clone()).await.expect(200);
    site.pass(60);
    list(cookie).await.expect(401);
}

#[tokio::test]
async fn a_teacher_signs_in_and_sends_a_link() {
    let site = school(&[]).await;
    let answer = sign_in(&site, "ustaz1", "right").await.expect(303);
    assert_eq!(answer.header("location"), "/teacher");
    let create = site.request(Method::POST, "/api/teachers/students/1/zoom");

    let create = create
        .header("cookie", carried(&answer))
        .header("sec-fetch-site", "same-origin");
    let link: Value = serde_json::json!({ "link": crate::support::LINK });
    site.send(create.json(&link)).await.expect(201);
}

#[tokio::test]
async fn on_https_the_cookie_is_secure_by_name_and_attribute() {
    let site = school(&[("PUBLIC_BASE_URL", "https://school.example")]).await;
    let fields = [("username", "ustaz1"), ("password", "right")];
    let request = site
        .request(Method::POST, "/sign-in")
        .header("origin", "https://school.example");
    let answer = site.send(request.form(&fields)).await.expect(303);

    let cookie = cookies(&answer)[0].to_owned();
    assert!(
        cookie.starts_with(&format!("__Secure-{COOKIE}=")),
        "{cookie}"
    );

    assert!(
        cookie.contains("; HttpOnly; SameSite=Lax; Secure; Path=/; "),
        "{cookie}"
    );

    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn every_refusal_has_the_same_text_and_keeps_the_name_but_not_the_password() {
    let site = school(&[]).await;
    let rows = format!(
        "INSERT INTO admin (id, name, username, passcode, role) VALUES ('c1', 'C', 'c1', '{RIGHT}', 'controller');
         INSERT INTO admin (id, name, username, passcode, role) VALUES ('r1', 'R', 'r1', '{RIGHT}', 'Admin');
         INSERT INTO admin (id, name, username, passcode, role) VALUES ('n1', 'N', 'n1', '{RIGHT}', NULL);
         INSERT INTO admin (id, name, username, passcode, role) VALUES ('p1', 'P', 'p1', 'right', 'admin');
         INSERT INTO admin (id, name, username, passcode, role) VALUES ('b1', 'B', 'b1', '$2b$10$right', 'admin');
         INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname, password) VALUES ('plain', 'P', 'right')"
    );

    site.store().execute_script(&rows).await.unwrap();
    let mut texts = Vec::new();

    for (username, password) in [
        ("admin1", "wrong"),
        ("admin1", ""),
        ("ustaz1", "wrong"),
        ("nobody", "right"),
        ("", ""),
        // No password at all, no hash, a broken one.
        ("ustaz2", "right"),
        ("ustaz2", ""),
        ("p1", "right"),
        ("b1", "right"),
        ("b1", "$2b$10$right"),
        ("plain", "right"),
        // Trap 44: the original lets every role but the two in with any password.
        ("c1", "right"),
        ("c1", "wrong"),
        ("r1", "right"),
        ("n1", "right"),
        // The same to MySQL's collation, another text to us.
        ("USTAZ1", "right"),
        ("Admin1", "right"),
        ("ustáz1", "right"),
        // The hash itself opens nothing.
        ("admin1", RIGHT),
    ] {
        let answer = sign_in(&site, username, password).await.expect(401);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(cookies(&answer).is_empty());

        assert!(
            answer.text.contains(&format!("value=\"{username}\"")),
            "{username}: {}",
            answer.text
        );

        assert!(!answer.text.contains(RIGHT));
        texts.push(
            answer
                .text
                .replace(&format!("value=\"{username}\""), "value=\"\""),
        );
    }

    texts.dedup();
    assert_eq!(texts.len(), 1, "{texts:#?}");
    assert!(texts[0].contains("role=\"alert\"") && texts[0].contains("is wrong"));
    let markup = sign_in(&site, "\"><b>", "x").await.expect(401);

    assert!(!markup.text.contains("<b>"), "{}", markup.text);
}

#[tokio::test]
async fn an_admin_and_a_teacher_of_the_same_name_are_told_apart_by_the_password() {
    let site = school(&[]).await;
    let other = bcrypt::hash("other", 4).unwrap();
    let row = format!(
        "INSERT INTO admin (id, name, username, passcode, role) VALUES ('a9', 'Nine', 'ustaz1', '{other}', 'admin')"
    );

    site.store().execute_script(&row).await.unwrap();
    let home = |answer: Answer| answer.header("location").to_owned();

    assert_eq!(
        home(sign_in(&site, "ustaz1", "other").await.expect(303)),
        "/admin/teacher-monitoring"
    );

    assert_eq!(
        home(sign_in(&site, "ustaz1", "right").await.expect(303)),
        "/teacher"
    );

    sign_in(&site, "ustaz1", "neither").await.expect(401);
    site.store()
        .execute_script("UPDATE admin SET role = 'controller' WHERE id = 'a9'")
        .await
        .unwrap();

    sign_in(&site, "ustaz1", "other").await.expect(401);
    assert_eq!(
        home(sign_in(&site, "ustaz1", "right").await.expect(303)),
        "/teacher"
    );
}

#[tokio::test]
async fn a_plain_password_opens_once_where_allowed_and_is_a_hash_from_then_on() {
    let site = school(&[("PLAIN_TEACHER_PASSWORDS", "true")]).await;
    let long = "x".repeat(80);
    let rows = format!(
        "INSERT INTO admin (id, name, username, passcode, role) VALUES ('p1', 'P', 'p1', 'Plain', 'admin');
         UPDATE wpos_wpdatatable_24 SET password = 'Plain' WHERE ustazid = 'ustaz2';
         INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname, password) VALUES ('empty', 'E', '');
         INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname, password) VALUES ('broken', 'B', '$2b$10$x');
         INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname, password) VALUES ('long', 'L', '{long}')"
    );

    site.store().execute_script(&rows).await.unwrap();
    let store = site.store();
    let count = |condition: String| async move {
        let sql = format!("SELECT COUNT(*) FROM wpos_wpdatatable_24 WHERE {condition}");
        store.read_number(&sql).await.unwrap()
    };

    for (username, password) in [
        ("ustaz2", "plain"),
        ("ustaz2", "Plain2"),
        ("empty", ""),
        ("broken", "$2b$10$x"),
        ("p1", "Plain"),
    ] {
        sign_in(&site, username, password).await.expect(401);
    }

    assert_eq!(count("password = 'Plain'".into()).await, 1);
    sign_in(&site, "ustaz2", "Plain").await.expect(303);

    assert_eq!(
        count("ustazid = 'ustaz2' AND password LIKE '$2b$10$%' AND LENGTH(password) = 60".into())
            .await,
        1
    );

    sign_in(&site, "ustaz2", "Plain").await.expect(303);
    sign_in(&site, "ustaz2", "plain").await.expect(401);

    // A hash would be one of the first 72 bytes.
    sign_in(&site, "long", &long).await.expect(303);
    sign_in(&site, "long", &long[..72]).await.expect(401);
    assert_eq!(count(format!("password = '{long}'")).await, 1);
}
