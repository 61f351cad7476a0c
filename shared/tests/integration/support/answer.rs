//! What an endpoint answered.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::Html;

/// An answer with its body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn html(&self) -> Html {
        Html::of(&self.text)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        if self.status.is_client_error() || self.status.is_server_error() {
            for internal in [
                "sqlx", "SELECT", "UPDATE", "wpos_", "panicked", "serde", "line 1",
            ] {
                assert!(!self.text.contains(internal), "{internal} in {}", self.text);
            }
        }

        self
    }

    /// Asserts that this is a page that leads on to `path`.
    #[track_caller]
    pub(crate) fn expect_way_on(&self, path: &str) {
        let link = self.html().part("main a.button");
        assert_eq!(link.text(), "Go on", "{}", self.text);
        assert_eq!(link.attribute("href"), path, "{}", self.text);
    }
}
