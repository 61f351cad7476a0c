//! `/teacher`: what a teacher sees and sends.

use regex::Regex;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use session_tracking::store::Store;

use crate::support::{Answer, LINK, Site, expect_json};

const PATH: &str = "/teacher";

fn request(site: &Site, method: Method, path: &str, (id, role): (&str, &str)) -> RequestBuilder {
    site.request(method, path)
        .header("authorization", site.bearer(id, role))
}

async fn page(site: &Site, path: &str) -> Answer {
    site.send(request(site, Method::GET, path, ("ustaz1", "teacher")))
        .await
}

fn form(request: RequestBuilder, student: &str, link: &str) -> RequestBuilder {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    let body = form
        .append_pair("student", student)
        .append_pair("link", link)
        .finish();

    request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
}

async fn send(site: &Site, student: &str, link: &str) -> Answer {
    site.send(form(
        request(site, Method::POST, PATH, ("ustaz1", "teacher")),
        student,
        link,
    ))
    .await
}

/// Sends by the form and returns the page that the browser goes on to.
async fn sent(site: &Site, student: &str, link: &str) -> String {
    let answer = send(site, student, link).await.expect(303);
    assert_eq!(answer.header("cache-control"), "no-store");
    page(site, answer.header("location")).await.expect(200).text
}

/// The part of the page that belongs to one student.
fn card<'a>(html: &'a str, student: &str) -> &'a str {
    let start = html
        .find(&format!("id=\"student-{student}\""))
        .unwrap_or_else(|| panic!("{student}: {html}"));
    let rest = &html[start..];
    &rest[..rest[1..]
        .find("id=\"student-")
        .map_or(rest.len(), |end| end + 1)]
}

fn tokens(html: &str) -> Vec<String> {
    let mut found: Vec<String> = Regex::new("token=([0-9A-F]{32})")
        .unwrap()
        .captures_iter(html)
        .map(|found| found[1].to_owned())
        .collect();

    found.sort_unstable();
    found.dedup();

    found
}

async fn count(store: &Store) -> i64 {
    store
        .read_number("SELECT COUNT(*) FROM wpos_zoom_links")
        .await
        .unwrap()
}

#[tokio::test]
async fn only_teachers_get_in_and_everybody_is_told_in_html() {
    let site = Site::start().await;
    for method in [Method::GET, Method::POST] {
        let answer = site
            .send(site.request(method, "/teacher?sent=1"))
            .await
            .expect(303);
        assert_eq!(
            answer.header("location"),
            "/sign-in?next=%2Fteacher%3Fsent%3D1"
        );
    }

    for (id, role, expected, leads_to) in [
        (
            "admin1",
            "admin",
            403,
            "href=\"/admin/teacher-monitoring\">Go on",
        ),
        ("c1", "controller", 403, "href=\"/teacher\">Go on"),
        ("", "teacher", 403, "href=\"/teacher\">Go on"),
        ("ustaz1", "teacher", 200, "My students"),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let answer = site
                .send(request(&site, method.clone(), PATH, (id, role)))
                .await
                .expect(expected);

            assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
            assert_eq!(answer.header("cache-control"), "no-store");

            assert!(
                answer
                    .header("content-security-policy")
                    .contains("require-trusted-types-for 'script'")
            );

            assert!(
                method == Method::HEAD || answer.text.contains(leads_to),
                "{role}: {}",
                answer.text
            );
        }
    }

    let site = Site::with(&[("SIGN_IN_URL", "https://school.example/login")]).await;
    let answer = site.send(site.request(Method::GET, PATH)).await;

    assert!(
        answer
            .expect(303)
            .header("location")
            .starts_with("https://school.example/login?callbackUrl=")
    );
}

#[tokio::test]
async fn a_school_without_a_bot_token_or_a_secret_is_told_so() {
    let site = Site::with(&[("NEXTAUTH_SECRET", "")]).await;
    assert!(
        page(&site, PATH)
            .await
            .expect(503)
            .text
            .starts_with("<!DOCTYPE html>")
    );

    let site = Site::with(&[("TELEGRAM_BOT_TOKEN", "")]).await;
    assert!(
        sent(&site, "1", LINK)
            .await
            .contains("the school has not set up Telegram")
    );

    site.store()
        .execute_script("UPDATE wpos_zoom_links SET notification_status = 'pending'")
        .await
        .unwrap();

    assert!(
        page(&site, "/teacher?sent=1")
            .await
            .text
            .contains("On its way by Telegram")
    );

    site.pass(11);
    assert!(
        page(&site, "/teacher?sent=1")
            .await
            .text
            .contains("It may have arrived")
    );
}

#[tokio::test]
async fn a_teacher_sees_their_own_students_by_name_and_no_others() {
    let site = Site::start().await;
    let people = "INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (7, 'amina', ' ', 'ustaz1');
        INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (8, NULL, '7008', 'ustaz1');
        INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (9, 'Padded', '7009', 'ustaz1 ')";
    site.store().execute_script(people).await.unwrap();
    let html = page(&site, PATH).await.expect(200).text;

    let shown: Vec<String> = Regex::new("id=\"student-([0-9]+)\"")
        .unwrap()
        .captures_iter(&html)
        .map(|found| found[1].to_owned())
        .collect();

    assert_eq!(shown, ["8", "3", "7", "1", "2"]);
    assert!(card(&html, "8").contains("<h2>Student 8</h2>"));
    assert!(card(&html, "1").contains("<h2>Amina_*[&#60;b&#62;</h2>") && !html.contains("<b>"));
    assert!(
        html.contains("Test &#38; School") && !html.contains(">Case<") && !html.contains("Bilal")
    );

    for (student, has_chat) in [("1", true), ("2", true), ("3", false), ("7", false)] {
        assert_eq!(
            !card(&html, student).contains("No Telegram chat"),
            has_chat,
            "{student}"
        );
    }

    let nobody = site
        .send(request(&site, Method::GET, PATH, ("ustaz3", "teacher")))
        .await
        .expect(200)
        .text;

    assert!(nobody.contains("You have no students yet. The school office adds them."));
    assert!(!nobody.contains("<form class=\"send\""));
}

#[tokio::test]
async fn a_link_is_sent_as_by_the_api_and_a_reload_sends_nothing() {
    let site = Site::start().await;
    let answer = send(&site, "1", &format!(" {LINK} ")).await.expect(303);
    assert_eq!(answer.header("location"), "/teacher?sent=1");
    let message = &site.telegram.sent()[0];

    assert_eq!(message["chat_id"], "7001");
    for _ in 0..3 {
        let html = page(&site, "/teacher?sent=1").await.expect(200).text;
        let token = tokens(&html).pop().unwrap();
        let url = format!("{}/api/zoom/track?token={token}", site.base());

        assert_eq!(message["reply_markup"]["inline_keyboard"][0][0]["url"], url);
        let (top, mine) = (
            html.split("<ul class=\"students\"").next().unwrap(),
            card(&html, "1"),
        );

        for part in [top, mine] {
            assert!(
                part.contains("Sent by Telegram.") && part.contains(&url),
                "{part}"
            );

            // 15:00 UTC by the school's clock.
            assert!(
                part.contains("<time datetime=\"2026-11-23T15:00:00Z\">18:00</time>"),
                "{part}"
            );
        }

        assert!(mine.contains("not opened") && !card(&html, "2").contains("Today"));
    }

    // The same again, by the form and by the API, is the same session.
    assert_eq!(
        send(&site, "1", LINK).await.expect(303).header("location"),
        "/teacher?sent=1"
    );

    site.create("1", &json!({ "link": LINK })).await.expect(200);
    assert_eq!(
        (site.telegram.sent().len(), count(site.store()).await),
        (1, 1)
    );

    for other in [
        "/teacher?sent=2",
        "/teacher?sent=x",
        "/teacher?sent=",
        "/teacher?sent=1&sent=1",
    ] {
        assert!(
            !page(&site, other)
                .await
                .expect(200)
                .text
                .contains("role=\"status\">\n<p><strong>"),
            "{other}"
        );
    }
}

#[tokio::test]
async fn each_outcome_is_told_with_the_link_to_copy() {
    let site = Site::start().await;
    let refused = |status: u16, text: &str| (status, json!({ "ok": false, "description": text }));
    let slow: (u16, Value) = (
        429,
        json!({ "ok": false, "parameters": { "retry_after": 30 } }),
    );

    for (student, answer, told) in [
        (
            "1",
            Some(refused(403, "Forbidden: bot was blocked by the user")),
            "bot is blocked in this chat",
        ),
        (
            "1",
            Some(refused(400, "Bad Request: chat not found")),
            "Telegram does not know this chat",
        ),
        (
            "1",
            Some(refused(401, "Unauthorized")),
            "Telegram refuses the school&#39;s bot",
        ),
        (
            "1",
            Some(refused(400, "Bad Request: wrong HTTP URL")),
            "It may have arrived: ask before sending again.",
        ),
        ("1", Some(slow), "Telegram cannot be reached"),
        ("3", None, "Not sent, no Telegram chat: copy the link"),
    ] {
        site.telegram.answers(answer);
        let html = sent(&site, student, LINK).await;
        let top = html.split("<ul class=\"students\"").next().unwrap();

        assert!(
            top.contains(told) && card(&html, student).contains(told),
            "{told}: {html}"
        );

        assert_eq!(tokens(top).len(), 1, "{told}");
        site.pass(120);
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_said_at_its_form_which_keeps_the_link() {
    let site = Site::start().await;
    for (link, kept) in [
        ("", ""),
        (
            "\"><script>alert(1)</script>",
            "&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;",
        ),
        (
            "https://zoom.us/s/1234567890",
            "https://zoom.us/s/1234567890",
        ),
        (
            "https://evilzoom.us/j/1234567890",
            "https://evilzoom.us/j/1234567890",
        ),
    ] {
        let html = send(&site, "2", link).await.expect(422).text;
        let mine = card(&html, "2");

        assert!(
            mine.contains(&format!(
                "value=\"{kept}\" aria-invalid=\"true\" aria-describedby=\"problem-2\""
            )),
            "{mine}"
        );

        assert!(mine.contains("id=\"problem-2\" role=\"alert\">"), "{mine}");
        assert!(!html.contains("<script>alert") && !card(&html, "1").contains("role=\"alert\""));
        assert!(html.contains("href=\"#link-2\"") && html.contains("<title>Not sent: My students"));
    }

    // Nothing of it is a page of theirs.
    for (student, link, expected) in [
        ("4", LINK, 403),
        ("6", LINK, 403),
        ("5", "x", 403),
        ("99", LINK, 404),
        ("0", LINK, 400),
        ("", LINK, 400),
    ] {
        let answer = send(&site, student, link).await.expect(expected);
        assert!(
            answer.text.contains("href=\"/teacher\">Go on"),
            "{student}: {}",
            answer.text
        );
    }

    let json = request(&site, Method::POST, PATH, ("ustaz1", "teacher"))
        .json(&json!({ "student": "1", "link": LINK }));
    assert!(
        site.send(json)
            .await
            .expect(400)
            .text
            .starts_with("<!DOCTYPE html>")
    );

    let large = send(&site, "1", &"x".repeat(70 * 1024)).await.expect(413);
    assert!(large.text.starts_with("<!DOCTYPE html>"));

    assert_eq!(
        (site.telegram.sent().len(), count(site.store()).await),
        (0, 0)
    );

    for number in 0..10 {
        send(&site, "1", &format!("{LINK}{number}"))
            .await
            .expect(303);
    }

    let many = send(&site, "1", &format!("{LINK}x")).await.expect(429);
    assert_eq!(many.header("retry-after"), "600");
    assert!(card(&many.text, "1").contains("Too many links for this student. Please wait."));
}

#[tokio::test]
async fn a_form_counts_only_from_the_schools_own_pages() {
    let site = Site::start().await;
    let cookie = site
        .bearer("ustaz1", "teacher")
        .replace("Bearer ", "next-auth.session-token=");
    let post = |name: &'static str, value: &str| {
        let request = site.request(Method::POST, PATH).header("cookie", &cookie);
        site.send(form(request.header(name, value), "1", LINK))
    };

    for (name, value) in [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("origin", "null"),
        ("x-nothing", "x"),
    ] {
        let answer = post(name, value).await.expect(403);
        assert!(
            answer
                .text
                .contains("This request must come from the school&#39;s own pages."),
            "{}",
            answer.text
        );
    }

    assert!(site.telegram.sent().is_empty());
    post("origin", site.base()).await.expect(303);
    post("sec-fetch-site", "same-origin").await.expect(303);

    // A link from elsewhere may lead here: it only reads.
    let read = site
        .request(Method::GET, PATH)
        .header("cookie", &cookie)
        .header("sec-fetch-site", "cross-site");

    site.send(read).await.expect(200);
}

#[tokio::test]
async fn todays_sessions_are_those_of_the_schools_day_with_what_became_of_them() {
    let site = Site::start().await;
    // 23:59:59 and 00:00:00 in Addis Ababa.
    site.clock.set("2026-11-22T20:59:59Z");
    sent(&site, "1", LINK).await;
    site.pass(1);

    let html = sent(&site, "1", &format!("{LINK}2")).await;
    assert_eq!(card(&html, "1").matches("<li>").count(), 1);
    assert!(card(&html, "1").contains(">00:00</time>") && !html.contains("23:59"));
    site.clock.set("2026-11-23T15:00:00Z");

    let token = site.session().await;
    let shows = async |part: &str| {
        let html = page(&site, PATH).await.expect(200).text;
        assert!(
            card(&html, "1").contains(part),
            "{part}: {}",
            card(&html, "1")
        );

        (
            card(&html, "1").contains("In class now"),
            tokens(card(&html, "1")).contains(&token),
        )
    };

    assert_eq!(shows(">not opened</span>").await, (false, true));
    site.join(&token).await.expect(200);
    assert_eq!(shows(">in class now</span>").await, (true, true));
    site.attend(&token, 600).await;

    assert_eq!(
        shows(">in class now</span> <span>10 min</span>").await,
        (true, true)
    );

    site.pass(100);
    assert_eq!(
        shows(">silent</span> <span>10 min</span>").await,
        (false, true)
    );

    // Settled as the sweep would settle it, which has not come by.
    site.pass(3 * 3600);
    assert_eq!(
        shows(">timed out</span> <span>10 min</span>").await,
        (false, true)
    );

    site.beat(&token).await.expect(200);
    site.end(&token, &json!({ "reason": "finished" }))
        .await
        .expect(200);

    assert_eq!(
        shows(">ended</span> <span>10 min</span>").await,
        (false, false)
    );
}

#[tokio::test]
async fn nobody_sees_a_token_of_another_teacher() {
    let site = Site::start().await;
    let bearer = site.bearer("ustaz2", "teacher");
    let path = "/api/teachers/students/4/zoom";
    let request = site
        .request(Method::POST, path)
        .header("authorization", bearer);

    let foreign = site
        .send(request.json(&json!({ "link": LINK })))
        .await
        .expect(201)
        .json();

    // Rows of a teacher whose id differs by its case alone, and a student's who has another teacher by now.
    site.session().await;
    site.pass(1);
    site.session().await;

    site.store()
        .execute_script("UPDATE wpos_zoom_links SET ustazid = 'USTAZ1' WHERE id = 2")
        .await
        .unwrap();

    let id = foreign["id"].as_i64().unwrap();
    let mine = page(&site, &format!("/teacher?sent={id}"))
        .await
        .expect(200)
        .text;

    assert_eq!((id, tokens(&mine).len()), (1, 1));
    assert!(!mine.contains("class=\"notice"));

    assert!(
        !page(&site, "/teacher?sent=2")
            .await
            .text
            .contains("class=\"notice")
    );

    assert!(
        page(&site, "/teacher?sent=3")
            .await
            .text
            .contains("class=\"notice good")
    );

    assert!(!mine.contains(foreign["tracking_token"].as_str().unwrap()));
    site.store()
        .execute_script("UPDATE wpos_wpdatatable_23 SET ustaz = 'ustaz2' WHERE wdt_ID = 1")
        .await
        .unwrap();

    assert!(tokens(&page(&site, "/teacher?sent=3").await.expect(200).text).is_empty());
}

async fn say(site: &Site, fields: &[(&str, &str)]) -> Answer {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    let body = form.extend_pairs(fields).finish();
    let request = request(site, Method::POST, PATH, ("ustaz1", "teacher"));

    site.send(
        request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body),
    )
    .await
}

async fn only(site: &Site) -> Value {
    site.only_session().await
}

#[tokio::test]
async fn a_class_counts_from_the_tap_to_the_teachers_end_bounded_by_the_students_page() {
    let site = Site::start().await;
    let html = sent(&site, "1", LINK).await;
    assert!(card(&html, "1").contains("Start class"), "{html}");
    let token = tokens(&html).remove(0);

    site.pass(60);
    let phone = |number: u32, more: Value| {
        let mut body = json!({ "token": token, "doc": "p", "seq": number, "phone": true });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());

        body
    };

    site.post("/api/zoom/track", &phone(1, json!({})))
        .await
        .expect(200);

    site.pass(10);
    site.post(
        "/api/zoom/heartbeat",
        &phone(2, json!({ "kind": "zoom", "zoom": true })),
    )
    .await
    .expect(200);

    site.post(
        "/api/zoom/heartbeat",
        &phone(3, json!({ "kind": "hidden", "zoom": true })),
    )
    .await
    .expect(200);

    let started = say(&site, &[("action", "start-class"), ("session", "1")])
        .await
        .expect(303);

    assert_eq!(started.header("location"), "/teacher#student-1");
    site.pass(600);
    say(&site, &[("action", "start-class"), ("session", "1")])
        .await
        .expect(303);

    assert_eq!(
        only(&site).await["classStartTime"],
        "2026-11-23T15:01:10Z",
        "the first start stands"
    );

    let running = page(&site, PATH).await.text;
    assert!(
        card(&running, "1").contains("Class started 18:01")
            && card(&running, "1").contains("data-running=\"1\"")
    );

    site.pass(2100);
    // The student comes back from Zoom; the teacher forgets to press for twenty minutes.
    site.post(
        "/api/zoom/heartbeat",
        &phone(4, json!({ "kind": "visible", "zoom": true })),
    )
    .await
    .expect(200);

    site.pass(20);
    site.post(
        "/api/zoom/end-session",
        &phone(5, json!({ "reason": "closed" })),
    )
    .await
    .expect(200);

    let asked = page(&site, PATH).await.text;
    assert!(
        card(&asked, "1").contains("When did this class end?"),
        "{asked}"
    );

    site.pass(1200);
    say(&site, &[("action", "end-class"), ("session", "1")])
        .await
        .expect(303);

    let over = only(&site).await;
    // Tapped at 15:01:10, in the meeting 15 s later; back at 15:46:10, out of it 10 s before.
    for (name, expected) in [
        ("startTime", json!("2026-11-23T15:01:25Z")),
        ("endTime", json!("2026-11-23T15:46:00Z")),
        ("durationSeconds", json!(2675)),
        ("source", json!("page+teacher")),
        ("grade", json!("C")),
        ("status", json!("ended")),
        ("pageEndTime", json!("2026-11-23T15:46:30Z")),
        ("classEndTime", json!("2026-11-23T16:05:50Z")),
    ] {
        assert_eq!(over[name], expected, "{name}: {over}");
    }

    // Pressed again: nothing. Corrected: the two pages agree.
    site.pass(60);
    say(&site, &[("action", "end-class"), ("session", "1")])
        .await
        .expect(303);

    assert_eq!(only(&site).await, over);
    let ended = page(&site, PATH).await.text;

    assert!(
        card(&ended, "1").contains("Class 18:01 to 19:05")
            && card(&ended, "1").contains("Correct the end")
    );

    say(
        &site,
        &[
            ("action", "end-class"),
            ("session", "1"),
            ("ended_at", "18:46"),
        ],
    )
    .await
    .expect(303);

    let corrected = only(&site).await;
    expect_json!(corrected, @r#"{ "endTime": "2026-11-23T15:46:00Z", "grade": "B" }"#);

    let record = site.record(1).await;

    assert_eq!(
        record["why"],
        "45 min: the class was from 18:01 to 18:46: from the student's tap on the Zoom link to the student's return \
         from Zoom, before the end that the teacher gave, without the times outside Zoom that were seen. Nobody saw \
         the meeting itself. By this evidence it was between 33 min and 47 min."
    );

    let evidence = record["evidence"].as_array().unwrap().clone();
    let teachers: Vec<&Value> = evidence
        .iter()
        .filter(|one| one["party"] == "teacher")
        .collect();

    assert_eq!(teachers.len(), 3, "{evidence:#?}");
}

#[tokio::test]
async fn an_end_that_cannot_be_is_refused_and_changes_nothing() {
    let site = Site::start().await;
    sent(&site, "1", LINK).await;
    say(&site, &[("action", "start-class"), ("session", "1")])
        .await
        .expect(303);

    site.pass(1800);
    let before = only(&site).await;

    for (fields, status, words) in [
        (
            vec![
                ("action", "end-class"),
                ("session", "1"),
                ("ended_at", "17:59"),
            ],
            422,
            "before it began",
        ),
        (
            vec![
                ("action", "end-class"),
                ("session", "1"),
                ("ended_at", "late"),
            ],
            400,
            "18:59",
        ),
        (
            vec![("action", "end-class"), ("session", "x")],
            400,
            "not a number",
        ),
        (
            vec![("action", "end-class"), ("session", "99")],
            404,
            "no such lesson",
        ),
        (
            vec![("action", "dance"), ("session", "1")],
            400,
            "could not be read",
        ),
    ] {
        let answer = say(&site, &fields).await.expect(status);
        assert!(answer.text.contains(words), "{fields:?}: {}", answer.text);
        assert_eq!(only(&site).await, before, "{fields:?}");
    }

    say(
        &site,
        &[
            ("action", "end-class"),
            ("session", "1"),
            ("ended_at", "18:20"),
        ],
    )
    .await
    .expect(303);

    let later = say(
        &site,
        &[
            ("action", "end-class"),
            ("session", "1"),
            ("ended_at", "18:25"),
        ],
    )
    .await
    .expect(422);

    assert!(later.text.contains("earlier time"), "{}", later.text);
    assert_eq!(only(&site).await["classEndTime"], "2026-11-23T15:20:30Z");

    // Not another teacher's, and from no other site.
    let body = "action=start-class&session=1";
    let foreign = request(&site, Method::POST, PATH, ("ustaz2", "teacher"));
    let foreign = foreign
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);

    site.send(foreign).await.expect(404);
}

#[tokio::test]
async fn the_teachers_tab_is_seen_while_the_class_runs() {
    let site = Site::start().await;
    sent(&site, "1", LINK).await;

    let seen = async || {
        say(&site, &[("action", "seen"), ("session", "1")])
            .await
            .expect(204);

        let sql =
            "SELECT COUNT(*) FROM wpos_zoom_links WHERE teacher_seen_at = '2026-11-23 15:01:00'";
        site.store().read_number(sql).await.unwrap()
    };

    assert_eq!(seen().await, 0, "not started");
    say(&site, &[("action", "start-class"), ("session", "1")])
        .await
        .expect(303);

    site.pass(60);
    assert_eq!(seen().await, 1);
    say(&site, &[("action", "end-class"), ("session", "1")])
        .await
        .expect(303);

    site.pass(60);
    assert_eq!(seen().await, 1, "not after the end");
    say(&site, &[("action", "seen"), ("session", "2")])
        .await
        .expect(404);
}

#[tokio::test]
async fn two_presses_at_once_are_one() {
    let site = Site::start().await;
    sent(&site, "1", LINK).await;

    let press = || async {
        say(&site, &[("action", "start-class"), ("session", "1")])
            .await
            .expect(303)
    };

    tokio::join!(press(), press(), press());
    let ledger = "SELECT COUNT(*) FROM session_events WHERE kind = 'class_started'";
    assert_eq!(site.store().read_number(ledger).await.unwrap(), 1);
}

fn spoken(token: &str, document: &str, number: u32, kind: Option<&str>) -> Value {
    let mut body = json!({ "token": token, "doc": document, "seq": number, "phone": true });
    if let Some(kind) = kind {
        (body["kind"], body["zoom"]) = (json!(kind), json!(true));
    }

    body
}

/// The student opens the link, and taps Zoom's ten seconds later.
async fn goes_to_zoom(site: &Site, token: &str) {
    let says = |number: u32, kind: Option<&str>| spoken(token, "p", number, kind);
    site.post("/api/zoom/track", &says(1, None))
        .await
        .expect(200);

    site.pass(10);
    site.post("/api/zoom/heartbeat", &says(2, Some("zoom")))
        .await
        .expect(200);

    site.post("/api/zoom/heartbeat", &says(3, Some("hidden")))
        .await
        .expect(200);
}

async fn ask_for(site: &Site, session: &str) -> Value {
    let path = format!("/api/admin/teacher-sessions?session={session}");
    site.as_admin(&path).await.expect(200).json()["session"].clone()
}

#[tokio::test]
async fn a_class_ends_before_the_teacher_starts_the_next_one() {
    let site = Site::start().await;
    let (one, other) = ("1", "2");

    for student in [one, other] {
        let token = tokens(&sent(&site, student, LINK).await).remove(0);
        say(&site, &[("action", "start-class"), ("session", student)])
            .await
            .expect(303);

        if student == one {
            goes_to_zoom(&site, &token).await;
        }

        site.pass(2400);
    }

    // 2,400 s after the second one was started, the teacher remembers the first.
    say(&site, &[("action", "end-class"), ("session", one)])
        .await
        .expect(303);

    let ended = ask_for(&site, one).await;
    assert_eq!(
        ended["classEndTime"], "2026-11-23T15:39:30Z",
        "the next began at 15:40:10"
    );

    assert_eq!(ended["status"], "active", "the phone may still come back");
    site.pass(7200);
    site.sweep().await;
    let ended = ask_for(&site, one).await;

    expect_json!(ended, @r#"{ "endTime": "2026-11-23T15:39:30Z", "durationSeconds": 2345 }"#);
}

#[tokio::test]
async fn a_class_that_was_not_held_is_told_so() {
    let site = Site::start().await;
    let token = tokens(&sent(&site, "1", LINK).await).remove(0);
    goes_to_zoom(&site, &token).await;
    assert!(card(&page(&site, PATH).await.text, "1").contains("Start class"));
    site.pass(900);

    let html = page(&site, PATH).await.text;
    let mine = card(&html, "1");

    assert!(
        mine.contains("End class")
            && mine.contains("There was no class")
            && !mine.contains("data-running")
    );

    say(&site, &[("action", "no-class"), ("session", "1")])
        .await
        .expect(303);

    say(&site, &[("action", "no-class"), ("session", "1")])
        .await
        .expect(303);

    let html = page(&site, PATH).await.text;
    assert!(
        card(&html, "1").contains("No class") && !card(&html, "1").contains("Start class"),
        "{html}"
    );

    site.pass(9000);
    site.sweep().await;
    let over = only(&site).await;

    expect_json!(over, @r#"{
        "noShow": "teacher_absent", "durationSeconds": 0, "source": "page+teacher",
        "status": "timeout"
    }"#);

    let ledger =
        "SELECT COUNT(*) FROM session_events WHERE kind = 'class_denied' AND party = 'teacher'";
    assert_eq!(site.store().read_number(ledger).await.unwrap(), 1);

    // It was a slip: there was a class.
    assert!(card(&page(&site, PATH).await.text, "1").contains("There was a class"));
    say(
        &site,
        &[
            ("action", "end-class"),
            ("session", "1"),
            ("ended_at", "18:40"),
        ],
    )
    .await
    .expect(303);

    let held = only(&site).await;
    expect_json!(held, @r#"{ "noShow": null, "endTime": "2026-11-23T15:40:30Z" }"#);
}

#[tokio::test]
async fn times_outside_zoom_are_taken_off_where_the_link_is_opened_again() {
    let site = Site::start().await;
    let token = tokens(&sent(&site, "1", LINK).await).remove(0);
    goes_to_zoom(&site, &token).await;
    site.pass(1200);

    let again = |number: u32, kind: Option<&str>| spoken(&token, "q", number, kind);
    site.post("/api/zoom/track", &again(1, None))
        .await
        .expect(200);

    site.pass(20);
    site.post("/api/zoom/heartbeat", &again(2, Some("zoom")))
        .await
        .expect(200);

    site.post("/api/zoom/heartbeat", &again(3, Some("hidden")))
        .await
        .expect(200);

    site.pass(1180);
    say(&site, &[("action", "end-class"), ("session", "1")])
        .await
        .expect(303);

    site.pass(9000);
    site.sweep().await;

    // From 15 s after the tap to 40 s before the press, less 20 s on the page, 30 before and 10 after it.
    assert_eq!(only(&site).await["durationSeconds"], 2400 - 15 - 40 - 60);
}

#[tokio::test]
async fn two_links_of_one_class_are_not_paid_twice() {
    let site = Site::start().await;
    for session in ["1", "2"] {
        let created = site
            .create("1", &json!({ "link": format!("{LINK}{session}") }))
            .await
            .expect(201)
            .json();
        let token = created["tracking_token"].as_str().unwrap().to_owned();
        goes_to_zoom(&site, &token).await;
        say(&site, &[("action", "start-class"), ("session", session)])
            .await
            .expect(303);

        site.pass(600);
    }

    site.pass(1800);
    // However late the first one is said to have begun.
    say(&site, &[("action", "start-class"), ("session", "1")])
        .await
        .expect(303);

    for session in ["1", "2"] {
        say(&site, &[("action", "end-class"), ("session", session)])
            .await
            .expect(303);
    }

    site.pass(12_000);
    site.sweep().await;
    let (first, second) = (ask_for(&site, "1").await, ask_for(&site, "2").await);

    assert!(
        first["endTime"].as_str().unwrap() <= second["startTime"].as_str().unwrap(),
        "{first} {second}"
    );
}

#[tokio::test]
async fn a_class_across_midnight_can_be_ended() {
    let site = Site::start().await;
    // 23:30 in Addis Ababa.
    site.clock.set("2026-11-22T20:30:00Z");
    let token = tokens(&sent(&site, "1", LINK).await).remove(0);

    goes_to_zoom(&site, &token).await;
    say(&site, &[("action", "start-class"), ("session", "1")])
        .await
        .expect(303);

    site.pass(2700);
    let html = page(&site, PATH).await.text;
    assert!(card(&html, "1").contains("End class"), "{html}");

    say(
        &site,
        &[
            ("action", "end-class"),
            ("session", "1"),
            ("ended_at", "23:59"),
        ],
    )
    .await
    .expect(303);

    assert_eq!(
        ask_for(&site, "1").await["classEndTime"],
        "2026-11-22T20:59:30Z"
    );

    assert!(!page(&site, PATH).await.text.contains("class=\"class\""));
}
