//! What the school's application keeps of packages and pay in each lesson, filled by its own rule.

use serde_json::json;
use session_tracking::store::Store;

use crate::support::{Inside, LINK, Site, count};

/// The application's tables, as its migrations make them.
async fn create_tables(site: &Site, is_mysql: bool) {
    let options = if is_mysql {
        "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci"
    } else {
        ""
    };

    execute(
        site.store(),
        &format!(
            "ALTER TABLE wpos_wpdatatable_23 ADD COLUMN package VARCHAR(255);
             UPDATE wpos_wpdatatable_23 SET package = '5 days' WHERE wdt_ID = 1;
             UPDATE wpos_wpdatatable_23 SET package = '3 days' WHERE wdt_ID = 2;
             CREATE TABLE PackageSalary (id INT NOT NULL PRIMARY KEY, packageName VARCHAR(191) NOT NULL,
               salaryPerStudent DECIMAL(10,2) NOT NULL) {options};
             INSERT INTO PackageSalary VALUES (1, '2 days', 100), (2, '5 days', 910.00);
             CREATE TABLE setting (`key` VARCHAR(191) NOT NULL PRIMARY KEY, `value` VARCHAR(191) NOT NULL) {options};"
        ),
    )
    .await;
}

async fn execute(store: &Store, sql: &str) {
    store.execute_script(sql).await.unwrap();
}

async fn create(site: &Site, student: &str) -> i64 {
    site.pass(700);
    let answer = site.create(student, &json!({ "link": LINK })).await;
    answer.expect(201).json()["id"].as_i64().unwrap()
}

#[tokio::test]
async fn a_lesson_has_the_students_package_and_the_days_rate() {
    let site = Site::start().await;
    create_tables(&site, site.database.is_mysql()).await;

    // November 2026 has 25 days without Sundays: 36.4, rounded to a whole number.
    let id = create(&site, "1").await;
    let is_right =
        format!("id = {id} AND packageId = '5 days' AND packageRate = 36 AND report = 0");
    assert_eq!(count(site.store(), &is_right).await, 1);

    execute(
        site.store(),
        "INSERT INTO setting VALUES ('include_sundays_in_salary', 'true')",
    )
    .await;
    let id = create(&site, "1").await;
    let is_right = format!("id = {id} AND packageId = '5 days' AND packageRate = 30");
    assert_eq!(count(site.store(), &is_right).await, 1);

    // Nothing is said of this package, and the third student has none.
    let id = create(&site, "2").await;
    let is_right = format!("id = {id} AND packageId = '3 days' AND packageRate = 0");
    assert_eq!(count(site.store(), &is_right).await, 1);
    let id = create(&site, "3").await;
    let is_right = format!("id = {id} AND packageId IS NULL AND packageRate = 0");
    assert_eq!(count(site.store(), &is_right).await, 1);
}

#[tokio::test]
async fn a_school_without_packages_has_none_in_its_lessons() {
    let site = Site::start().await;
    let id = create(&site, "1").await;

    let is_right = format!("id = {id} AND packageId IS NULL AND packageRate IS NULL");
    assert_eq!(count(site.store(), &is_right).await, 1);
}

#[tokio::test]
async fn a_package_that_its_columns_refuse_never_refuses_a_lesson() {
    for (change, is_right) in [
        // Known beforehand: the name does not fit.
        (
            "MODIFY packageId INT NULL",
            "packageId IS NULL AND packageRate = 36",
        ),
        // Known from the refusal: neither is stored then.
        (
            "MODIFY packageRate DECIMAL(3,2) NULL",
            "packageId IS NULL AND packageRate IS NULL",
        ),
    ] {
        let site = Site::start().await;
        if !site
            .database
            .is_mysql_or_skipped("columns that refuse a value")
        {
            return;
        }

        create_tables(&site, true).await;
        execute(
            site.store(),
            &format!("ALTER TABLE wpos_zoom_links {change}"),
        )
        .await;

        let id = create(&site, "1").await;
        let is_right = format!("id = {id} AND {is_right}");
        assert_eq!(count(site.store(), &is_right).await, 1, "{change}");
    }
}

#[tokio::test]
async fn packages_that_were_removed_meanwhile_never_refuse_a_lesson() {
    let site = Inside::start().await;
    create_tables(&site, site.database.is_mysql()).await;
    create(&site, "1").await;

    execute(
        site.store(),
        "DROP TABLE PackageSalary; DROP TABLE setting;",
    )
    .await;
    let id = create(&site, "1").await;
    let is_right = format!("id = {id} AND packageId IS NULL AND packageRate IS NULL");
    assert_eq!(count(site.store(), &is_right).await, 1);
}
