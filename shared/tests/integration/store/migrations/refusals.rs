//! What a migration refuses before it changes anything, and that the statements that it names mend it.

use session_tracking::store::{InspectionFinding, Severity, Store, StoreError};

use super::neighbours::school;
use super::{PATIENCE, expect_complete};
use crate::support::count;

/// A number that differs when any table, column or index of the database does.
const EVERYTHING: &str = "
    SELECT CAST(
      (SELECT SUM(CRC32(CONCAT_WS('|', table_name, engine, row_format)))
       FROM information_schema.tables WHERE table_schema = DATABASE())
      + (SELECT SUM(CRC32(CONCAT_WS('|', table_name, column_name, column_type, is_nullable, column_default)))
         FROM information_schema.columns WHERE table_schema = DATABASE())
      + (SELECT SUM(CRC32(CONCAT_WS('|', table_name, index_name, seq_in_index, column_name)))
         FROM information_schema.statistics WHERE table_schema = DATABASE()) AS SIGNED)";

/// Asserts that the migration refuses, and has changed nothing. Returns what it found.
async fn refused(store: &Store) -> Vec<InspectionFinding> {
    let before = store.read_number(EVERYTHING).await.unwrap();
    let Err(StoreError::Refused(findings)) = store.migrate(PATIENCE).await else {
        panic!("the migration should have refused");
    };

    assert_eq!(store.read_number(EVERYTHING).await.unwrap(), before);
    assert_eq!(store.inspect().await.unwrap(), findings);
    findings
}

fn places(findings: &[InspectionFinding]) -> Vec<String> {
    findings
        .iter()
        .filter(|finding| finding.severity == Severity::Blocks)
        .map(InspectionFinding::place)
        .collect()
}

/// Runs the statements that the findings name, as a person would.
async fn mend(store: &Store, findings: &[InspectionFinding]) {
    let mended = findings.iter().filter(|finding| !finding.mend.is_empty());
    for finding in mended {
        let script = finding.mend.join(";\n");
        let done = store.execute_script(&script).await;
        done.unwrap_or_else(|error| panic!("{script}: {error}"));
    }

    store
        .execute_script("SET SESSION sql_mode = DEFAULT")
        .await
        .unwrap();
}

async fn is_refused_and_mended(changes: &str, expected: &[&str]) {
    let Some(database) = school("refused migrations", changes).await else {
        return;
    };

    let store = database.store();
    let findings = refused(store).await;
    assert_eq!(places(&findings), expected, "{changes}");

    mend(store, &findings).await;
    store.migrate(PATIENCE).await.unwrap();
    expect_complete(&store.inspect_schema().await.unwrap());
    assert_eq!(count(store, "1 = 1").await, 2);
}

#[tokio::test]
async fn engines_and_forms_of_rows_are_named_with_their_alter() {
    is_refused_and_mended(
        "ALTER TABLE wpos_zoom_links ENGINE=MyISAM; ALTER TABLE wpos_wpdatatable_23 ENGINE=MyISAM",
        &["wpos_zoom_links", "wpos_wpdatatable_23"],
    )
    .await;
    is_refused_and_mended("ALTER TABLE admin ENGINE=MEMORY", &["admin"]).await;
    is_refused_and_mended(
        "ALTER TABLE wpos_zoom_links MODIFY sent_time DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00', ENGINE=MyISAM;
         INSERT INTO wpos_zoom_links (id) VALUES (3); DELETE FROM wpos_zoom_links WHERE id = 1",
        &["wpos_zoom_links"],
    )
    .await;
    is_refused_and_mended(
        "ALTER TABLE wpos_zoom_links ROW_FORMAT=COMPACT, MODIFY ustazid VARCHAR(255) CHARACTER SET utf8mb4 NULL",
        &["wpos_zoom_links"],
    )
    .await;
}

#[tokio::test]
async fn texts_without_a_limit_are_named_where_an_index_is_needed() {
    is_refused_and_mended(
        "ALTER TABLE wpos_zoom_links MODIFY tracking_token TEXT NULL, MODIFY ustazid LONGTEXT NULL,
           MODIFY sent_time TEXT NULL",
        &[
            "wpos_zoom_links.sent_time",
            "wpos_zoom_links.tracking_token",
            "wpos_zoom_links.ustazid",
        ],
    )
    .await;
    is_refused_and_mended(
        "ALTER TABLE wpos_zoom_links MODIFY ustazid VARCHAR(1000) NULL",
        &["wpos_zoom_links.ustazid"],
    )
    .await;
}

#[tokio::test]
async fn columns_of_other_programs_without_a_default_are_named() {
    is_refused_and_mended(
        "ALTER TABLE wpos_zoom_links ADD COLUMN schoolId VARCHAR(191) NOT NULL, ADD COLUMN branch INT NOT NULL,
           ADD COLUMN note TEXT NOT NULL, ADD COLUMN made DATETIME NOT NULL, ADD COLUMN kind ENUM('a','b') NOT NULL,
           ADD COLUMN twice INT GENERATED ALWAYS AS (report * 2) VIRTUAL, ADD COLUMN seen DATE NULL,
           ADD COLUMN packages VARCHAR(9) NOT NULL DEFAULT 'none';
         UPDATE wpos_zoom_links SET made = '2026-01-01 00:00:00'",
        &[
            "wpos_zoom_links.schoolId",
            "wpos_zoom_links.branch",
            "wpos_zoom_links.note",
            "wpos_zoom_links.made",
        ],
    )
    .await;
}

#[tokio::test]
async fn a_number_that_the_database_does_not_give_is_named() {
    for changes in [
        "ALTER TABLE wpos_zoom_links MODIFY id INT NOT NULL, DROP PRIMARY KEY",
        "ALTER TABLE wpos_zoom_links MODIFY id INT NOT NULL",
        "ALTER TABLE wpos_zoom_links MODIFY id INT NULL, DROP PRIMARY KEY",
        "ALTER TABLE wpos_zoom_links MODIFY id VARCHAR(36) NOT NULL",
        "ALTER TABLE wpos_zoom_links DROP COLUMN id",
    ] {
        is_refused_and_mended(changes, &["wpos_zoom_links.id"]).await;
    }
}

#[tokio::test]
async fn columns_that_hold_something_else_are_named() {
    for (change, column) in [
        ("ADD COLUMN session_status INT NULL", "session_status"),
        ("ADD COLUMN session_status INT NOT NULL", "session_status"),
        (
            "ADD COLUMN session_status VARCHAR(4) NULL",
            "session_status",
        ),
        (
            "ADD COLUMN session_status ENUM('open','ended') NOT NULL DEFAULT 'open'",
            "session_status",
        ),
        (
            "ADD COLUMN last_activity_at VARCHAR(40) NULL",
            "last_activity_at",
        ),
        (
            "ADD COLUMN last_activity_at BIGINT NULL",
            "last_activity_at",
        ),
        (
            "ADD COLUMN revision VARCHAR(9) NOT NULL DEFAULT '0'",
            "revision",
        ),
        ("ADD COLUMN documents VARCHAR(200) NULL", "documents"),
        (
            "ADD COLUMN session_duration_minutes INT GENERATED ALWAYS AS (report * 2) VIRTUAL",
            "session_duration_minutes",
        ),
        (
            "ADD COLUMN session_duration_minutes INT NOT NULL DEFAULT 0",
            "session_duration_minutes",
        ),
        ("MODIFY tracking_token VARCHAR(20) NULL", "tracking_token"),
        (
            "MODIFY clicked_at DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00'",
            "clicked_at",
        ),
        (
            "MODIFY sent_time TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP",
            "sent_time",
        ),
        ("DROP COLUMN expiration_date", "expiration_date"),
    ] {
        let changes = format!("ALTER TABLE wpos_zoom_links {change}");
        is_refused_and_mended(&changes, &[&format!("wpos_zoom_links.{column}")]).await;
    }
}

#[tokio::test]
async fn tables_that_only_have_the_name_are_told() {
    is_refused_and_mended(
        "CREATE TABLE session_events (id INT PRIMARY KEY)",
        &["session_events"],
    )
    .await;
    is_refused_and_mended(
        "ALTER TABLE wpos_zoom_links PARTITION BY HASH (id) PARTITIONS 2",
        &["wpos_zoom_links"],
    )
    .await;
    is_refused_and_mended(
        "RENAME TABLE wpos_zoom_links TO WPOS_zoom_Links",
        &["wpos_zoom_links"],
    )
    .await;

    let view =
        "RENAME TABLE wpos_zoom_links TO links; CREATE VIEW wpos_zoom_links AS SELECT * FROM links";
    let Some(database) = school("a view of sessions", view).await else {
        return;
    };
    assert_eq!(
        places(&refused(database.store()).await),
        ["wpos_zoom_links"]
    );
}

#[tokio::test]
async fn everything_is_named_at_once_and_what_only_warns_does_not_stop() {
    let changes = "ALTER TABLE wpos_zoom_links ENGINE=MyISAM, ADD COLUMN schoolId INT NOT NULL, MODIFY tracking_token TEXT;
        ALTER TABLE wpos_wpdatatable_24 DROP COLUMN password; ALTER TABLE admin ENGINE=MyISAM";
    is_refused_and_mended(
        changes,
        &[
            "wpos_zoom_links",
            "admin",
            "wpos_wpdatatable_24.password",
            "wpos_zoom_links.tracking_token",
            "wpos_zoom_links.schoolId",
        ],
    )
    .await;

    let trigger =
        "CREATE TRIGGER t BEFORE UPDATE ON wpos_zoom_links FOR EACH ROW SET NEW.report = 1";
    let Some(database) = school("warnings", trigger).await else {
        return;
    };
    let store = database.store();
    let findings = store.inspect().await.unwrap();
    let found: Vec<&str> = findings
        .iter()
        .map(|finding| finding.found.as_str())
        .collect();
    assert_eq!(
        found,
        [
            "the trigger t runs BEFORE UPDATE",
            "1 rows have the token of a newer row"
        ]
    );
    store.migrate(PATIENCE).await.unwrap();
}

#[tokio::test]
async fn numbers_of_students_as_texts_warn_and_their_alter_mends_them() {
    let changes = "ALTER TABLE wpos_zoom_links MODIFY studentid VARCHAR(50) NULL;
        ALTER TABLE wpos_wpdatatable_23 MODIFY wdt_ID VARCHAR(20) NOT NULL;
        CREATE TABLE wpos_ustaz_occupied_times (ustaz_id VARCHAR(255), time_slot VARCHAR(255), daypackage VARCHAR(255),
          student_id VARCHAR(20) NOT NULL DEFAULT '0')";
    let Some(database) = school("numbers as texts", changes).await else {
        return;
    };

    let store = database.store();
    store.migrate(PATIENCE).await.unwrap();
    let findings = store.inspect().await.unwrap();
    let found: Vec<String> = findings.iter().map(InspectionFinding::place).collect();
    assert_eq!(
        found,
        [
            "wpos_zoom_links.studentid",
            "wpos_wpdatatable_23.wdt_ID",
            "wpos_ustaz_occupied_times.student_id"
        ]
    );

    mend(store, &findings).await;
    assert_eq!(store.inspect().await.unwrap(), []);
    assert_eq!(count(store, "studentid = 1").await, 1);
}

#[tokio::test]
async fn missing_rights_are_named_and_those_named_suffice() {
    let Some(database) = school("rights", "DO 0").await else {
        return;
    };

    let store = database.store();
    let (server, name) = database.url.rsplit_once('/').unwrap();
    let user = format!("u{}", &name[name.len() - 12..]);
    let grants = format!(
        "CREATE USER '{user}'@'%'; GRANT SELECT, INSERT, UPDATE, DELETE ON `{name}`.* TO '{user}'@'%'"
    );
    store.execute_script(&grants).await.unwrap();

    let (_, address) = server.rsplit_once('@').unwrap();
    let limited = Store::connect_lazy(&format!("mysql://{user}@{address}/{name}"), 3).unwrap();
    let findings = refused(&limited).await;
    assert_eq!(places(&findings), ["server"]);
    assert_eq!(
        findings[0].mend,
        [format!("GRANT CREATE, ALTER ON `{name}`.* TO '{user}'@'%'")]
    );

    store.execute_script(&findings[0].mend[0]).await.unwrap();
    limited.close();
    let limited = Store::connect_lazy(&format!("mysql://{user}@{address}/{name}"), 3).unwrap();
    limited.migrate(PATIENCE).await.unwrap();
    expect_complete(&limited.inspect_schema().await.unwrap());
    limited.close();
    store
        .execute_script(&format!("DROP USER '{user}'@'%'"))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_plan_shows_what_would_run_and_changes_nothing() {
    let Some(database) = school("the plan", "DO 0").await else {
        return;
    };

    let store = database.store();
    let before = store.read_number(EVERYTHING).await.unwrap();
    let plan = store.plan_migrations().await.unwrap();
    assert_eq!(store.read_number(EVERYTHING).await.unwrap(), before);

    let has = |version: i64, part: &str| {
        plan.statements
            .iter()
            .any(|planned| planned.version == version && planned.sql.contains(part))
    };
    assert!(has(2, "CREATE TABLE IF NOT EXISTS session_events"));
    assert!(has(
        3,
        "ALTER TABLE wpos_zoom_links ADD COLUMN session_ended_at"
    ));
    assert!(has(
        4,
        "ADD UNIQUE INDEX uq_tracking_token (tracking_token)"
    ));
    assert!(has(4, "UPDATE wpos_zoom_links"));
    assert!(!has(1, "wpos_zoom_links"));
    assert!(
        !plan
            .statements
            .iter()
            .any(|planned| planned.sql.contains("@statement"))
    );

    store.migrate(PATIENCE).await.unwrap();
    assert_eq!(store.plan_migrations().await.unwrap().statements, []);
}
