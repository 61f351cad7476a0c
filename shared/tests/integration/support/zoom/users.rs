//! The users of the account.

use serde_json::json;

use super::server::ZoomServer;
use super::wire::{ZoomAnswer, refusal, value};

impl ZoomServer {
    pub(super) fn users(&self, query: &str) -> ZoomAnswer {
        let is_allowed = ["user:read:list_users:admin", "user:read:admin"]
            .iter()
            .any(|scope| self.scopes.contains(scope));
        if !is_allowed {
            let message =
                "Invalid access token, does not contain scopes:[user:read:list_users:admin].";
            return refusal(self.scope_status, 4711, message);
        }

        let token = value(query, "next_page_token");
        let first: usize = token
            .strip_prefix("page-")
            .map_or(0, |text| text.parse().unwrap());
        let listed: Vec<_> = self.users.iter().skip(first).take(self.page_size).collect();
        let next = first + listed.len();
        let next_page_token = if next < self.users.len() {
            format!("page-{next}")
        } else {
            String::new()
        };

        ZoomAnswer::Json(
            200,
            json!({ "users": listed, "next_page_token": next_page_token }),
        )
    }
}
