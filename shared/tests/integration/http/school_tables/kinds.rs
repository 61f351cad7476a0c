//! Kinds of columns, each with the whole tour.

use serde_json::json;

use super::execute;
use super::tour::{school, take_tour};

/// What another program made of the tables.
struct Kind {
    name: &'static str,
    sql: &'static str,
}

const ON_SERVERS: [Kind; 12] = [
    Kind {
        name: "TIMESTAMP and UNSIGNED",
        sql: "ALTER TABLE wpos_zoom_links
              MODIFY id INT UNSIGNED NOT NULL AUTO_INCREMENT, MODIFY studentid INT UNSIGNED NULL,
              MODIFY clicked_at TIMESTAMP NULL DEFAULT NULL, MODIFY sent_time TIMESTAMP NULL DEFAULT NULL,
              MODIFY session_ended_at TIMESTAMP NULL DEFAULT NULL, MODIFY expiration_date TIMESTAMP NULL DEFAULT NULL;
            ALTER TABLE wpos_wpdatatable_23 MODIFY wdt_ID INT UNSIGNED NOT NULL AUTO_INCREMENT;",
    },
    Kind {
        name: "TIMESTAMP(3), with last activity",
        sql: "ALTER TABLE wpos_zoom_links MODIFY clicked_at TIMESTAMP(3) NULL DEFAULT NULL,
              MODIFY last_activity_at TIMESTAMP(3) NULL DEFAULT NULL, MODIFY sent_time TIMESTAMP(6) NULL DEFAULT NULL;",
    },
    Kind {
        name: "DATETIME(3)",
        sql: "ALTER TABLE wpos_zoom_links MODIFY clicked_at DATETIME(3) NULL, MODIFY sent_time DATETIME(3) NULL,
              MODIFY last_activity_at DATETIME(3) NULL;",
    },
    Kind {
        name: "DATETIME(6)",
        sql: "ALTER TABLE wpos_zoom_links MODIFY clicked_at DATETIME(6) NULL, MODIFY sent_time DATETIME(6) NULL,
              MODIFY last_activity_at DATETIME(6) NULL, MODIFY session_ended_at DATETIME(6) NULL;",
    },
    Kind {
        name: "UNSIGNED figures and BIGINT keys",
        sql: "ALTER TABLE wpos_zoom_links MODIFY id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
              MODIFY studentid BIGINT UNSIGNED NULL, MODIFY session_duration_minutes INT UNSIGNED NULL,
              MODIFY session_duration_seconds INT UNSIGNED NULL, MODIFY duration_low_seconds INT UNSIGNED NULL,
              MODIFY duration_high_seconds INT UNSIGNED NULL, MODIFY uncounted_seconds INT UNSIGNED NOT NULL DEFAULT 0,
              MODIFY away_seconds INT UNSIGNED NOT NULL DEFAULT 0, MODIFY revision INT UNSIGNED NOT NULL DEFAULT 0;",
    },
    Kind {
        name: "DECIMAL and text ids",
        sql: "ALTER TABLE wpos_zoom_links MODIFY studentid VARCHAR(50) NULL;
            ALTER TABLE wpos_wpdatatable_23 MODIFY wdt_ID DECIMAL(12,0) NOT NULL, MODIFY chat_id BIGINT NULL;",
    },
    Kind {
        name: "latin1",
        sql: "ALTER TABLE wpos_wpdatatable_23 CONVERT TO CHARACTER SET latin1;
            ALTER TABLE wpos_wpdatatable_24 CONVERT TO CHARACTER SET latin1;
            ALTER TABLE admin CONVERT TO CHARACTER SET latin1;
            ALTER TABLE wpos_zoom_links MODIFY ustazid VARCHAR(191) CHARACTER SET latin1 NULL,
              MODIFY link VARCHAR(500) CHARACTER SET latin1 NULL;",
    },
    Kind {
        name: "utf8mb3",
        sql: "ALTER TABLE wpos_wpdatatable_23 CONVERT TO CHARACTER SET utf8;
            ALTER TABLE wpos_wpdatatable_24 CONVERT TO CHARACTER SET utf8;
            ALTER TABLE admin CONVERT TO CHARACTER SET utf8;
            ALTER TABLE wpos_zoom_links MODIFY ustazid VARCHAR(191) CHARACTER SET utf8 NULL,
              MODIFY link VARCHAR(500) CHARACTER SET utf8 NULL;",
    },
    Kind {
        name: "binary texts",
        sql: "ALTER TABLE wpos_zoom_links MODIFY ustazid VARBINARY(191) NULL, MODIFY link VARBINARY(500) NULL,
              MODIFY session_status VARCHAR(20) NULL DEFAULT 'active';
            ALTER TABLE wpos_wpdatatable_23 MODIFY name VARBINARY(255) NULL, MODIFY chat_id TEXT NULL;
            ALTER TABLE wpos_wpdatatable_24 MODIFY ustazname BLOB NULL;",
    },
    Kind {
        name: "people without keys",
        sql: "ALTER TABLE wpos_wpdatatable_23 MODIFY wdt_ID INT NULL, DROP PRIMARY KEY;
            ALTER TABLE wpos_wpdatatable_23 MODIFY wdt_ID VARCHAR(50) NULL, MODIFY ustaz VARCHAR(255) NULL;
            ALTER TABLE wpos_wpdatatable_24 DROP PRIMARY KEY, MODIFY ustazid VARCHAR(191) NULL;
            UPDATE wpos_wpdatatable_23 SET ustaz = ' ustaz1 ' WHERE wdt_ID = '1';
            INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES
              ('S-41', 'Text', NULL, 'ustaz1'), (NULL, NULL, NULL, NULL), ('9', NULL, NULL, 'ustaz1, ustaz2'),
              (' 10 ', 'Twice', '1', 'ustaz1'), ('10', 'Twice', '1', 'ustaz1');
            INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname, password) VALUES
              (NULL, 'Unfinished', NULL), ('', NULL, NULL), ('ustaz2', 'Again', NULL);",
    },
    Kind {
        name: "foreign keys",
        sql: "ALTER TABLE wpos_zoom_links MODIFY ustazid VARCHAR(191) NULL,
              ADD CONSTRAINT zl_student FOREIGN KEY (studentid) REFERENCES wpos_wpdatatable_23 (wdt_ID)
                ON DELETE SET NULL ON UPDATE CASCADE,
              ADD CONSTRAINT zl_teacher FOREIGN KEY (ustazid) REFERENCES wpos_wpdatatable_24 (ustazid)
                ON DELETE SET NULL ON UPDATE CASCADE;",
    },
    Kind {
        name: "a time of sending with a zero default",
        sql: "ALTER TABLE wpos_zoom_links MODIFY sent_time DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00';
            INSERT INTO wpos_zoom_links (studentid, ustazid, link, tracking_token) VALUES
              (1, 'ustaz1', 'https://zoom.us/j/1', 'ZERO-SENT');",
    },
];

#[tokio::test]
async fn every_kind_of_column_serves_the_whole_tour() {
    for kind in ON_SERVERS {
        let site = school().await;
        if !site
            .database
            .is_mysql_or_skipped("kinds of columns of MySQL")
        {
            return;
        }

        execute(&site, kind.sql).await;
        take_tour(&site, kind.name).await;
    }
}

#[tokio::test]
async fn the_tables_as_they_are_made_here_serve_the_tour() {
    let site = school().await;
    take_tour(&site, "as made here").await;
}

/// The session's zone is the server's, unless the connection says otherwise.
#[tokio::test]
async fn a_timestamp_is_utc_whatever_the_servers_zone() {
    let site = school().await;
    if !site
        .database
        .is_mysql_or_skipped("TIMESTAMP on a server of another zone")
    {
        return;
    }
    // For new connections of every test: no other one depends on it, or it would depend on the machine.
    execute(&site, "SET GLOBAL time_zone = '+03:00'").await;
    execute(
        &site,
        "ALTER TABLE wpos_zoom_links MODIFY sent_time TIMESTAMP NULL DEFAULT NULL",
    )
    .await;

    let token = site.session().await;
    let utc = format!(
        "SET time_zone = '+00:00';
         DELETE FROM wpos_zoom_links WHERE tracking_token = '{token}' AND sent_time <> '2026-11-23 15:00:00'"
    );
    execute(&site, &utc).await;
    assert_eq!(site.list("").await["sessions"].as_array().unwrap().len(), 1);
}

/// Signs of life of another program have fractions of a second.
#[tokio::test]
async fn a_running_lesson_with_fractions_of_seconds_goes_on_and_ends() {
    let site = school().await;
    if site.database.is_mysql() {
        execute(
            &site,
            "ALTER TABLE wpos_zoom_links MODIFY clicked_at DATETIME(3) NULL, MODIFY last_activity_at DATETIME(3) NULL",
        )
        .await;
    }

    let token = site.session().await;
    site.join(&token).await.expect(200);
    execute(
        &site,
        &format!(
            "UPDATE wpos_zoom_links
             SET clicked_at = '2026-11-23 15:00:00.250', last_activity_at = '2026-11-23 15:00:00.750'
             WHERE tracking_token = '{token}'"
        ),
    )
    .await;

    site.attend(&token, 60).await;
    let ended = site.end(&token, &serde_json::json!({})).await.expect(200);
    assert_eq!(ended.json()["durationSeconds"], 60);
}

#[tokio::test]
async fn a_status_in_capitals_counts_in_the_sums() {
    let site = school().await;
    if !site
        .database
        .is_mysql_or_skipped("a collation that takes capitals for the same")
    {
        return;
    }
    execute(
        &site,
        "ALTER TABLE wpos_zoom_links
         MODIFY session_status ENUM('Active','Ended','Timeout') NULL DEFAULT 'Active'",
    )
    .await;

    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.attend(&token, 300).await;
    site.end(&token, &json!({})).await.expect(200);

    let list = site.list("").await;
    assert_eq!(list["sessions"][0]["status"], "ended", "{list}");
    assert_eq!(list["statistics"]["gradeBreakdown"]["C"], 1, "{list}");
    assert_eq!(list["unreadable"], json!([]), "{list}");
}
