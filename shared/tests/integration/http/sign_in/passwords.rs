//! Which passwords open, and what a refusal says.

use super::{RIGHT, cookies, school, sign_in};
use crate::support::{Answer, Site};

/// Names and passwords that open nothing.
const REFUSED: [(&str, &str); 19] = [
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
];

/// Asserts what a refusal of this name is. Returns its text without the name.
#[track_caller]
fn expect_refusal(answer: &Answer, username: &str) -> String {
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(cookies(answer).is_empty());
    assert!(!answer.text.contains(RIGHT));

    let value = format!("value=\"{username}\"");
    assert!(answer.text.contains(&value), "{username}: {}", answer.text);
    answer.text.replace(&value, "value=\"\"")
}

#[tokio::test]
async fn every_refusal_has_the_same_text_and_keeps_the_name_but_not_the_password() {
    let site = school(&[]).await;
    let rows = format!(
        "INSERT INTO admin (id, name, username, passcode, role) VALUES ('c1', 'C', 'c1', '{RIGHT}', 'controller');
         INSERT INTO admin (id, name, username, passcode, role) VALUES ('r1', 'R', 'r1', '{RIGHT}', 'administrator');
         INSERT INTO admin (id, name, username, passcode, role) VALUES ('n1', 'N', 'n1', '{RIGHT}', '');
         INSERT INTO admin (id, name, username, passcode, role) VALUES ('p1', 'P', 'p1', 'right', 'admin');
         INSERT INTO admin (id, name, username, passcode, role) VALUES ('b1', 'B', 'b1', '$2b$10$right', 'admin');
         INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname, password) VALUES ('plain', 'P', 'right')"
    );

    site.store().execute_script(&rows).await.unwrap();
    let mut texts = Vec::new();

    for (username, password) in REFUSED {
        let answer = sign_in(&site, username, password).await.expect(401);
        texts.push(expect_refusal(&answer, username));
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
    expect_home(&site, "other", "/admin/teacher-monitoring").await;
    expect_home(&site, "right", "/teacher").await;
    sign_in(&site, "ustaz1", "neither").await.expect(401);

    let change = "UPDATE admin SET role = 'controller' WHERE id = 'a9'";
    site.store().execute_script(change).await.unwrap();
    sign_in(&site, "ustaz1", "other").await.expect(401);
    expect_home(&site, "right", "/teacher").await;
}

/// Asserts where a password of the name ustaz1 leads to.
async fn expect_home(site: &Site, password: &str, path: &str) {
    let answer = sign_in(site, "ustaz1", password).await.expect(303);
    assert_eq!(answer.header("location"), path);
}

/// Counts the teachers that a condition names.
async fn count_teachers(site: &Site, condition: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM wpos_wpdatatable_24 WHERE {condition}");
    site.store().read_number(&sql).await.unwrap()
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
    for (username, password) in [
        ("ustaz2", "plain"),
        ("ustaz2", "Plain2"),
        ("empty", ""),
        ("broken", "$2b$10$x"),
        ("p1", "Plain"),
    ] {
        sign_in(&site, username, password).await.expect(401);
    }

    assert_eq!(count_teachers(&site, "password = 'Plain'").await, 1);
    sign_in(&site, "ustaz2", "Plain").await.expect(303);

    let hash = "ustazid = 'ustaz2' AND password LIKE '$2b$10$%' AND LENGTH(password) = 60";
    assert_eq!(count_teachers(&site, hash).await, 1);
    sign_in(&site, "ustaz2", "Plain").await.expect(303);
    sign_in(&site, "ustaz2", "plain").await.expect(401);

    // A hash would be one of the first 72 bytes.
    sign_in(&site, "long", &long).await.expect(303);
    sign_in(&site, "long", &long[..72]).await.expect(401);
    let unchanged = format!("password = '{long}'");
    assert_eq!(count_teachers(&site, &unchanged).await, 1);
}
