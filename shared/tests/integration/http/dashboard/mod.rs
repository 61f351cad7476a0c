//! `/admin/teacher-monitoring`: guards, figures that agree with the list, actions, status.

mod access;
mod actions;
mod days;
mod figures;
mod months;
mod system;

use reqwest::Method;

use crate::support::{Answer, Html, Site};

pub(super) const PATH: &str = "/admin/teacher-monitoring";

pub(super) async fn view(site: &Site, query: &str) -> Html {
    site.admin_page(&format!("{PATH}?{query}")).await
}

/// Sends a form from the dashboard's own page, with the cookie.
pub(super) async fn submit(site: &Site, form: &[(&str, &str)]) -> Answer {
    submit_with(site, form, ("sec-fetch-site", "same-origin")).await
}

pub(super) async fn submit_with(
    site: &Site,
    form: &[(&str, &str)],
    (name, value): (&str, &str),
) -> Answer {
    let token = site.bearer("admin1", "admin").replace("Bearer ", "");
    let request = site
        .request(Method::POST, PATH)
        .header("cookie", format!("next-auth.session-token={token}"))
        .header(name, value);

    site.send(request.form(form)).await
}

/// The figures above the list, with their titles.
fn cards(page: &Html) -> Vec<(String, String)> {
    let cards = page.all(".cards .card");
    let figure = |card: &Html| (card.part("h2").text(), value_of(card));
    cards.iter().map(figure).collect()
}

fn value_of(card: &Html) -> String {
    card.part(".value").text().replace('\u{202f}', "")
}

/// The figure under a title.
#[track_caller]
pub(super) fn figure(page: &Html, title: &str) -> String {
    let cards = cards(page);
    let found = cards.iter().find(|(name, _)| name == title);
    let (_, value) = found.unwrap_or_else(|| panic!("no card {title} in {cards:?}"));
    value.clone()
}
