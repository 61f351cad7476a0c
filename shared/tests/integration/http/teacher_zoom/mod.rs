//! A teacher's own Zoom: connecting it, classes without a link, and what breaks it.

mod connecting;
mod events;
mod meetings;
mod starting;
mod tokens;

use reqwest::Method;
use serde_json::{Value, json};
use session_tracking::domain::TeacherId;
use session_tracking::store::ZoomConnection;

use crate::support::{Answer, FakeZoom, Html, Site};

pub(crate) const TEACHER: (&str, &str) = ("ustaz1", "teacher");
pub(crate) const OTHER: (&str, &str) = ("ustaz2", "teacher");
/// ustaz1's student.
const STUDENT: &str = "1";

/// A school whose teachers connect Zoom.
pub(crate) async fn school() -> (Site, FakeZoom) {
    school_with(&[]).await
}

async fn school_with(more: &[(&str, &str)]) -> (Site, FakeZoom) {
    let zoom = FakeZoom::start(Vec::new());
    let settings = zoom.settings_for_teachers();
    let settings: Vec<(&str, &str)> = settings
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .chain(more.iter().copied())
        .collect();

    (Site::with(&settings).await, zoom)
}

async fn connected_school() -> (Site, FakeZoom) {
    let (site, zoom) = school().await;
    connect(&site, &zoom, TEACHER).await;
    (site, zoom)
}

pub(crate) async fn submit(site: &Site, who: (&str, &str), fields: &[(&str, &str)]) -> Answer {
    let request = site.request_as(who, Method::POST, "/teacher");
    site.send(request.form(fields)).await
}

async fn page(site: &Site, who: (&str, &str), path: &str) -> Html {
    let request = site.request_as(who, Method::GET, path);
    site.send(request).await.expect(200).html()
}

/// The teacher presses the button and agrees. Returns the path to which Zoom leads back.
pub(crate) async fn agree(site: &Site, zoom: &FakeZoom, who: (&str, &str)) -> String {
    let answer = submit(site, who, &[("action", "connect-zoom")]).await;
    let address = answer.expect(303).header("location").to_owned();
    assert!(address.starts_with(&zoom.url), "{address}");

    let mut back = String::new();
    zoom.set(|zoom| back = zoom.user.authorize(&address));
    let path = back
        .strip_prefix(site.base())
        .expect("the school's own address");
    path.to_owned()
}

/// Zoom leads the browser back. Returns what the page then says of it.
pub(crate) async fn come_back(site: &Site, who: (&str, &str), path: &str) -> String {
    let request = site.request_as(who, Method::GET, path);
    let answer = site.send(request).await.expect(303);
    assert_eq!(answer.header("cache-control"), "no-store");
    let location = answer.header("location");
    let (page_path, outcome) = location.split_once("?zoom=").unwrap();
    assert_eq!(page_path, "/teacher");

    outcome.to_owned()
}

pub(crate) async fn connect(site: &Site, zoom: &FakeZoom, who: (&str, &str)) {
    let path = agree(site, zoom, who).await;
    assert_eq!(come_back(site, who, &path).await, "connected");
}

pub(crate) async fn connection(site: &Site, teacher: &str) -> Option<ZoomConnection> {
    let teacher = TeacherId(teacher.to_owned());
    site.store().find_zoom_connection(&teacher).await.unwrap()
}

/// A program of ustaz1's asks for a class without a link.
async fn begin(site: &Site, body: &Value) -> Answer {
    let path = format!("/api/teachers/students/{STUDENT}/zoom");
    let request = site.request_as(TEACHER, Method::POST, &path);
    site.send(request.json(body)).await
}

pub(crate) async fn begin_class(site: &Site) -> Answer {
    begin(site, &json!({})).await
}

async fn sessions(site: &Site) -> i64 {
    let sql = "SELECT COUNT(*) FROM wpos_zoom_links";
    site.store().read_number(sql).await.unwrap()
}
