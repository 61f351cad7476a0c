//! What the school's tables refuse to store is told in words, and changes nothing.

use serde_json::json;

use super::execute;
use super::tour::school;
use crate::support::{LINK, count};

#[tokio::test]
async fn a_refused_lesson_is_told_in_words_and_not_stored() {
    for (sql, words) in [
        (
            "CREATE TABLE other_students (id INT NOT NULL PRIMARY KEY);
             ALTER TABLE wpos_zoom_links ADD CONSTRAINT zl_student FOREIGN KEY (studentid) REFERENCES other_students (id)",
            "other_students",
        ),
        (
            "ALTER TABLE wpos_zoom_links ADD COLUMN schoolId VARCHAR(191) NOT NULL",
            "schoolId",
        ),
        (
            "ALTER TABLE wpos_zoom_links ADD CONSTRAINT only_mine CHECK (studentid > 1000)",
            "only_mine",
        ),
        (
            "ALTER TABLE wpos_zoom_links MODIFY link VARCHAR(10) NULL",
            "link",
        ),
        (
            "CREATE TRIGGER no_lessons BEFORE INSERT ON wpos_zoom_links FOR EACH ROW
             SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'Fees are not paid'",
            "Fees are not paid",
        ),
    ] {
        let site = school().await;
        if !site.database.is_mysql_or_skipped("what a server's tables refuse") {
            return;
        }
        execute(&site, sql).await;

        let answer = site.create("1", &json!({ "link": LINK })).await;
        let answer = answer.expect(422);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(words), "{detail}");
        assert_eq!(count(site.store(), "1 = 1").await, 0);
    }
}

/// As the school's application does it.
#[tokio::test]
async fn an_admin_without_a_role_or_with_a_capital_may_sign_in() {
    let site = school().await;
    execute(
        &site,
        "INSERT INTO admin (id, name, username, passcode, role) VALUES
           ('a-2', 'Second', 'desk2', NULL, NULL), ('a-3', 'Third', 'desk3', NULL, 'Admin'),
           ('a-4', 'Fourth', 'desk4', NULL, ' admin'), ('a-5', 'Counter', 'desk5', NULL, 'registral')",
    )
    .await;

    for (id, is_admin) in [("a-2", true), ("a-3", true), ("a-4", true), ("a-5", false)] {
        let account = site.store().find_admin(id).await.unwrap().unwrap();
        assert_eq!(account.is_admin(), is_admin, "{id}");
    }
}

#[tokio::test]
async fn a_unique_key_of_another_program_is_told_in_words() {
    let site = school().await;
    execute(
        &site,
        "CREATE UNIQUE INDEX one_lesson_each ON wpos_zoom_links (studentid)",
    )
    .await;
    site.create("1", &json!({ "link": LINK })).await.expect(201);
    site.pass(60);

    let other = "https://zoom.us/j/98765432101?pwd=abc.2";
    let answer = site
        .create("1", &json!({ "link": other }))
        .await
        .expect(422);
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("unique key"), "{detail}");
    assert_eq!(count(site.store(), "1 = 1").await, 1);
}
