//! `GET /api/admin/teacher-sessions`.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Site;

const PATH: &str = "/api/admin/teacher-sessions";

#[tokio::test]
async fn only_admins_see_the_list() {
    let site = Site::start().await;
    site.get(PATH).await.expect(401);

    for (id, role, expected) in [
        ("ustaz1", "teacher", 403),
        ("c1", "controller", 403),
        ("r1", "registral", 403),
        ("admin1", "admin", 200),
        ("", "admin", 403),
    ] {
        let request = site
            .request(Method::GET, PATH)
            .header("authorization", site.bearer(id, role));
        site.send(request).await.expect(expected);
    }
}

#[tokio::test]
async fn bad_parameters_are_named() {
    let site = Site::start().await;
    for (query, name) in [
        ("date=garbage", "date"),
        ("date=2026-02-30", "date"),
        ("from=x", "from"),
        ("to=2026-1-1", "to"),
        ("status=garbage", "status"),
        ("status=ACTIVE", "status"),
        ("studentId=abc", "studentId"),
        ("studentId=-1", "studentId"),
        ("cursor=x", "cursor"),
        ("cursor=1-x", "cursor"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=x", "limit"),
        ("format=xml", "format"),
        ("session=0", "session"),
        ("from=2026-02-01&to=2026-01-01", "from"),
        ("date=2026-01-01&from=2026-01-01", "date"),
        ("range=week", "range"),
        ("range=7d&from=2026-01-01", "range"),
        ("sort=price", "sort"),
        ("sort=--time", "sort"),
        ("sort=student&cursor=5-1", "cursor"),
        ("sort=duration&before=~x-1", "before"),
        ("cursor=5-1&before=5-1", "cursor"),
        (&format!("q={}", "x".repeat(101)), "q"),
    ] {
        let answer = site.as_admin(&format!("{PATH}?{query}")).await.expect(400);
        assert!(
            answer.json()["error"]
                .as_str()
                .unwrap()
                .contains(&format!("`{name}`")),
            "{query}: {}",
            answer.text
        );
    }

    site.as_admin(&format!("{PATH}?session=99"))
        .await
        .expect(404);

    for injection in [
        "teacherId=%27%20OR%201=1--",
        "q=%25%27%3B%20DROP",
        "q=%25",
        "q=_",
    ] {
        let body = site.list(&format!("{injection}")).await;
        assert_eq!(body["sessions"], json!([]));
    }
}

/// Rows of every status around one school day, straight into the table.
pub(super) async fn fill(site: &Site, rows: usize) {
    let mut sql = String::new();
    for row in 0..rows {
        let (student, teacher) = [(1, "'ustaz1'"), (2, "'ustaz1'"), (4, "'ustaz2'")][row % 3];
        let teacher = if row == 37 { "NULL" } else { teacher };
        let minute = format!(
            "2026-11-{:02} {:02}:{:02}:00",
            1 + row % 20,
            row % 24,
            row % 60
        );
        let seconds = row * 47;

        let state = match row % 8 {
            // By another program: NULL stands for the column's default; and less than nothing.
            2 if row % 5 == 0 => "NULL, NULL, NULL, NULL, NULL, NULL".to_owned(),
            3 if row % 7 == 0 => format!("NULL, '{minute}', '{minute}', NULL, NULL, NULL"),
            5 if row % 9 == 0 => format!("'ended', '{minute}', '{minute}', '{minute}', -500, NULL"),
            0 | 4 => "'active', NULL, NULL, NULL, NULL, NULL".to_owned(),
            1 | 5 => format!("'ended', '{minute}', '{minute}', '{minute}', {seconds}, NULL"),
            2 => format!("'timeout', '{minute}', '{minute}', '{minute}', {seconds}, NULL"),
            // By an older system: without a number, and ended without ever being opened.
            6 if row % 3 == 0 => format!("'ended', '{minute}', '{minute}', '{minute}', NULL, NULL"),
            6 => format!("'ended', NULL, NULL, '{minute}', {seconds}, NULL"),
            // Silent for days, not swept: counts as timed out all the same.
            3 => format!("'active', '{minute}', '{minute}', NULL, NULL, NULL"),
            // In class now, silent for a while, and, with evidence of ours, over.
            7 if row % 5 < 2 => {
                format!(
                    "'active', '2026-11-23 14:{:02}:00', '2026-11-23 14:5{}:30', NULL, NULL, NULL",
                    row % 50,
                    9 - row % 5
                )
            }
            7 if row % 5 == 4 => {
                format!("'ended', '{minute}', '{minute}', '{minute}', {seconds}, 'zoom'")
            }
            _ => format!("'ended', '{minute}', '{minute}', '{minute}', {seconds}, 'page'"),
        };

        // Links are sent up to 20 minutes before.
        let sent = format!(
            "2026-11-{:02} {:02}:{:02}:00",
            1 + row % 20,
            row % 24,
            (row % 60).saturating_sub(row % 20)
        );

        sql.push_str(&format!(
            "INSERT INTO wpos_zoom_links (studentid, ustazid, link, tracking_token, sent_time, session_status, clicked_at, last_activity_at, session_ended_at, session_duration_seconds, duration_source, duration_low_seconds, duration_high_seconds)
             VALUES ({student}, {teacher}, 'https://zoom.us/j/1234567890', '{row:032X}', '{sent}', {state}, {seconds}, {});\n",
            seconds + row % 120
        ));
    }

    site.store().execute_script(&sql).await.unwrap();
}

async fn all(site: &Site, query: &str) -> (Vec<Value>, Value) {
    let (mut sessions, mut cursor, mut statistics) = (Vec::new(), String::new(), Value::Null);
    loop {
        let body = site.list(&format!("limit=7&{query}{cursor}")).await;

        sessions.extend(body["sessions"].as_array().unwrap().clone());
        assert!(
            statistics.is_null() || statistics == body["statistics"],
            "every page has the same statistics"
        );

        statistics = body["statistics"].clone();
        match body["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (sessions, statistics),
        }
    }
}

#[tokio::test]
async fn pages_and_cards_agree_under_every_filter() {
    let site = Site::start().await;
    fill(&site, 130).await;
    pages_and_cards_agree(&site).await;

    // The sweep closes what is due and sums up the past days: from now on the cards come from there.
    assert!(site.sum_up_days().await > 15);
    pages_and_cards_agree(&site).await;
}

/// The dashboard's cards and its chart by teacher, which are read in other ways.
async fn cards_agree(site: &Site, query: &str, sessions: &[Value]) {
    let is_dated = ["from=", "to=", "date="]
        .iter()
        .any(|name| query.contains(name));
    let all_days = if is_dated { "" } else { "&from=2000-01-01" };
    let page = site
        .as_admin(&format!("/admin/teacher-monitoring?{query}{all_days}"))
        .await
        .expect(200)
        .text;
    let count = |status: &str| {
        sessions
            .iter()
            .filter(|one| one["status"] == status)
            .count()
    };

    for (title, expected) in [
        ("Sessions", sessions.len()),
        ("Not opened", count("sent")),
        ("Ended", count("ended")),
        ("Timed out", count("timeout")),
    ] {
        assert_eq!(
            super::dashboard::card(&page, title),
            expected.to_string(),
            "{query} {title}"
        );
    }

    let table = page
        .split("id=\"by-teacher-figures\"")
        .nth(1)
        .unwrap_or_default();
    let table = table.split("</table>").next().unwrap_or_default();
    let cell = regex::Regex::new(r#"</th><td class="number">(\d+)</td>"#).unwrap();
    let by_teacher: usize = cell
        .captures_iter(table)
        .map(|found| found[1].parse::<usize>().unwrap())
        .sum();

    assert_eq!(by_teacher, sessions.len(), "{query} by teacher");
}

fn is_late(session: &Value) -> bool {
    let time = |name: &str| {
        session[name]
            .as_str()
            .map(|at| at.parse::<DateTime<Utc>>().unwrap())
    };
    let (sent, opened) = (time("sentTime"), time("startTime"));
    sent.zip(opened)
        .is_some_and(|(sent, opened)| opened - sent > TimeDelta::minutes(10))
}

async fn pages_and_cards_agree(site: &Site) {
    for query in [
        "",
        "teacherId=ustaz1",
        "teacherId=USTAZ9",
        "studentId=4",
        "studentId=2&teacherId=ustaz2",
        "status=sent",
        "status=active",
        "status=ended",
        "status=timeout",
        "date=2026-11-05",
        "from=2026-11-03&to=2026-11-10",
        "from=2026-11-18",
        "to=2026-11-02&status=timeout",
        "teacherId=ustaz2&from=2026-11-03&to=2026-11-10",
        "from=2026-11-03&to=2026-11-10&status=sent",
        "q=maryam",
        "q=Bilal&status=ended",
        "q=nobody+has+this",
        "q=ustaz1",
        // Students and teachers at once, some of whose sessions are both's.
        "q=a",
        "q=a&teacherId=ustaz1",
        "q=a&studentId=2&status=timeout",
        "q=a&from=2026-11-03&to=2026-11-10",
        "q=y&status=sent",
        "q=i",
        "teacherId=ustaz1&date=2026-11-07&status=sent",
    ] {
        let (sessions, statistics) = all(site, query).await;
        let count = |status: &str| {
            sessions
                .iter()
                .filter(|one| one["status"] == status)
                .count()
        };
        assert_eq!(statistics["totalSessions"], sessions.len(), "{query}");
        for status in ["sent", "active", "ended", "timeout"] {
            assert_eq!(
                statistics["statusBreakdown"][status],
                count(status),
                "{query} {status}"
            );
        }
        let seconds: i64 = sessions
            .iter()
            .filter_map(|one| one["durationSeconds"].as_i64())
            .sum();
        assert_eq!(statistics["totalDurationSeconds"], seconds, "{query}");
        let are =
            |name: &str, value: &str| sessions.iter().filter(|one| one[name] == value).count();
        for phase in ["live", "away", "idle"] {
            assert_eq!(
                statistics["openBreakdown"][phase],
                are("phase", phase),
                "{query} {phase}"
            );
        }
        for grade in ["A", "B", "C"] {
            assert_eq!(
                statistics["gradeBreakdown"][grade],
                are("grade", grade),
                "{query} {grade}"
            );
        }
        let mut lengths = [0; 7];
        for seconds in sessions
            .iter()
            .filter_map(|one| one["durationSeconds"].as_i64())
        {
            lengths[[300, 900, 1800, 2700, 3600, 5400]
                .iter()
                .filter(|bound| seconds >= **bound)
                .count()] += 1;
        }
        assert_eq!(statistics["lengths"], json!(lengths), "{query}");
        cards_agree(site, query, &sessions).await;
        assert_eq!(
            statistics["lateStarts"],
            sessions.iter().filter(|one| is_late(one)).count(),
            "{query}"
        );
        let mut ids: Vec<i64> = sessions
            .iter()
            .map(|one| one["id"].as_i64().unwrap())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), sessions.len(), "no session twice: {query}");
        let time = |one: &Value| {
            one["startTime"]
                .as_str()
                .or(one["sentTime"].as_str())
                .unwrap()
                .to_owned()
        };
        assert!(
            sessions.is_sorted_by(|a, b| time(a) >= time(b)),
            "newest first: {query}"
        );
    }

    let (sessions, _) = all(site, "").await;
    assert_eq!(sessions.len(), 130);
}

/// Every page of a list in turn; on the way back, the same pages.
async fn turned(site: &Site, query: &str) -> Vec<Value> {
    let page = async |turn: String| {
        let body = site.list(&format!("limit=9&{query}{turn}")).await;
        (
            body["sessions"].clone(),
            body["previousCursor"].clone(),
            body["nextCursor"].clone(),
        )
    };

    let encoded = |cursor: &Value| {
        percent_encoding::utf8_percent_encode(
            cursor.as_str().unwrap(),
            percent_encoding::NON_ALPHANUMERIC,
        )
        .to_string()
    };

    let mut pages = vec![page(String::new()).await];
    assert!(
        pages[0].1.is_null(),
        "nothing before the first page: {query}"
    );

    while !pages.last().unwrap().2.is_null() {
        let next = encoded(&pages.last().unwrap().2);
        pages.push(page(format!("&cursor={next}")).await);
    }

    for pair in pages.windows(2).rev() {
        let back = page(format!("&before={}", encoded(&pair[1].1))).await;
        assert_eq!(back.0, pair[0].0, "{query}");
        assert_eq!(back.1.is_null(), pair[0].1.is_null(), "{query}");
    }

    pages
        .into_iter()
        .flat_map(|(sessions, ..)| sessions.as_array().unwrap().clone())
        .collect()
}

#[tokio::test]
async fn every_order_turns_its_pages_both_ways() {
    let site = Site::start().await;
    fill(&site, 60).await;
    let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_lowercase();
    let rank = |one: &Value| {
        ["sent", "active", "ended", "timeout"]
            .iter()
            .position(|name| one["status"] == **name)
    };

    for filter in [
        "",
        "&teacherId=ustaz1",
        "&q=a",
        "&from=2026-11-05&to=2026-11-12",
        "&status=ended",
    ] {
        let total =
            site.list(&format!("limit=1{filter}")).await["statistics"]["totalSessions"].as_u64();

        for sort in ["time", "duration", "student", "teacher", "status"] {
            for sign in ["", "-"] {
                let query = format!("sort={sign}{sort}{filter}");
                let mut sessions = turned(&site, &query).await;
                assert_eq!(u64::try_from(sessions.len()).ok(), total, "{query}");

                if sign == "-" {
                    sessions.reverse();
                }

                let ordered = match sort {
                    "time" => sessions.is_sorted_by_key(|one| {
                        one["startTime"]
                            .as_str()
                            .or(one["sentTime"].as_str())
                            .unwrap()
                            .to_owned()
                    }),
                    "duration" => sessions
                        .is_sorted_by_key(|one| one["durationSeconds"].as_i64().unwrap_or(0)),
                    "status" => sessions.is_sorted_by_key(rank),
                    name => sessions.is_sorted_by_key(|one| text(one, &format!("{name}Name"))),
                };

                assert!(ordered, "{query}");
            }
        }
    }
}

#[tokio::test]
async fn tables_of_different_collations_sort_and_sum_up_all_the_same() {
    let site = Site::start().await;
    if !site
        .database
        .is_mysql_or_skipped("tables of different collations")
    {
        return;
    }
    fill(&site, 60).await;
    for teachers in [
        "utf8mb4 COLLATE utf8mb4_unicode_ci",
        "latin1 COLLATE latin1_swedish_ci",
    ] {
        let convert =
            format!("ALTER TABLE wpos_wpdatatable_24 CONVERT TO CHARACTER SET {teachers}");
        site.store().execute_script(&convert).await.unwrap();
        let sessions = turned(&site, "sort=teacher").await;

        assert_eq!(sessions.len(), 60, "{teachers}");
        let names = |one: &Value| {
            one["teacherName"]
                .as_str()
                .unwrap_or_default()
                .to_lowercase()
        };

        assert!(sessions.is_sorted_by_key(names), "{teachers}");
        site.as_admin("/admin/teacher-monitoring?range=30d&sort=-teacher")
            .await
            .expect(200);

        site.as_admin(&format!("{PATH}?report=teachers"))
            .await
            .expect(200);
    }
}

#[tokio::test]
async fn more_names_than_can_be_looked_at_are_refused_not_cut_off() {
    let site = Site::start().await;
    let people: String = (100..301).fold(String::new(), |sql, id| {
        sql + &format!(
            "INSERT INTO wpos_wpdatatable_23 (wdt_ID, name) VALUES ({id}, 'Mohamed {id}');\n"
        )
    });

    site.store().execute_script(&people).await.unwrap();
    let answer = site
        .as_admin(&format!("{PATH}?q=mohamed"))
        .await
        .expect(422);

    assert!(answer.text.contains("More than 200 names match"));
    site.as_admin(&format!("{PATH}?q=mohamed+10"))
        .await
        .expect(200);
}

#[tokio::test]
async fn a_range_is_counted_from_the_schools_today() {
    let site = Site::start().await;
    fill(&site, 60).await;

    // 23:30 UTC is already the next day in Addis Ababa.
    site.clock.set("2026-11-19T23:30:00Z");
    for (range, days) in [
        ("today", "from=2026-11-20&to=2026-11-20"),
        ("yesterday", "date=2026-11-19"),
        ("7d", "from=2026-11-14&to=2026-11-20"),
        ("30d", "from=2026-10-22&to=2026-11-20"),
        ("month", "from=2026-11-01&to=2026-11-20"),
        ("last-month", "from=2026-10-01&to=2026-10-31"),
    ] {
        let body = async |query: String| site.as_admin(&query).await.expect(200).json();
        let (by_name, by_days) = (
            body(format!("{PATH}?range={range}")).await,
            body(format!("{PATH}?{days}")).await,
        );

        assert_eq!(by_name["sessions"], by_days["sessions"], "{range}");
        assert_eq!(by_name["statistics"], by_days["statistics"], "{range}");
    }
}

#[tokio::test]
async fn a_day_is_the_schools_day() {
    let site = Site::start().await;
    for (clock, day) in [
        ("2026-11-22T20:59:59Z", "2026-11-22"),
        ("2026-11-22T21:00:00Z", "2026-11-23"),
        ("2026-11-23T20:59:59Z", "2026-11-23"),
    ] {
        site.clock.set(clock);
        let token = site.session().await;
        site.join(&token).await.expect(200);

        let body = site.list(&format!("date={day}&limit=1")).await;

        assert_eq!(body["sessions"][0]["startTime"], clock);
    }

    let body = site.list("date=2026-11-23").await;

    assert_eq!(body["statistics"]["totalSessions"], 2);
}

#[tokio::test]
async fn csv_has_every_row_quoted_and_disarmed() {
    let site = Site::start().await;
    fill(&site, 120).await;

    site.store()
        .execute_script("UPDATE wpos_zoom_links SET studentid = 3, ustazid = '-165' WHERE id = 1")
        .await
        .unwrap();

    let answer = site
        .as_admin(&format!("{PATH}?format=csv"))
        .await
        .expect(200);

    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let text = answer.text.strip_prefix('\u{feff}').expect("a BOM");

    assert!(
        text.contains("\r\n")
            && text.contains("\"Yusuf, \"\"Y\"\"\"")
            && text.contains(",'=1+1,")
            && text.contains(",-165,")
    );

    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), 26);
    assert_eq!(reader.records().map(Result::unwrap).count(), 120);

    let filtered = site
        .as_admin(&format!("{PATH}?format=csv&status=ended&studentId=1"))
        .await
        .expect(200);

    assert!(
        filtered
            .text
            .lines()
            .skip(1)
            .all(|line| line.contains(",ended,ended,"))
    );

    let empty = site
        .as_admin(&format!("{PATH}?format=csv&date=2020-01-01"))
        .await
        .expect(200);

    assert_eq!(empty.text.lines().count(), 1);
}
