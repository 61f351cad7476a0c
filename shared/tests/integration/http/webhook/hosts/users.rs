//! Who is who: the users of the school's Zoom account, and what an admin says of them.

use reqwest::Method;
use serde_json::{Value, json};

use super::{later_lesson, words_of_admins};
use crate::http::dashboard::{PATH, submit, view};
use crate::http::webhook::SECRET;
use crate::http::webhook::cases::{Page, lesson};
use crate::http::webhook::claims::{ALTERNATIVE_HOST, deliver_input, session};
use crate::support::{Answer, FakeZoom, Html, Site, insert};

const USERS: &str = "user:read:list_users:admin";

fn user(id: &str, name: &str, email: &str, pmi: &Value) -> Value {
    json!({
        "id": id, "first_name": name, "last_name": "", "display_name": name, "email": email,
        "type": 2, "pmi": pmi, "status": "active",
    })
}

/// Somebody who hosts instead of the teacher, in a lesson with the number 12345678901.
fn alternative_host(pmi: &Value) -> Value {
    user(
        "ALTTEACHER200000000000",
        "Ahmed at Zoom",
        "a@b.example",
        pmi,
    )
}

async fn school(users: Vec<Value>) -> (Site, FakeZoom) {
    let zoom = FakeZoom::start(Vec::new());
    zoom.set(|zoom| {
        zoom.users = users;
        zoom.scopes.push(USERS);
    });
    let settings = zoom.settings();
    let mut changes = vec![("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET)];
    changes.extend(settings.iter().map(|(name, value)| (*name, value.as_str())));

    (Site::with(&changes).await, zoom)
}

async fn look(site: &Site) -> Answer {
    submit(site, &[("action", "look-for-users")]).await
}

async fn say(site: &Site, action: &str, account: &str, teacher: &str) -> Answer {
    let form = [
        ("action", action),
        ("account", account),
        ("teacher", teacher),
    ];
    submit(site, &form).await
}

/// What the page proposes, each as account and teacher.
fn proposals(page: &Html) -> Vec<(String, String)> {
    let mut proposals = Vec::new();
    for form in page.all("form") {
        if form.has("input[value=confirm-user]") && !form.has("select") {
            let value = |name: &str| form.part(&format!("[name={name}]")).attribute("value");
            proposals.push((value("account"), value("teacher")));
        }
    }

    proposals
}

fn pair(account: &str, teacher: &str) -> (String, String) {
    (account.to_owned(), teacher.to_owned())
}

#[tokio::test]
async fn a_user_whose_personal_meeting_a_teacher_uses_is_proposed_and_confirmed_once() {
    let users = vec![
        alternative_host(&json!(12_345_678_901_u64)),
        user("GUEST", "Somebody", "", &json!("")),
        json!({ "email": "invited@b.example", "status": "pending" }),
    ];
    let (site, zoom) = school(users).await;
    insert(site.store(), [lesson(Page::Opened), later_lesson(2)]).await;
    deliver_input(&site, "31a").await;
    assert_ne!(session(&site, 1).await["grade"], "A");
    view(&site, "view=zoom")
        .await
        .expect_texts(&["The users of the account have not been read yet."]);

    zoom.set(|zoom| zoom.page_size = 1);
    look(&site).await.expect(303);
    let page = view(&site, "view=zoom").await;
    assert_eq!(proposals(&page), [pair(ALTERNATIVE_HOST, "ustaz1")]);
    page.expect_texts(&[
        "Ahmed at Zoom owns the personal meeting into which links were sent by Ustaz <Ahmed> & Co.",
        "Somebody is",
    ]);
    assert_ne!(
        session(&site, 1).await["grade"],
        "A",
        "a proposal changes nothing"
    );

    let answer = say(&site, "confirm-user", ALTERNATIVE_HOST, "ustaz1").await;
    assert_eq!(
        answer.expect(303).header("location"),
        format!("{PATH}?view=zoom")
    );

    assert_eq!(session(&site, 1).await["grade"], "A");
    assert_eq!(words_of_admins(&site).await, [], "it was said of no lesson");
    let page = view(&site, "view=zoom").await;
    assert_eq!(proposals(&page), []);
    page.expect_no_texts(&["Ahmed at Zoom"]);
    let hosts = view(&site, "view=hosts").await;
    hosts.expect_texts(&["ALTTEACHER200000000000", "admin1"]);

    say(&site, "withdraw-account", ALTERNATIVE_HOST, "ustaz1")
        .await
        .expect(303);
    assert_ne!(session(&site, 1).await["grade"], "A");
}

#[tokio::test]
async fn a_teacher_is_found_by_address_whatever_the_columns_of_the_school() {
    let users = vec![user("Z1", "M.", "Maryam@School.example", &json!(0))];
    let (site, _zoom) = school(users).await;
    for statement in [
        "ALTER TABLE wpos_wpdatatable_24 ADD COLUMN email VARCHAR(255)",
        "UPDATE wpos_wpdatatable_24 SET email = ' maryam@school.example' WHERE ustazid = 'ustaz2'",
    ] {
        site.store().execute_script(statement).await.unwrap();
    }

    look(&site).await.expect(303);
    let page = view(&site, "view=zoom").await;
    assert_eq!(proposals(&page), [pair("u:Z1", "ustaz2")]);
    page.expect_texts(&["has the same e-mail address as Ustaza Maryam"]);
    page.expect_no_texts(&["school.example"]);
}

#[tokio::test]
async fn what_an_admin_refused_is_not_proposed_again() {
    let (site, zoom) = school(vec![alternative_host(&json!(12_345_678_901_u64))]).await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    look(&site).await.expect(303);
    say(&site, "refuse-user", ALTERNATIVE_HOST, "ustaz1")
        .await
        .expect(303);

    for _ in 0..2 {
        site.pass(60);
        look(&site).await.expect(303);
        assert_eq!(proposals(&view(&site, "view=zoom").await), []);
    }

    // The user may be given to somebody by hand, and goes from the page with the account.
    let page = view(&site, "view=zoom").await;
    assert!(page.has("select[name=teacher] option[value=ustaz2]"));
    // An account has its owner at least, so a list of nobody makes nobody forgotten.
    zoom.set(|zoom| zoom.users.clear());
    site.pass(60);
    look(&site).await.expect(422);
    view(&site, "view=zoom")
        .await
        .expect_texts(&["Ahmed at Zoom"]);
    let mut odd = user("ODD", "Somebody", "", &json!("9".repeat(99)));
    odd["type"] = json!(99_999);
    let too_long = user(&"L".repeat(65), "Nobody", "", &json!(""));
    zoom.set(|zoom| zoom.users = vec![odd, too_long]);
    look(&site).await.expect(303);
    let page = view(&site, "view=zoom").await;
    page.expect_texts(&["Somebody is"]);
    page.expect_no_texts(&["Nobody is"]);
    view(&site, "view=zoom")
        .await
        .expect_no_texts(&["Ahmed at Zoom"]);
}

#[tokio::test]
async fn nobody_becomes_a_teacher_by_a_form_that_was_made_up() {
    let (site, _zoom) = school(vec![alternative_host(&json!(12_345_678_901_u64))]).await;
    look(&site).await.expect(303);

    for (account, teacher) in [
        ("u:STRANGER", "ustaz1"),
        (ALTERNATIVE_HOST, "nobody"),
        ("ALTTEACHER200000000000", "ustaz1"),
        ("r:ALTTEACHER200000000000", "ustaz1"),
    ] {
        let answer = say(&site, "confirm-user", account, teacher).await;
        answer
            .expect(422)
            .html()
            .expect_texts(&["Zoom does not list this user any more"]);
        say(&site, "refuse-user", account, teacher)
            .await
            .expect(422);
    }

    let form = [
        ("action", "confirm-user"),
        ("account", ALTERNATIVE_HOST),
        ("teacher", "ustaz1"),
    ];
    let teacher = site.bearer("ustaz1", "teacher").replace("Bearer ", "");
    let request = site
        .request(Method::POST, PATH)
        .header("cookie", format!("next-auth.session-token={teacher}"))
        .header("origin", site.base());
    site.send(request.form(&form)).await.expect(403);
    let known = site.as_admin(&format!("{PATH}?view=hosts")).await.html();
    known.expect_texts(&["No account has been confirmed."]);
}

#[tokio::test]
async fn an_app_without_the_scope_is_told_what_to_add_and_a_sweep_asks_nothing() {
    let (site, zoom) = school(Vec::new()).await;
    zoom.set(|zoom| zoom.scopes.retain(|scope| *scope != USERS));
    site.sweep().await.expect(200);
    assert_eq!(zoom.state().asked, [""; 0]);

    look(&site)
        .await
        .expect(422)
        .html()
        .expect_texts(&["the app lacks the scope user:read:list_users:admin"]);
}

#[tokio::test]
async fn sweeps_read_the_users_once_a_day() {
    let (site, zoom) = school(vec![alternative_host(&json!(""))]).await;
    for (seconds, times) in [(0, 1), (7200, 1), (22 * 3600, 2)] {
        site.pass(seconds);
        site.sweep().await.expect(200);
        assert_eq!(zoom.state().asked.len(), times, "{seconds}");
    }
}

#[tokio::test]
async fn the_page_says_of_each_teacher_whether_zoom_is_connected() {
    let site = Site::with(&[
        ("ZOOM_TEACHER_CLIENT_ID", "teachers-app"),
        ("ZOOM_TEACHER_CLIENT_SECRET", "hush"),
    ])
    .await;
    insert(
        site.store(),
        [lesson(Page::Opened).ended_at("2026-11-23 14:59:00", 60)],
    )
    .await;
    let page = view(&site, "view=zoom").await;
    assert_eq!(page.texts("tbody td"), ["not connected", "1", "0", "0 %"]);

    let connections = "INSERT INTO zoom_connections (teacher, zoom_user, account_id, plan, scopes, sealed_tokens,
            token_until, generation, connected_at, broken_at, broken_cause)
        VALUES ('ustaz1', 'Z1', 'A1', 1, '', 'sealed', '2026-11-23 16:00:00', 1, '2026-11-20 10:00:00', NULL, NULL),
            ('ustaz2', 'Z2', 'A2', 1, '', '', '2026-11-23 16:00:00', 1, '2026-11-20 10:00:00',
            '2026-11-22 10:00:00', 'deauthorized')";
    site.store().execute_script(connections).await.unwrap();

    let mended = "INSERT INTO zoom_list_questions (session_id, meeting_id, asked, mended_at)
        VALUES (1, '12345678901', 1, '2026-11-23 14:00:00'), (2, '12345678901', 1, '2026-11-16 14:00:00')";
    site.store().execute_script(mended).await.unwrap();

    let page = view(&site, "view=zoom").await;
    page.expect_texts(&[
        "its answers mended 1 lesson of these days",
        "connected since Fri 20 Nov 2026, 13:00",
        "broken since Sun 22 Nov 2026, 13:00: removed at Zoom. The teacher presses Connect Zoom again.",
    ]);
    page.expect_no_texts(&["sealed"]);
    view(&site, "range=7d")
        .await
        .expect_texts(&["The connection to Zoom is broken for 1 teacher"]);
}

#[tokio::test]
async fn a_user_who_stands_beside_two_teachers_is_asked_about() {
    let (site, _zoom) = school(vec![user("Z1", "Shared", "", &json!(0))]).await;
    for statement in [
        "ALTER TABLE wpos_wpdatatable_24 ADD COLUMN zoom_user_id VARCHAR(64)",
        "UPDATE wpos_wpdatatable_24 SET zoom_user_id = 'Z1' WHERE ustazid = 'ustaz1'",
    ] {
        site.store().execute_script(statement).await.unwrap();
    }
    look(&site).await.expect(303);
    view(&site, "view=zoom").await.expect_no_texts(&["Shared"]);

    let other = "INSERT INTO zoom_connections (teacher, zoom_user, account_id, scopes, sealed_tokens, token_until,
            generation, connected_at)
        VALUES ('ustaz2', 'Z1', 'A1', '', 'sealed', '2026-11-23 16:00:00', 1, '2026-11-20 10:00:00')";
    site.store().execute_script(other).await.unwrap();
    view(&site, "view=zoom").await.expect_texts(&["Shared is"]);
}
