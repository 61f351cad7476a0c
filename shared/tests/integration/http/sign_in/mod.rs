//! `/sign-in` and `/sign-out`: who gets in, with what, and where to.

mod cookies;
mod forms;
mod limits;
mod page;
mod passwords;
mod rivals;
mod tokens;

use reqwest::{Method, RequestBuilder};

use crate::support::{Answer, Site};

/// bcryptjs's hash of "right", of the least cost.
const RIGHT: &str = "$2b$04$T8HJxJzSUbIWcIuXzlzjwuLx7lUQl8M8BbwlyuceOpu1b0YPfd71C";

const COOKIE: &str = "next-auth.session-token";

/// A school whose admin1 and ustaz1 have the password "right".
async fn school(settings: &[(&str, &str)]) -> Site {
    let site = Site::with(settings).await;
    let rows = format!(
        "UPDATE admin SET passcode = '{RIGHT}' WHERE id = 'admin1';
         UPDATE wpos_wpdatatable_24 SET password = '{RIGHT}' WHERE ustazid = 'ustaz1'"
    );

    site.store().execute_script(&rows).await.unwrap();
    site
}

fn form(site: &Site, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
    let request = site
        .request(Method::POST, path)
        .header("sec-fetch-site", "same-origin");
    request.form(fields)
}

async fn sign_in(site: &Site, username: &str, password: &str) -> Answer {
    let fields = [("username", username), ("password", password), ("next", "")];
    site.send(form(site, "/sign-in", &fields)).await
}

fn cookies(answer: &Answer) -> Vec<&str> {
    answer
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().unwrap())
        .collect()
}

/// The one cookie that was set, as a browser sends it back.
fn cookie_pair(answer: &Answer) -> String {
    let [cookie] = cookies(answer)[..] else {
        panic!("{answer:?}")
    };
    cookie.split(';').next().unwrap().to_owned()
}
