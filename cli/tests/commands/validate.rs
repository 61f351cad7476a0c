//! `session-tracking validate`.

use serde_json::Value;

use crate::installation::{Installation, Run, program};
use crate::telegram;

const MIGRATE: &str = "\n        Run `session-tracking migrate`";

/// Runs `validate` with a complete environment.
fn validate(installation: &Installation, token: &str, arguments: &[&str]) -> Run {
    let mut command = installation.command(&["validate"]);
    let settings = [
        ("NODE_ENV", "development"),
        ("PUBLIC_BASE_URL", "https://school.example"),
        ("NEXTAUTH_SECRET", "a-secret-of-more-than-thirty-two-bytes"),
        ("CRON_SECRET", "a-secret-of-sixteen-bytes"),
        (
            "ZOOM_WEBHOOK_SECRET_TOKEN",
            "another-secret-of-sixteen-bytes",
        ),
        ("TELEGRAM_BOT_TOKEN", token),
        ("TELEGRAM_API_URL", &telegram::start()),
    ];

    Run::of(&command.args(arguments).envs(settings).output().unwrap())
}

#[test]
fn with_nothing_set_every_setting_is_named_with_its_remedy() {
    let run = Run::of(&program(&["validate"]).output().unwrap());
    run.expect(
        1,
        &["FAIL  setting DATABASE_URL\n        DATABASE_URL is missing: set mysql://"],
    );

    run.expect(
        1,
        &[
            "FAIL  setting PUBLIC_BASE_URL",
            "warn  setting NEXTAUTH_SECRET",
            "warn  setting CRON_SECRET",
        ],
    );

    run.expect(
        1,
        &[
            "warn  setting ZOOM_WEBHOOK_SECRET_TOKEN",
            "warn  setting TELEGRAM_BOT_TOKEN",
            "warn  telegram: not asked",
            "\n0 ok, 5 warn, 2 FAIL\n",
        ],
    );
}

#[test]
fn what_was_cut_off_and_what_telegram_refuses_are_told() {
    let settings = [
        ("PUBLIC_BASE_URL", "https://school.local\n"),
        (
            "NEXTAUTH_SECRET",
            "a-secret-of-more-than-thirty-two-bytes\n",
        ),
        ("CRON_SECRET", "\"a-secret-of-sixteen-bytes\""),
        (
            "ZOOM_WEBHOOK_SECRET_TOKEN",
            "'another-secret-of-sixteen-bytes'",
        ),
    ];
    let run = Run::of(&program(&["validate"]).envs(settings).output().unwrap());

    for told in [
        "PUBLIC_BASE_URL is a name that only a private network knows: Telegram refuses every message",
        "PUBLIC_BASE_URL had a line end around it, which was cut off",
        "NEXTAUTH_SECRET has a line end around it. NextAuth takes that for a part of the secret",
        "CRON_SECRET has quotation marks around it, which must be sent with it",
        "ZOOM_WEBHOOK_SECRET_TOKEN had quotation marks around it, which was cut off",
    ] {
        let name = told.split(' ').next().unwrap();
        run.expect(1, &[&format!("warn  setting {name}\n        {told}")]);
    }

    assert!(!run.printed.contains("-bytes"), "{}", run.printed);
}

#[test]
fn of_an_empty_database_one_finding_says_what_to_run() {
    let run = Installation::new().run(&["validate"]);
    run.expect(
        1,
        &["FAIL  migrations: 16 of 16 are pending: 0001 base, 0002 ledger, "],
    );
    run.expect(1, &[&format!(", 0016 zoom connections{MIGRATE}")]);
    assert!(
        !run.printed.contains("is missing\n        Run"),
        "{}",
        run.printed
    );
}

#[test]
fn a_migrated_installation_with_a_bot_is_all_ok() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);
    let run = validate(&installation, telegram::TOKEN, &[]);

    run.expect(
        0,
        &[
            "ok    migrations: all",
            "ok    table wpos_zoom_links: ",
            "ok    indexes of wpos_zoom_links: ",
        ],
    );

    run.expect(
        0,
        &[
            "ok    telegram: the bot is @school_bot",
            " 0 warn, 0 FAIL\n",
        ],
    );

    assert!(
        run.printed
            .lines()
            .rev()
            .skip(1)
            .all(|line| line.starts_with("ok ")),
        "{}",
        run.printed
    );
}

#[test]
fn a_refused_bot_token_is_told_and_not_shown() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);
    let run = validate(&installation, "999:hush", &[]);

    run.expect(
        1,
        &[
            "FAIL  telegram: the bot's token is refused\n        Copy it again from @BotFather",
            " 0 warn, 1 FAIL",
        ],
    );

    assert!(!run.printed.contains("hush"));
}

#[test]
fn what_was_removed_after_migrating_is_named_and_comes_back_by_its_remedy() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);

    let on_table = if installation.is_mysql() {
        " ON wpos_zoom_links"
    } else {
        ""
    };

    installation.execute(&format!("DROP INDEX idx_student_sent{on_table}"));
    installation.execute("ALTER TABLE wpos_zoom_links DROP COLUMN end_reason");
    let run = validate(&installation, telegram::TOKEN, &[]);

    run.expect(
        1,
        &[
            "FAIL  table wpos_zoom_links lacks end_reason\n",
            "(studentid,sent_time) is missing\n",
            " 2 FAIL",
        ],
    );

    run.expect(
        1,
        &["Run `DELETE FROM _sqlx_migrations` in this database, then `session-tracking migrate`"],
    );

    installation.execute("DELETE FROM _sqlx_migrations");
    installation.run(&["migrate"]).expect(0, &[]);
    validate(&installation, telegram::TOKEN, &[]).expect(0, &[" 0 FAIL"]);
}

#[test]
fn rows_that_need_the_backfill_are_a_warning() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);
    installation
        .execute("INSERT INTO wpos_zoom_links (id, clicked_at) VALUES (1, '2024-01-02 03:04:05')");
    let run = validate(&installation, telegram::TOKEN, &[]);

    run.expect(
        0,
        &[
            &format!("warn  rows of older systems: 1 still need the backfill{MIGRATE}"),
            " 1 warn, 0 FAIL",
        ],
    );
}

#[test]
fn rows_that_are_left_out_are_named() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);
    validate(&installation, telegram::TOKEN, &[])
        .expect(0, &["ok    rows of the school's tables: none is left out"]);

    installation
        .execute("INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname) VALUES ('', 'Unfinished')");
    validate(&installation, telegram::TOKEN, &[]).expect(
        0,
        &["warn  rows of the school's tables: 1 left out: Unfinished: teacher: no ustazid (\u{201c}\u{201d})\n"],
    );
}

#[test]
fn slots_of_the_timetable_that_cannot_be_read_are_named() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);
    validate(&installation, telegram::TOKEN, &[]).expect(0, &["ok    timetable: none"]);

    installation.execute(
        "CREATE TABLE wpos_ustaz_occupied_times (id INTEGER PRIMARY KEY, ustaz_id VARCHAR(255), time_slot VARCHAR(255),
          daypackage VARCHAR(255), student_id INTEGER, occupied_at TIMESTAMP NULL, end_at TIMESTAMP NULL)",
    );
    installation.execute(
        "INSERT INTO wpos_ustaz_occupied_times (id, ustaz_id, time_slot, daypackage, student_id)
        VALUES (1, 'ustaz1', '4:00 PM', 'MWF', 1), (2, 'ustaz1', '16:30', 'TTH', 2)",
    );
    validate(&installation, telegram::TOKEN, &[]).expect(0, &["timetable: 2 slots can be read"]);

    installation
        .execute("UPDATE wpos_ustaz_occupied_times SET time_slot = 'sometime' WHERE id = 1");
    installation.execute("UPDATE wpos_ustaz_occupied_times SET daypackage = '' WHERE id = 2");
    validate(&installation, telegram::TOKEN, &[]).expect(
        0,
        &["warn  timetable: 2 slots cannot be read: id 1, time_slot 'sometime'; id 2, daypackage ''\n"],
    );
}

#[test]
fn an_unreachable_database_is_told_with_a_remedy_and_no_password() {
    let url = "mysql://school:hush-hush@127.0.0.1:1/school?ssl=true";
    let output = program(&["validate"])
        .env("DATABASE_URL", url)
        .output()
        .unwrap();
    let run = Run::of(&output);

    run.expect(
        1,
        &[
            "FAIL  database: the database is not available",
            "Connection refused",
            "Check host and port",
        ],
    );

    run.expect(1, &["warn  DATABASE_URL: the setting `ssl` has no effect"]);
    assert!(!run.printed.contains("hush"));
}

#[test]
fn a_wrong_name_of_the_database_is_told_as_such() {
    let mut installation = Installation::new();
    let right = installation.url.clone();
    installation.url += "_of_nobody";

    let expected = if installation.is_mysql() {
        "Create the database"
    } else {
        "does not exist"
    };

    installation
        .run(&["validate"])
        .expect(1, &["FAIL  database: ", expected]);

    installation.url = right;
}

#[test]
fn a_database_that_takes_no_writes_is_told_with_a_remedy() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);
    let writable = "ok    database: takes writes";
    installation.run(&["validate"]).expect(1, &[writable]);

    // What a server answers after a fail-over, and what SQLite can be made to say.
    let (refusal, told) = if installation.is_mysql() {
        (
            "CREATE TRIGGER refuse BEFORE INSERT ON request_errors FOR EACH ROW
             SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1290, MESSAGE_TEXT = 'running with --read-only'",
            "The server takes no writes",
        )
    } else {
        (
            "CREATE TRIGGER refuse BEFORE INSERT ON request_errors BEGIN SELECT RAISE(ABORT, 'no'); END",
            "FAIL  database: ",
        )
    };

    installation.execute(refusal);
    let run = installation.run(&["validate"]);
    run.expect(1, &[told]);
    assert!(!run.printed.contains(writable), "{}", run.printed);
}

#[test]
fn json_holds_every_finding_with_result_and_remedy() {
    let installation = Installation::new();
    let run = installation.run(&["validate", "--json"]);
    assert_eq!(run.code, 1);
    let findings: Vec<Value> = serde_json::from_str(&run.printed).unwrap();

    let results: Vec<&str> = findings
        .iter()
        .map(|finding| finding["result"].as_str().unwrap())
        .collect();

    assert!(
        results.contains(&"ok") && results.contains(&"warn") && results.contains(&"fail"),
        "{results:?}"
    );

    for finding in &findings {
        assert!(finding["check"].is_string());
        assert_eq!(
            finding["remedy"].is_null(),
            finding["result"] == "ok",
            "{finding}"
        );
    }
}
