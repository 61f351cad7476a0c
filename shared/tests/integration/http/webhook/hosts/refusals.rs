//! What nobody can confirm.

use reqwest::Method;

use super::{offers, say, words_of_admins};
use crate::http::dashboard::{PATH, submit, submit_with};
use crate::http::webhook::cases::{Page, lesson};
use crate::http::webhook::claims::{ALTERNATIVE_HOST, deliver_input};
use crate::http::webhook::school;
use crate::support::insert;

#[tokio::test]
async fn only_an_account_of_the_meeting_and_a_teacher_of_it_can_be_confirmed() {
    let site = school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    deliver_input(&site, "31a").await;

    for (account, teacher) in [("u:SOMEBODY", "ustaz1"), (ALTERNATIVE_HOST, "ustaz2")] {
        let refused = say(&site, "confirm-account", account, teacher).await;
        let page = refused.expect(422).html();
        page.part("[role=alert]")
            .expect_texts(&["This account was not in the meeting"]);
        assert_eq!(offers(&page).len(), 1, "the form is there again");
    }

    for (account, teacher) in [("", "ustaz1"), (ALTERNATIVE_HOST, "")] {
        say(&site, "confirm-account", account, teacher)
            .await
            .expect(400);
    }
    let unknown = [
        ("action", "confirm-account"),
        ("session", "99"),
        ("account", ALTERNATIVE_HOST),
        ("teacher", "ustaz1"),
    ];
    submit(&site, &unknown).await.expect(404);

    assert_eq!(words_of_admins(&site).await, []);
    let known = "SELECT COUNT(*) FROM zoom_known_people";
    assert_eq!(site.store().read_number(known).await.unwrap(), 0);
}

#[tokio::test]
async fn only_an_admin_on_our_own_pages_confirms_an_account() {
    let site = school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    deliver_input(&site, "31a").await;
    let form = [
        ("action", "confirm-account"),
        ("session", "1"),
        ("account", ALTERNATIVE_HOST),
        ("teacher", "ustaz1"),
    ];

    submit_with(&site, &form, ("sec-fetch-site", "cross-site"))
        .await
        .expect(403);
    let teacher = site
        .request_as(("ustaz1", "teacher"), Method::POST, PATH)
        .form(&form);
    site.send(teacher).await.expect(403);
    let page = site.request_as(
        ("ustaz1", "teacher"),
        Method::GET,
        "/admin/teacher-monitoring?view=hosts",
    );
    site.send(page).await.expect(403);

    site.store()
        .execute_script("UPDATE admin SET role = 'controller'")
        .await
        .unwrap();
    submit(&site, &form).await.expect(403);
    let known = "SELECT COUNT(*) FROM zoom_known_people";
    assert_eq!(site.store().read_number(known).await.unwrap(), 0);
}
