//! `session-tracking zoom`.

mod changes;
mod contradictions;
mod failures;
mod imports;
mod reconcile;
mod teachers;
mod unmatched;

use std::fs;
use std::path::Path;

use crate::installation::{Installation, Run};

/// The teacher from 15:01 to 15:45, the student from 15:02 to 15:44.
const REPORT: &str = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest\n\
    T,teacher@school.example,11/23/2026 03:01:00 PM,11/23/2026 03:45:00 PM,44,No\n\
    Amina,,11/23/2026 03:02:00 PM,11/23/2026 03:44:00 PM,42,Yes\n";

/// The condition for the lesson as this report tells it.
const COUNTED: &str =
    "session_status = 'ended' AND end_reason = 'meeting' AND session_duration_seconds = 2520
    AND duration_source = 'zoom' AND together_seconds = 2520";

const TEACHER: &str = "teacher@school.example";

/// A school with one lesson whose link was sent at 15:00, of which nothing was told.
fn school() -> Installation {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);

    installation.execute(
        "INSERT INTO wpos_zoom_links (id, studentid, ustazid, link, tracking_token, sent_time, session_status, zoom_meeting_id)
         VALUES (1, 1, 't', 'https://zoom.us/j/12345678901', 'A', '2026-11-23 15:00:00', 'active', '12345678901')",
    );

    installation
}

/// A school and files to import.
struct School {
    installation: Installation,
    folder: tempfile::TempDir,
}

impl School {
    fn new() -> Self {
        Self {
            installation: school(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Writes a report. Returns the arguments that import it.
    fn arguments(&self, name: &str, report: &str) -> Vec<String> {
        let file = self.folder.path().join(name);
        fs::write(&file, report).unwrap();

        import_arguments(&file)
    }

    /// Imports a report, with more options.
    fn import(&self, name: &str, report: &str, options: &[&str]) -> Run {
        let mut arguments = self.arguments(name, report);
        arguments.extend(options.iter().map(|option| (*option).to_owned()));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();

        self.installation.run(&arguments)
    }

    /// Counts rows of a table.
    fn count(&self, table: &str, condition: &str) -> u64 {
        // An update that changes nothing says how many rows it matched.
        let column = if table == "wpos_zoom_links" {
            "report"
        } else {
            "meeting_id"
        };
        self.installation.execute(&format!(
            "UPDATE {table} SET {column} = {column} WHERE {condition}"
        ))
    }
}

fn import_arguments(file: &Path) -> Vec<String> {
    [
        "zoom",
        "import",
        file.to_str().unwrap(),
        "--meeting",
        "123 4567 8901",
        "--host",
        TEACHER,
    ]
    .map(str::to_owned)
    .to_vec()
}

/// SQL for a time in the past.
fn hours_ago(installation: &Installation, hours: u32) -> String {
    if installation.is_mysql() {
        format!("UTC_TIMESTAMP() - INTERVAL {hours} HOUR")
    } else {
        format!("datetime('now', '-{hours} hours')")
    }
}

#[test]
fn an_account_that_is_silent_is_named() {
    let installation = school();
    installation
        .run(&["zoom", "silent"])
        .expect(0, &["No account is silent."]);

    let hours_ago = |hours| hours_ago(&installation, hours);

    installation.execute(&format!(
        "INSERT INTO zoom_accounts (account_id, teacher, first_event_at, last_event_at)
         VALUES ('account-1', 't', {0}, {0})",
        hours_ago(30)
    ));

    installation
        .run(&["zoom", "silent"])
        .expect(0, &["No account is silent."]);

    installation.execute(&format!(
        "UPDATE wpos_zoom_links SET clicked_at = {}",
        hours_ago(3)
    ));

    installation
        .run(&["zoom", "silent"])
        .expect(1, &["account-1: told of none of 1 lesson since"]);
}

#[test]
fn an_account_that_tells_only_of_starts_and_ends_is_named_with_what_to_do() {
    let installation = school();
    let hours_ago = |hours| hours_ago(&installation, hours);
    let tell = |kind: &str, hours: u32| {
        installation.execute(&format!(
            "INSERT INTO zoom_events (account_id, meeting_id, meeting_uuid, kind, event_at, received_at, is_host,
                source, dedupe_key)
             VALUES ('account-1', '12345678901', 'u', '{kind}', {0}, {0}, 0, 'webhook', '{kind}')",
            hours_ago(hours)
        ));
    };

    installation.execute(&format!(
        "UPDATE wpos_zoom_links SET sent_time = {0}, clicked_at = {0}",
        hours_ago(4)
    ));
    tell("started", 4);
    tell("ended", 3);

    installation.run(&["zoom", "silent"]).expect(
        1,
        &[
            "account-1: told only when meetings start and end, not who joins and leaves, of 1 lesson;",
            "Subscribe the Zoom app to meeting.participant_joined and",
        ],
    );

    tell("left", 3);
    installation
        .run(&["zoom", "silent"])
        .expect(0, &["No account is silent."]);
}
