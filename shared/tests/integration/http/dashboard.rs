//! `/admin/teacher-monitoring`: guards, figures that agree with the list, actions, status.

use chrono::{DateTime, TimeDelta, Utc};
use regex::Regex;
use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Site, expect_json};

const PATH: &str = "/admin/teacher-monitoring";
const LIST: &str = "/api/admin/teacher-sessions";

async fn view(site: &Site, query: &str) -> Answer {
    site.as_admin(&format!("{PATH}?{query}")).await
}

/// A form that an admin sends from the dashboard, with the cookie.
async fn act(site: &Site, form: &[(&str, &str)], more: &[(&str, &str)]) -> Answer {
    let token = site.bearer("admin1", "admin").replace("Bearer ", "");
    let mut request = site
        .request(Method::POST, PATH)
        .header("cookie", format!("next-auth.session-token={token}"));
    let headers = if more.is_empty() {
        &[("sec-fetch-site", "same-origin")][..]
    } else {
        more
    };

    for (name, value) in headers {
        request = request.header(*name, *value);
    }

    site.send(request.form(form)).await
}

fn cards(page: &str) -> Vec<(String, String)> {
    let card = Regex::new(
        r#"<div class="card">\s*<h2>([^<]+)</h2>\s*<p class="value">(?:<a [^>]*>)?([^<]+)"#,
    )
    .unwrap();
    card.captures_iter(page)
        .map(|found| (found[1].to_owned(), found[2].replace('\u{202f}', "")))
        .collect()
}

pub(super) fn card(page: &str, title: &str) -> String {
    let found = cards(page).into_iter().find(|(name, _)| name == title);
    found
        .unwrap_or_else(|| panic!("no card {title} in {page}"))
        .1
}

/// Ended lessons, by when they began and their seconds.
async fn lessons(site: &Site, lessons: &[(&str, i64)]) {
    let mut sql = String::new();
    for (number, (start, seconds)) in lessons.iter().enumerate() {
        let start: DateTime<Utc> = start.parse().unwrap();
        let time = |at: DateTime<Utc>| at.format("'%F %T'").to_string();
        let (sent, begun) = (time(start - TimeDelta::minutes(1)), time(start));
        let end = time(start + TimeDelta::seconds(*seconds));

        sql.push_str(&format!(
            "INSERT INTO wpos_zoom_links (studentid, ustazid, link, tracking_token, sent_time, session_status, clicked_at, last_activity_at, session_ended_at, session_duration_seconds, duration_low_seconds, duration_high_seconds, duration_source, end_reason)
             VALUES (1, 'ustaz1', 'https://zoom.us/j/1234567890', 'F{number:031X}', {sent}, 'ended', {begun}, {end}, {end}, {seconds}, {seconds}, {seconds}, 'page', 'finished');\n"
        ));
    }

    site.store().execute_script(&sql).await.unwrap();
}

#[tokio::test]
async fn who_is_not_an_admin_sees_nothing() {
    let site = Site::start().await;
    let visit = async |site: &Site, headers: &[(&str, &str)]| {
        let mut request = site.request(Method::GET, &format!("{PATH}?range=30d&q=a%26b"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }

        site.send(request).await
    };

    let stranger = visit(&site, &[]).await.expect(303);
    assert_eq!(
        stranger.header("location"),
        "/sign-in?next=%2Fadmin%2Fteacher-monitoring%3Frange%3D30d%26q%3Da%2526b"
    );

    let part = site
        .get(&format!("{PATH}?range=7d&part=results"))
        .await
        .expect(401);

    assert_eq!(part.header("content-type"), "application/problem+json");
    for (id, role) in [
        ("ustaz1", "teacher"),
        ("c1", "controller"),
        ("r1", "registral"),
        ("", "admin"),
    ] {
        let answer = visit(&site, &[("authorization", &site.bearer(id, role))])
            .await
            .expect(403);

        assert!(
            answer.header("content-type").starts_with("text/html"),
            "{role}"
        );

        assert!(!answer.text.contains("class=\"card\">\n<h2>"), "{role}");
    }

    let elsewhere = Site::with(&[("SIGN_IN_URL", "https://school.example/login?from=here")]).await;
    let stranger = visit(&elsewhere, &[]).await.expect(303);

    assert!(
        stranger.header("location").starts_with(
            "https://school.example/login?from=here&callbackUrl=http%3A%2F%2F127.0.0.1"
        )
    );
}

#[tokio::test]
async fn a_dashboard_without_a_long_enough_secret_is_closed() {
    let closed = Site::with(&[("NEXTAUTH_SECRET", "")]).await;
    assert!(
        closed
            .get(PATH)
            .await
            .expect(503)
            .text
            .contains("not configured")
    );

    let silent = Site::with(&[("TELEGRAM_BOT_TOKEN", "")]).await;
    assert!(
        view(&silent, "")
            .await
            .expect(200)
            .text
            .contains("No Telegram bot is set up")
    );
}

#[tokio::test]
async fn pages_run_nothing_but_their_own_script_and_escape_every_name() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);

    for query in [
        "range=today",
        "session=1",
        "view=months",
        "view=sweep",
        "status=sent",
        "q=%3Cscript%3E",
    ] {
        let page = view(&site, query).await.expect(200);
        let policy = page.header("content-security-policy");

        assert!(
            policy.contains("require-trusted-types-for 'script'; trusted-types 'none'"),
            "{query}"
        );

        assert!(
            !policy.contains("unsafe") && policy.contains("script-src 'sha256-"),
            "{policy}"
        );

        assert_eq!(page.header("cache-control"), "no-store");
        assert!(
            !page.text.contains("<b>") && !page.text.contains("<Ahmed>"),
            "{query}"
        );

        assert!(
            !page.text.contains("q=<script>") && !page.text.contains("value=\"<script>"),
            "{query}"
        );

        assert!(
            !page.text.contains(" style=") && !page.text.contains(" onclick"),
            "{query}"
        );

        assert!(
            !page.text.contains(&token),
            "{query} shows a tracking token"
        );
    }
}

#[tokio::test]
async fn bad_addresses_get_a_page_that_names_what_is_wrong() {
    let site = Site::start().await;
    for (query, name) in [
        ("range=week", "range"),
        ("from=2026-02-30", "from"),
        ("from=2026-02-02&to=2026-02-01", "from"),
        ("status=live", "status"),
        ("studentId=x", "studentId"),
        ("sort=price", "sort"),
        ("cursor=x", "cursor"),
        ("view=months&month=2026-13", "month"),
        ("view=months&month=x", "month"),
        ("session=x", "session"),
    ] {
        let answer = view(&site, query).await.expect(400);
        assert!(answer.header("content-type").starts_with("text/html"));

        assert!(
            answer.text.contains(&format!("`{name}`")),
            "{query}: {}",
            answer.text
        );
    }

    view(&site, "session=99").await.expect(404);
    let answer = site
        .as_admin(&format!("{LIST}?report=nothing"))
        .await
        .expect(400);

    assert!(answer.text.contains("`report`"));
}

/// Of two time zones: a session belongs to the day, week and month of the school's clock, summed up or not.
#[tokio::test]
async fn figures_end_where_the_schools_days_and_months_end() {
    // The hour goes forward on 29 March and back on 25 October in Berlin; never in Addis Ababa (UTC+3).
    let starts = [
        ("2026-02-28T20:59:59Z", 60),
        ("2026-02-28T21:00:00Z", 120),
        ("2026-02-28T22:59:59Z", 240),
        ("2026-02-28T23:00:00Z", 480),
        ("2026-03-28T22:59:59Z", 60),
        ("2026-03-28T23:00:00Z", 120),
        ("2026-03-29T21:59:59Z", 240),
        ("2026-03-29T22:00:00Z", 480),
        ("2026-10-24T21:59:59Z", 60),
        ("2026-10-24T22:00:00Z", 120),
        ("2026-10-25T22:59:59Z", 240),
        ("2026-10-25T23:00:00Z", 480),
    ];

    for zone in ["Africa/Addis_Ababa", "Europe/Berlin"] {
        let site = Site::with(&[("SCHOOL_TIMEZONE", zone)]).await;
        lessons(&site, &starts).await;

        let local = |at: &str| -> String {
            let at: DateTime<Utc> = at.parse().unwrap();
            let summer = (at >= "2026-03-29T01:00:00Z".parse::<DateTime<Utc>>().unwrap())
                && (at < "2026-10-25T01:00:00Z".parse::<DateTime<Utc>>().unwrap());
            let hours = if zone == "Africa/Addis_Ababa" {
                3
            } else {
                1 + i64::from(summer)
            };

            (at + TimeDelta::hours(hours)).format("%F").to_string()
        };

        for summed_up in [false, true] {
            if summed_up {
                assert!(site.sum_up_days().await > 200);
            }

            let mut days: Vec<String> = starts.iter().map(|(at, _)| local(at)).collect();
            days.dedup();

            for day in &days {
                let seconds: i64 = starts
                    .iter()
                    .filter(|(at, _)| local(at) == *day)
                    .map(|(_, s)| s)
                    .sum();
                let body = site.list(&format!("date={day}")).await;

                assert_eq!(
                    body["statistics"]["totalDurationSeconds"], seconds,
                    "{zone} {day} {summed_up}"
                );

                let rows = body["sessions"].as_array().unwrap().iter();
                assert_eq!(
                    rows.map(|one| one["durationSeconds"].as_i64().unwrap())
                        .sum::<i64>(),
                    seconds
                );
            }

            for month in ["2026-02", "2026-03", "2026-10"] {
                let in_month = || starts.iter().filter(|(at, _)| local(at).starts_with(month));
                let seconds: i64 = in_month().map(|(_, seconds)| seconds).sum();
                let report = site.list(&format!("report=teachers&month={month}")).await;

                assert_eq!(
                    report["total"]["seconds"], seconds,
                    "{zone} {month} {summed_up}"
                );

                assert_eq!(report["teachers"][0]["sent"], in_month().count());
            }
        }

        // Each day's column of the chart says what the day's list says.
        let page = view(&site, "from=2026-03-28&to=2026-03-30")
            .await
            .expect(200)
            .text;

        for day in ["2026-03-28", "2026-03-29", "2026-03-30"] {
            let count = starts.iter().filter(|(at, _)| local(at) == day).count();
            let label = day.parse::<chrono::NaiveDate>().unwrap().format("%-d %b");
            let row = format!("<th scope=\"row\">{label}</th><td class=\"number\">{count}</td>");

            assert!(page.contains(&row), "{zone}: {row} in {page}");
        }
    }
}

#[tokio::test]
async fn cards_say_what_the_list_says_and_compare_with_the_days_before() {
    let site = Site::start().await;
    lessons(
        &site,
        &[
            ("2026-11-10T08:00:00Z", 1200),
            ("2026-11-11T08:00:00Z", 1200),
            ("2026-11-18T08:00:00Z", 3600),
            ("2026-11-19T08:00:00Z", 1800),
            ("2026-11-20T08:00:00Z", 20),
        ],
    )
    .await;

    let live = site.session().await;
    site.join(&live).await.expect(200);
    site.pass(31);
    site.session().await;
    site.pass(29);
    site.beat(&live).await.expect(200);

    let page = view(&site, "range=7d").await.expect(200).text;
    let expected = [
        ("Sessions", "5"),
        ("Live now", "1"),
        ("Not opened", "1"),
        ("Ended", "3"),
        ("Timed out", "0"),
        ("Average length", "23 min"),
        ("Time in class", "1 h 31 min"),
        ("Evidence", "A 0 %"),
    ];

    assert_eq!(
        cards(&page),
        expected.map(|(title, value)| (title.to_owned(), value.to_owned()))
    );

    assert!(
        page.contains("▲ 150 %") && page.contains("the change against 10 Nov – 16 Nov"),
        "{page}"
    );

    assert!(page.contains("5 sessions</h2>"));
    // The same filter, other figures.
    let page = view(&site, "range=7d&status=ended").await.expect(200).text;

    assert_eq!(
        (card(&page, "Sessions"), card(&page, "Live now")),
        ("3".into(), "0".into())
    );

    let page = view(&site, "range=7d&teacherId=ustaz2")
        .await
        .expect(200)
        .text;

    assert_eq!(card(&page, "Sessions"), "0");
    assert!(page.contains("No session matches.") && page.contains("Teacher: Ustaza Maryam"));
}

#[tokio::test]
async fn results_are_answered_again_only_when_they_changed() {
    let site = Site::start().await;
    let token = site.session().await;
    let ask = async |known: &str| {
        let request = site.request(Method::GET, &format!("{PATH}?range=7d&part=results"));
        let request = request.header("authorization", site.bearer("admin1", "admin"));
        site.send(request.header("if-none-match", known)).await
    };
    let first = ask("").await.expect(200);

    assert!(
        first.text.trim_start().starts_with("<form")
            || first.text.trim_start().starts_with("<p class=\"notice"),
        "{}",
        first.text
    );

    let tag = first.header("etag").to_owned();
    site.pass(5);
    let again = ask(&tag).await.expect(304);

    assert_eq!(
        (again.text.as_str(), again.header("etag")),
        ("", tag.as_str())
    );

    site.join(&token).await.expect(200);
    let changed = ask(&tag).await.expect(200);
    assert_ne!(changed.header("etag"), tag);

    assert!(
        changed
            .text
            .contains("class=\"live-time\" data-seconds=\"0\"")
    );
}

#[tokio::test]
async fn an_admin_closes_idle_sessions_after_being_told_how_many() {
    let site = Site::start().await;
    for _ in 0..2 {
        let token = site.session().await;
        site.join(&token).await.expect(200);
        site.attend(&token, 600).await;
    }

    site.pass(3 * 3600);
    let page = view(&site, "view=sweep").await.expect(200).text;

    assert!(
        page.contains("<strong>2 sessions are due:</strong>"),
        "{page}"
    );

    assert!(page.contains("Close 2 sessions</button>"));
    let before = site
        .store()
        .read_number("SELECT COUNT(*) FROM wpos_zoom_links WHERE session_status = 'timeout'")
        .await
        .unwrap();

    assert_eq!(before, 0, "asking changes nothing");
    let done = act(&site, &[("action", "sweep")], &[])
        .await
        .expect(200)
        .text;

    assert!(
        done.contains("2 sessions timed out.") && done.contains("10 min"),
        "{done}"
    );

    assert!(!done.contains("Close 2"), "nothing is left to close");
    let page = view(&site, "range=7d").await.expect(200).text;
    assert_eq!(card(&page, "Timed out"), "2");

    let none = act(&site, &[("action", "sweep")], &[])
        .await
        .expect(200)
        .text;

    assert!(none.contains("No session was due."));
}

#[tokio::test]
async fn an_admin_ends_a_session_with_a_reason_that_stays() {
    let site = Site::start().await;
    let token = site.session().await;
    let end = |reason| [("action", "end"), ("session", "1"), ("reason", reason)];
    let unopened = act(&site, &end("never opened"), &[]).await.expect(409).text;

    assert!(unopened.contains("never opened"));
    site.join(&token).await.expect(200);
    site.attend(&token, 1800).await;
    site.pass(600);

    assert!(
        view(&site, "session=1")
            .await
            .expect(200)
            .text
            .contains("End the session")
    );

    let long = "x".repeat(201);
    for reason in ["", "  ", &long] {
        let refused = act(&site, &end(reason), &[]).await.expect(422).text;
        assert!(refused.contains("role=\"alert\""), "{refused}");
    }

    site.as_admin(&format!("{LIST}?status=active"))
        .await
        .expect(200);

    let done = act(&site, &end("wrong <student>"), &[]).await.expect(303);
    assert_eq!(done.header("location"), format!("{PATH}?session=1"));

    let record = site.list("session=1").await;

    assert_eq!(record["session"]["endReason"], "admin");
    assert_eq!(
        record["session"]["durationSeconds"], 1800,
        "not a second is added"
    );

    assert_eq!(record["session"]["grade"], "C");
    let last = record["evidence"].as_array().unwrap().last().unwrap();

    expect_json!(last, @r#"{ "party": "admin", "source": "admin", "kind": "ended_by_admin" }"#);

    assert_eq!(last["detail"], "admin1: wrong <student>");
    let page = view(&site, "session=1").await.expect(200).text;

    assert!(
        page.contains("admin1: wrong &#60;student&#62;") && page.contains("ended by an admin"),
        "{page}"
    );

    assert!(!page.contains("End the session</button>"));
    // Final: the student's page cannot bring it back, a second admin cannot end it again.
    assert_eq!(site.join(&token).await.status, 409);

    assert!(
        act(&site, &end("again"), &[])
            .await
            .expect(409)
            .text
            .contains("has ended")
    );

    act(
        &site,
        &[("action", "end"), ("session", "99"), ("reason", "x")],
        &[],
    )
    .await
    .expect(404);

    act(&site, &[("action", "explode")], &[]).await.expect(400);
}

#[tokio::test]
async fn actions_come_from_our_own_pages_and_from_who_is_an_admin_still() {
    let site = Site::start().await;
    let sweep = [("action", "sweep")];

    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("x-nothing", "")],
    ] {
        let answer = act(&site, &sweep, headers).await.expect(403);
        assert!(answer.header("content-type").starts_with("text/html"));
    }

    let stranger = site.request(Method::POST, PATH).form(&sweep);
    assert!(
        site.send(stranger)
            .await
            .expect(303)
            .header("location")
            .starts_with("/sign-in")
    );

    act(&site, &sweep, &[]).await.expect(200);
    // The token is good for a month; the row is looked at each time.
    site.store()
        .execute_script("UPDATE admin SET role = 'controller' WHERE id = 'admin1'")
        .await
        .unwrap();

    act(&site, &sweep, &[]).await.expect(403);
    site.store()
        .execute_script("DELETE FROM admin")
        .await
        .unwrap();

    act(&site, &sweep, &[]).await.expect(403);
    assert_eq!(
        site.store()
            .read_number("SELECT COUNT(*) FROM sweep_runs")
            .await
            .unwrap(),
        1
    );
}

#[tokio::test]
async fn the_status_of_the_system_warns_in_words() {
    let site = Site::start().await;
    let page = view(&site, "").await.expect(200).text;

    assert!(
        page.contains("never</dd>")
            && page.contains("none</dd>")
            && page.contains("no message</dd>"),
        "{page}"
    );

    assert!(!page.contains("notice warn"));
    site.sweep().await.expect(200);

    assert!(
        view(&site, "")
            .await
            .expect(200)
            .text
            .contains("closed 0</dd>")
    );

    // Student 3 has no chat; nobody sweeps for hours.
    site.create("3", &json!({ "link": "https://zoom.us/j/12345678901" }))
        .await
        .expect(201);

    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.pass(6 * 3600);
    let page = view(&site, "").await.expect(200).text;

    assert!(page.contains("1 delivered, 1 no Telegram chat"), "{page}");
    assert!(
        page.contains("Telegram delivered only 1 of 2 messages"),
        "{page}"
    );

    assert!(
        page.contains("No sweep has closed what has been silent for hours: 1 sessions are overdue"),
        "{page}"
    );

    // A defect is counted with the next answer that knows the time. (A function must have started before.)
    site.beat(&token).await;
    site.clock.break_down();
    site.beat(&token).await.expect(500);
    site.clock.set("2026-11-23T21:30:00Z");
    site.beat(&token).await.expect(200);

    let page = view(&site, "").await.expect(200).text;
    assert!(page.contains("of /api/zoom/heartbeat with 500"), "{page}");

    assert!(
        page.contains("1 requests failed within 24 hours."),
        "{page}"
    );
}

#[tokio::test]
async fn months_are_the_sum_of_their_sessions() {
    let site = Site::start().await;
    super::teacher_sessions::fill(&site, 130).await;

    site.store()
        .execute_script("UPDATE wpos_zoom_links SET ustazid = NULL WHERE id = 7")
        .await
        .unwrap();

    for summed_up in [false, true] {
        if summed_up {
            site.sweep().await.expect(200);
        }

        let report = site.list("report=teachers").await;

        assert_eq!(report["month"], "2026-11");
        let all = site.list("limit=500&range=month").await;
        let sessions = all["sessions"].as_array().unwrap();
        let mut sent = 0;

        for teacher in report["teachers"].as_array().unwrap() {
            let own: Vec<_> = sessions
                .iter()
                .filter(|one| one["teacherId"] == teacher["teacherId"])
                .collect();
            let are = |status: &str| own.iter().filter(|one| one["status"] == status).count();
            let seconds: i64 = own
                .iter()
                .filter_map(|one| one["durationSeconds"].as_i64())
                .sum();

            assert_eq!(teacher["sent"], own.len(), "{teacher}");
            assert_eq!(teacher["completed"], are("ended"));
            assert_eq!(teacher["timedOut"], are("timeout"));
            assert_eq!(teacher["notOpened"], are("sent"));
            assert_eq!(teacher["open"], are("active"));
            assert_eq!(teacher["opened"], own.len() - are("sent"));

            assert_eq!(
                (&teacher["seconds"], &teacher["minutes"]),
                (&json!(seconds), &json!((seconds + 30) / 60))
            );

            sent += own.len();
        }

        assert_eq!(
            (sent, &report["total"]["sent"]),
            (sessions.len(), &json!(sessions.len()))
        );

        let file = site
            .as_admin(&format!("{LIST}?report=teachers&format=csv"))
            .await
            .expect(200);

        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert!(file.header("content-disposition").contains("teachers.csv"));
        let text = file.text.strip_prefix('\u{feff}').expect("a BOM");
        let mut reader = csv::Reader::from_reader(text.as_bytes());

        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), report["teachers"].as_array().unwrap().len());

        assert_eq!(
            rows.iter()
                .map(|row| row[3].parse::<usize>().unwrap())
                .sum::<usize>(),
            sent
        );

        let page = view(&site, "view=months&month=2026-11")
            .await
            .expect(200)
            .text;

        assert!(
            page.contains("Teachers in November 2026") && page.contains("No teacher"),
            "{page}"
        );

        assert!(
            page.contains("from=2026-11-01&#38;to=2026-11-30&#38;teacherId=ustaz1"),
            "{page}"
        );
    }

    let empty = view(&site, "view=months&month=2020-02")
        .await
        .expect(200)
        .text;

    assert!(empty.contains("No lessons in February 2020."));
}
