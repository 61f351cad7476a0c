//! The pages of admins and teachers, as they use them: in a browser, with the keyboard, and without JavaScript.
//!
//! `TEST_AXE`, `TEST_HTML_VALIDATE` and `TEST_LIGHTHOUSE` name what judges the pages (`cargo xtask test` gets them
//! from npm).
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod connecting;
mod evidence;
mod exporting;
mod filtering;
mod hosts;
mod keyboard;
mod lighthouse;
mod living;
mod nextauth;
mod quality;
mod signing_in;
mod sweeping;
mod teaching;
mod turning;
mod without_script;

use chromiumoxide::cdp::browser_protocol::browser::BrowserContextId;
use e2e::{Chromium, Device, Lesson, Person, School, Tab, Watch};

const DASHBOARD: &str = "/admin/teacher-monitoring";

/// What the browser itself says of pages that are answered with 401, 403 or 422.
const REFUSED: &[&str] = &["the server responded with a status of 4"];

/// A school and a browser of a test's own.
pub(crate) struct Stage {
    pub(crate) school: School,
    pub(crate) chromium: Chromium,
}

/// A tab in a profile of its own, watched.
pub(crate) struct Seat {
    pub(crate) tab: Tab,
    pub(crate) watch: Watch,
    pub(crate) context: BrowserContextId,
}

impl Stage {
    /// Nothing where there is no browser.
    pub(crate) async fn set() -> Option<Self> {
        if !Chromium::is_there() {
            return None;
        }

        let (school, chromium) =
            tokio::join!(Box::pin(School::start()), Box::pin(Chromium::start(&[])));
        Some(Self {
            school: school.unwrap(),
            chromium: chromium.unwrap(),
        })
    }

    /// Opens an empty tab of nobody.
    pub(crate) async fn seat(&self) -> Seat {
        let context = self.chromium.context().await.unwrap();
        let tab = Tab::open(&self.chromium, &context, Device::Desktop, None)
            .await
            .unwrap();
        let watch = Watch::over(tab.driver()).await.unwrap();

        Seat {
            tab,
            watch,
            context,
        }
    }

    /// Opens a page in a tab of somebody who is signed in.
    pub(crate) async fn visit(&self, person: Person, path: &str) -> Seat {
        let seat = self.seat().await;
        self.school.seat(&seat.tab, person).await.unwrap();
        seat.tab.go(&self.school.url(path)).await.unwrap();

        seat.tab
            .wait_for("document.readyState === 'complete' && location.protocol === 'http:'")
            .await
            .unwrap();

        seat
    }

    /// A student opens a lesson's page, in a tab of their own.
    pub(crate) async fn join(&self, lesson: &Lesson) -> Tab {
        let context = self.chromium.context().await.unwrap();
        let tab = Tab::open(&self.chromium, &context, Device::Desktop, None)
            .await
            .unwrap();

        tab.join(&self.school.url(&lesson.path())).await.unwrap();
        tab
    }

    /// A lesson that was opened hours ago, and of which nothing was heard since.
    pub(crate) async fn silent_lesson(&self) -> Lesson {
        let lesson = self.school.lesson().await.unwrap();
        let opened_at = (e2e::now() - chrono::TimeDelta::hours(5)).format("%F %T");
        let past = format!(
            "UPDATE wpos_zoom_links SET clicked_at = '{opened_at}', last_activity_at = '{opened_at}' WHERE id = {}",
            lesson.id
        );

        self.school.execute(&past).await.unwrap();
        lesson
    }
}

/// What the list says of itself: "146 sessions".
const TOTAL: &str = "#list-title";
