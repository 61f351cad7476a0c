//! Whom the page shows, and today's sessions of each.

use reqwest::Method;

use super::{PATH, card, card_of, page, send_and_follow, tokens};
use crate::support::{LINK, Site};

#[tokio::test]
async fn a_teacher_sees_their_own_students_by_name_and_no_others() {
    let site = Site::start().await;
    let people = "INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (7, 'amina', ' ', 'ustaz1');
        INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (8, NULL, '7008', 'ustaz1');
        INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (9, 'Padded', '7009', 'ustaz1 ')";
    site.store().execute_script(people).await.unwrap();

    let mine = page(&site, PATH).await;
    let cards = mine.all("#students .card");
    let ids: Vec<String> = cards.iter().map(|card| card.attribute("id")).collect();
    assert_eq!(
        ids,
        [
            "student-8",
            "student-3",
            "student-7",
            "student-1",
            "student-9",
            "student-2"
        ]
    );

    for (student, name) in [("8", "Student 8"), ("1", "Amina_*[<b>")] {
        assert_eq!(card(&mine, student).part("h2").text(), name);
    }

    mine.expect_texts(&["Test & School"]);
    mine.expect_no_texts(&[">Case<", "Bilal"]);
    assert!(!mine.source().contains("<b>"));

    for (student, has_chat) in [("1", true), ("2", true), ("3", false), ("7", false)] {
        let text = card(&mine, student).text();
        assert_eq!(!text.contains("No Telegram chat"), has_chat, "{student}");
    }

    let request = site.request_as(("ustaz3", "teacher"), Method::GET, PATH);
    let nobody = site.send(request).await.expect(200).html();

    nobody.expect_texts(&["You have no students yet. The school office adds them."]);
    assert!(!nobody.has("form.send"));
}

#[tokio::test]
async fn todays_sessions_are_those_of_the_schools_day_with_what_became_of_them() {
    let site = Site::start().await;
    // 23:59:59 and 00:00:00 in Addis Ababa.
    site.clock.set("2026-11-22T20:59:59Z");
    send_and_follow(&site, "1", LINK).await;
    site.pass(1);

    let html = send_and_follow(&site, "1", &format!("{LINK}2")).await;
    let today = card(&html, "1");
    assert_eq!(today.all(".lessons li").len(), 1);
    assert_eq!(today.texts(".lessons time")[0], "00:00");
    html.expect_no_texts(&["23:59"]);

    site.clock.set("2026-11-23T15:00:00Z");
    let token = site.session().await;
    expect_lesson(&site, &token, "not opened", (false, true)).await;
    site.join(&token).await.expect(200);
    expect_lesson(&site, &token, "in class now 0 min", (true, true)).await;
    site.attend(&token, 600).await;
    expect_lesson(&site, &token, "in class now 10 min", (true, true)).await;
    site.pass(100);
    expect_lesson(&site, &token, "silent 10 min", (false, true)).await;

    // Settled as the sweep would settle it, which has not come by.
    site.pass(3 * 3600);
    expect_lesson(&site, &token, "timed out 10 min", (false, true)).await;
    site.beat(&token).await.expect(200);
    site.end(&token, &serde_json::json!({ "reason": "finished" }))
        .await
        .expect(200);

    expect_lesson(&site, &token, "ended 10 min", (false, false)).await;
}

/// Asserts what the page says of the lesson of 18:00, whether it shows student 1 as in class, and whether it shows
/// the lesson's link.
async fn expect_lesson(site: &Site, token: &str, state: &str, (is_live, has_link): (bool, bool)) {
    let card = card_of(site, "1").await;
    let lessons = card.texts(".lessons li p");

    assert!(
        lessons.contains(&format!("18:00 {state}")),
        "{state}: {lessons:?}"
    );
    assert_eq!(
        card.texts(".live").contains(&"In class now".to_owned()),
        is_live,
        "{state}"
    );
    assert_eq!(
        tokens(&card).contains(&token.to_owned()),
        has_link,
        "{state}"
    );
}
