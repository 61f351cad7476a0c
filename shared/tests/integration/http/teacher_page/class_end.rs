//! When a class ended, as the teacher says it.

use reqwest::Method;

use super::{PATH, end_class_at, new_token, open_and_tap, press, send_and_follow, session, submit};
use crate::support::{LINK, Site, expect_json};

#[tokio::test]
async fn an_end_that_cannot_be_is_refused_and_changes_nothing() {
    let site = Site::start().await;
    send_and_follow(&site, "1", LINK).await;
    press(&site, "start-class", "1").await.expect(303);
    site.pass(1800);
    let before = site.only_session().await;

    for (action, session, ended_at, status, problem) in [
        ("end-class", "1", "17:59", 422, "before it began"),
        ("end-class", "1", "late", 400, "18:59"),
        ("end-class", "x", "", 400, "not a number"),
        ("end-class", "99", "", 404, "no such lesson"),
        ("dance", "1", "", 400, "could not be read"),
    ] {
        let mut fields = vec![("action", action), ("session", session)];
        if !ended_at.is_empty() {
            fields.push(("ended_at", ended_at));
        }

        let answer = submit(&site, &fields).await.expect(status);
        answer.html().expect_texts(&[problem]);
        assert_eq!(site.only_session().await, before, "{fields:?}");
    }

    end_class_at(&site, "18:20").await.expect(303);
    let later = end_class_at(&site, "18:25").await.expect(422);
    later.html().expect_texts(&["earlier time"]);

    let ended = site.only_session().await;
    assert_eq!(ended["classEndTime"], "2026-11-23T15:20:30Z");

    // Not another teacher's.
    let request = site.request_as(("ustaz2", "teacher"), Method::POST, PATH);
    let start = request.form(&[("action", "start-class"), ("session", "1")]);
    site.send(start).await.expect(404);
}

#[tokio::test]
async fn a_class_ends_before_the_teacher_starts_the_next_one() {
    let site = Site::start().await;
    let token = new_token(&site, "1", LINK).await;
    press(&site, "start-class", "1").await.expect(303);
    open_and_tap(&site, &token, "p").await;
    site.pass(2400);

    new_token(&site, "2", LINK).await;
    press(&site, "start-class", "2").await.expect(303);
    site.pass(2400);

    // 2,400 s after the second one was started, the teacher remembers the first, which the phone may yet come back
    // to. The second began at 15:40:10.
    press(&site, "end-class", "1").await.expect(303);
    expect_json!(session(&site, 1).await, @r#"
    {
        "classEndTime": "2026-11-23T15:39:30Z", "status": "active"
    }
    "#);

    site.pass(7200);
    site.sweep().await;
    expect_json!(session(&site, 1).await, @r#"
    {
        "endTime": "2026-11-23T15:39:30Z", "durationSeconds": 2345
    }
    "#);
}
