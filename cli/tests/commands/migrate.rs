//! `session-tracking migrate`.

use crate::installation::{Installation, Run, program};

/// The table as an older system left it: no column of ours, two lessons that share a token.
const OLD_TABLE: &str = "
    CREATE TABLE wpos_zoom_links (id INTEGER NOT NULL PRIMARY KEY, studentid INT NULL, ustazid VARCHAR(255) NULL,
        link VARCHAR(255) NULL, tracking_token VARCHAR(32) NULL, clicked_at DATETIME NULL, sent_time DATETIME NULL,
        report INT NULL, expiration_date DATETIME NULL);
    INSERT INTO wpos_zoom_links (id, tracking_token, clicked_at) VALUES
        (1, 'AAAA', '2024-01-02 03:04:05'), (2, 'AAAA', '2024-01-03 03:04:05'), (3, 'BBBB', NULL)";

/// Migrated, but without activity: what the older system writes while both run. Ids over three chunks.
const OLD_ROWS: &str =
    "INSERT INTO wpos_zoom_links (id, tracking_token, clicked_at, last_activity_at) VALUES
    (1, 'AAAA', '2024-01-02 03:04:05', NULL), (2, 'BBBB', '2024-01-03 03:04:05', NULL),
    (25000, 'CCCC', '2024-01-04 03:04:05', NULL)";

/// As a school's server has it: there the database gives the ids.
fn make_old_table(installation: &Installation) {
    let given = if installation.is_mysql() {
        "PRIMARY KEY AUTO_INCREMENT"
    } else {
        "PRIMARY KEY"
    };

    installation.execute(&OLD_TABLE.replace("PRIMARY KEY", given));
}

#[test]
fn status_tells_what_is_pending_before_and_nothing_after() {
    let installation = Installation::new();
    let pending = [
        "0001 base        pending",
        "0004 indexes     pending",
        "Pending: 16 migrations",
    ];

    installation
        .run(&["migrate", "--status"])
        .expect(1, &pending);

    // It changed nothing, so it says the same again.
    installation
        .run(&["migrate", "--status"])
        .expect(1, &pending);

    installation.run(&["migrate"]).expect(
        0,
        &[
            "0001 base        applied",
            "Up to date: 16 migrations applied, 0 rows",
        ],
    );

    installation
        .run(&["migrate", "--status"])
        .expect(0, &["0004 indexes     applied", "Up to date"]);
}

#[test]
fn status_of_a_missing_file_does_not_create_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("school.sqlite");
    let output = program(&["migrate", "--status"])
        .env("DATABASE_URL", format!("sqlite://{}", file.display()))
        .output();

    Run::of(&output.unwrap()).expect(1, &["Pending: 16 migrations"]);
    assert!(!file.exists());
}

#[test]
fn migrating_twice_changes_nothing() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);
    let second = installation.run(&["migrate"]);

    second.expect(
        0,
        &[
            "0001 base        already there",
            "0004 indexes     already there",
            "Up to date: 0 migrations applied, 0 rows",
        ],
    );
}

#[test]
fn four_migrations_at_once_all_succeed() {
    let installation = Installation::new();
    make_old_table(&installation);
    let running: Vec<_> = (0..4).map(|_| installation.start(&["migrate"])).collect();
    for child in running {
        Run::of(&child.wait_with_output().unwrap()).expect(0, &["Up to date"]);
    }

    installation.run(&["migrate", "--status"]).expect(0, &[]);
}

#[test]
fn a_deployed_table_is_extended_and_its_rows_backfilled_in_one_run() {
    let installation = Installation::new();
    make_old_table(&installation);
    installation
        .run(&["migrate", "--status"])
        .expect(1, &["Pending: 16 migrations"]);

    installation.run(&["migrate"]).expect(
        0,
        &["Up to date: 16 migrations applied, 2 rows backfilled."],
    );

    let closed =
        installation.execute("DELETE FROM wpos_zoom_links WHERE session_status = 'timeout'");
    assert_eq!(closed, 2);
}

#[test]
fn old_rows_are_counted_and_backfilled_with_progress() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);
    installation.execute(OLD_ROWS);
    installation
        .run(&["migrate", "--status"])
        .expect(1, &["Pending: 3 rows still need the backfill"]);

    let progress = [
        "Backfill:  40 %, 2 rows changed\n",
        "Backfill: 100 %, 3 rows changed\n",
    ];
    let run = installation.run(&["migrate"]);
    run.expect(0, &progress);
    run.expect(0, &["Up to date: 0 migrations applied, 3 rows backfilled."]);
    installation
        .run(&["migrate", "--status"])
        .expect(0, &["no row needs the backfill"]);

    installation
        .run(&["migrate"])
        .expect(0, &["0 rows backfilled"]);
}

#[test]
fn the_idle_timeout_decides_which_old_rows_are_over() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);

    let (now, hour) = if installation.is_mysql() {
        ("UTC_TIMESTAMP()", "UTC_TIMESTAMP() - INTERVAL 1 HOUR")
    } else {
        ("datetime('now')", "datetime('now', '-1 hour')")
    };
    let sql =
        format!("INSERT INTO wpos_zoom_links (id, clicked_at) VALUES (1, {now}), (2, {hour})");
    installation.execute(&sql);
    let mut migrate = installation.command(&["migrate"]);

    let output = migrate
        .env("SESSION_IDLE_TIMEOUT_MINUTES", "30")
        .output()
        .unwrap();

    Run::of(&output).expect(0, &["2 rows backfilled"]);
    assert_eq!(
        installation
            .execute("DELETE FROM wpos_zoom_links WHERE id = 2 AND session_status = 'timeout'"),
        1
    );

    assert_eq!(
        installation
            .execute("DELETE FROM wpos_zoom_links WHERE id = 1 AND session_status = 'active'"),
        1
    );
}

#[test]
fn without_a_database_url_it_says_which_setting_is_missing() {
    Run::of(&program(&["migrate"]).output().unwrap())
        .expect(2, &["DATABASE_URL is missing: set mysql://"]);
}

#[test]
fn a_migration_that_another_holds_is_waited_for_no_longer_than_asked() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);
    installation.execute(
        "UPDATE migration_lease SET owner = 'process 7', until_at = '2999-01-01 00:00:00'",
    );

    let run = installation.run(&["migrate", "--wait", "0"]);
    run.expect(
        2,
        &[
            "another migration is running (held by process 7)",
            "--wait 150",
        ],
    );
}

#[test]
fn a_plan_names_the_statements_and_changes_nothing() {
    let installation = Installation::new();
    for _ in 0..2 {
        installation.run(&["migrate", "--plan"]).expect(
            0,
            &[
                "0002 ledger\n    CREATE TABLE IF NOT EXISTS session_events",
                "Nothing was changed.",
            ],
        );
    }

    installation.run(&["migrate", "--status"]).expect(1, &[]);
    installation.run(&["migrate"]).expect(0, &[]);
    installation
        .run(&["migrate", "--plan"])
        .expect(0, &["No statement is pending.", "Nothing was changed."]);
}

#[test]
fn what_stands_in_the_way_is_told_by_migrate_plan_and_validate_alike() {
    let installation = Installation::new();
    if !installation.is_mysql() {
        return;
    }

    installation.execute(
        "CREATE TABLE wpos_zoom_links (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, studentid INT, ustazid VARCHAR(191),
           link VARCHAR(500), tracking_token TEXT, clicked_at DATETIME, sent_time DATETIME, report INT,
           expiration_date DATETIME, school VARCHAR(20) NOT NULL) ENGINE=MyISAM",
    );
    let mends = [
        "ALTER TABLE `wpos_zoom_links` ENGINE=InnoDB, ROW_FORMAT=DYNAMIC;",
        "MODIFY `tracking_token` VARCHAR(64) ",
        "ALTER TABLE `wpos_zoom_links` ALTER COLUMN `school` SET DEFAULT '';",
    ];
    installation.run(&["migrate"]).expect(2, &mends);
    installation
        .run(&["migrate"])
        .expect(2, &["nothing was changed", "a person runs them"]);
    installation.run(&["migrate", "--plan"]).expect(1, &mends);
    installation.run(&["validate"]).expect(1, &mends);
    installation
        .run(&["migrate", "--status"])
        .expect(1, &["0001 base        pending"]);
}
