//! Tokens of the school's application: with another form of the secret, and with ids that are numbers.

use reqwest::Method;
use serde_json::{Value, json};
use session_tracking::auth::SessionKey;
use session_tracking::clock::Clock;
use session_tracking::config::Secret;

use super::{COOKIE, cookie_pair, school, sign_in};
use crate::support::{Answer, SECRET, Site};

/// The application's token with these claims, of a secret as the application has it.
fn token(site: &Site, secret: &str, mut claims: Value) -> String {
    claims["exp"] = (site.clock.now().timestamp() + 3600).into();
    let key = SessionKey::derive(&Secret::new(secret));
    key.seal(&claims.to_string()).unwrap()
}

async fn list(site: &Site, token: &str) -> Answer {
    let list = site.request(Method::GET, "/api/admin/teacher-sessions");
    site.send(list.header("cookie", format!("{COOKIE}={token}")))
        .await
}

#[tokio::test]
async fn a_line_end_of_the_secret_keeps_nobody_out() {
    let line_end = format!("{SECRET}\n");
    let admin = || json!({ "id": "admin1", "role": "admin" });

    for stored in [SECRET, &line_end] {
        let site = school(&[("NEXTAUTH_SECRET", stored)]).await;
        for applications in [SECRET, &line_end] {
            list(&site, &token(&site, applications, admin()))
                .await
                .expect(200);
        }

        // What this page writes is read by a NextAuth with the same stored text.
        let pair = cookie_pair(&sign_in(&site, "admin1", "right").await.expect(303));
        let ours = pair.split_once('=').unwrap().1;
        let key = SessionKey::derive(&Secret::new(stored));
        assert!(key.open(ours, site.clock.now()).is_ok());
        list(&site, ours).await.expect(200);
    }
}

#[tokio::test]
async fn nextauths_other_name_for_the_secret_is_read_where_the_first_is_not_set() {
    let site = school(&[("NEXTAUTH_SECRET", ""), ("AUTH_SECRET", SECRET)]).await;
    let token = token(&site, SECRET, json!({ "id": "admin1", "role": "admin" }));
    list(&site, &token).await.expect(200);
}

#[tokio::test]
async fn an_id_that_is_a_number_is_that_account() {
    let site = school(&[]).await;
    let rows = "
        INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname, password) VALUES ('7', 'Ustaz Seven', NULL);
        INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (77, 'Of seven', '7077', '7')";
    site.store().execute_script(rows).await.unwrap();

    for (claims, status) in [
        (json!({ "id": 7, "sub": 7, "role": "teacher" }), 200),
        (json!({ "id": 7.5, "role": "teacher" }), 403),
        (json!({ "id": null, "sub": "7", "role": "teacher" }), 403),
        (json!({ "id": [7], "role": "teacher" }), 403),
        (json!({ "id": 7, "role": "controller" }), 403),
        (json!({ "id": 7, "role": null }), 403),
        (json!({ "id": 7, "role": ["admin"] }), 403),
    ] {
        let cookie = format!("{COOKIE}={}", token(&site, SECRET, claims.clone()));
        let page = site
            .request(Method::GET, "/teacher")
            .header("cookie", cookie);
        let answer = site.send(page).await.expect(status);
        assert_eq!(answer.text.contains("Of seven"), status == 200, "{claims}");
    }
}
