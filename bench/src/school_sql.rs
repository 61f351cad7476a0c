//! The SQL that fills a school, for both databases.

use crate::sizes::{STUDENTS, TEACHERS, now};

const SECONDS_OF_LESSONS: u64 = 730 * 86_400;
/// The newest lesson of the past began this long ago: nothing of it is due for the sweep.
const NEWEST_SECONDS: u64 = 3 * 3_600;

/// The few words in which the two databases differ.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    /// Rows with one column, `seq`, for the numbers from the first to the second.
    pub(crate) numbers: fn(u64, u64) -> String,
    /// The token of a session, from the SQL of its id.
    pub(crate) token: fn(&str) -> String,
    /// The time that lies some seconds before another; both are SQL.
    pub(crate) before: fn(&str, &str) -> String,
    /// Makes the optimizer look at the tables.
    pub(crate) analyze: &'static str,
}

pub(crate) const MARIADB: Words = Words {
    numbers: |from, to| format!("SELECT CAST(seq AS SIGNED) AS seq FROM seq_{from}_to_{to}"),
    token: |id| {
        format!(
            "CONCAT(LPAD(HEX(({id} * 2654435761) & 4294967295), 8, '0'), LPAD(HEX({id}), 24, '0'))"
        )
    },
    before: |time, seconds| format!("({time} - INTERVAL ({seconds}) SECOND)"),
    analyze: "ANALYZE TABLE wpos_zoom_links",
};

pub(crate) const SQLITE: Words = Words {
    numbers: |from, to| {
        format!(
            "WITH RECURSIVE numbers(seq) AS (SELECT {from} UNION ALL SELECT seq + 1 FROM numbers WHERE seq < {to}) \
             SELECT seq FROM numbers"
        )
    },
    token: |id| format!("printf('%08X%024X', ({id} * 2654435761) & 4294967295, {id})"),
    before: |time, seconds| {
        format!("datetime({time}, CAST(-({seconds}) AS INTEGER) || ' seconds')")
    },
    analyze: "ANALYZE",
};

impl Words {
    /// SQL for the time that lies `seconds` back.
    pub(crate) fn ago(&self, seconds: &str) -> String {
        (self.before)(&format!("'{}'", now().format("%F %T")), seconds)
    }
}

/// Sessions of the past: of a hundred, 8 never opened, 7 timed out, the others ended.
pub(crate) fn past(words: &Words, rows: u64, from: u64, to: u64) -> String {
    let step = SECONDS_OF_LESSONS / rows;
    let ago = |seconds: &str| words.ago(seconds);
    let sent = ago("age");
    let (clicked, end) = (ago("age - wait"), ago("age - wait - length"));

    let (numbers, token) = ((words.numbers)(from, to), (words.token)("seq"));
    let valid = ago("age - 172800");
    let (newest, students, teachers) = (NEWEST_SECONDS, STUDENTS, TEACHERS);

    format!(
            "INSERT INTO wpos_zoom_links (id, studentid, ustazid, link, tracking_token, sent_time, report,
               expiration_date, clicked_at, last_activity_at, session_status, session_ended_at,
               session_duration_seconds, session_duration_minutes, duration_low_seconds, duration_high_seconds,
               duration_source, end_reason, zoom_meeting_id, notification_status, notified_at)
             SELECT seq, student, CONCAT('ustaz', student % {teachers} + 1),
               CONCAT('https://zoom.us/j/8', 100000000 + student), {token}, {sent}, 0, {valid},
               CASE WHEN life >= 8 THEN {clicked} END, CASE WHEN life >= 8 THEN {end} END,
               CASE WHEN life < 8 THEN 'active' WHEN life < 15 THEN 'timeout' ELSE 'ended' END,
               CASE WHEN life >= 8 THEN {end} END,
               CASE WHEN life >= 8 THEN length END, CASE WHEN life >= 8 THEN ROUND(length / 60.0) END,
               CASE WHEN life >= 8 THEN length END, CASE WHEN life >= 8 THEN length + 30 END,
               CASE WHEN life >= 8 THEN 'page' END, CASE WHEN life >= 15 THEN 'finished' END,
               CONCAT('8', 100000000 + student), 'sent', {sent}
             FROM (
               SELECT seq, 1 + (seq * 7919) % {students} AS student, 40 + seq % 200 AS wait,
                 1200 + (seq * 13) % 3000 AS length, {newest} + 4500 + ({rows} - seq) * {step} AS age,
                 ((seq - seq % {students}) / {students} * 31 + seq * 29) % 100 AS life
               FROM ({numbers}) AS numbers
             ) AS lessons"
        )
}

/// People of the school.
pub(crate) fn people(words: Words) -> String {
    let (students, teachers) = ((words.numbers)(1, STUDENTS), (words.numbers)(1, TEACHERS));
    format!(
        "INSERT INTO admin (id, name, username, role) VALUES ('admin1', 'School Office', 'admin1', 'admin');
         INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname)
           SELECT CONCAT('ustaz', seq), CONCAT('Ustaz Number ', seq) FROM ({teachers}) AS numbers;
         INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz)
           SELECT seq, CONCAT('Student Number ', seq), 700000000 + seq, CONCAT('ustaz', seq % {TEACHERS} + 1)
           FROM ({students}) AS numbers"
    )
}
