//! The users of the school's account.

use serde_json::Value;

use super::client::ZoomAccess;
use super::pages::Listing;
use super::refusal::ZoomApiError;
use crate::domain::AccountUser;
use crate::domain::CallWeight;
use crate::zoom::wire_text::{field, id, plan};

/// The scopes of which one allows the list; the second is that of apps of the older kind.
pub const USER_SCOPES: [&str; 2] = ["user:read:list_users:admin", "user:read:admin"];
/// The most rows that Zoom gives at once.
const PAGE_SIZE: &str = "2000";
/// A meeting's number has no more digits than this, nor has the column.
const MAX_DIGITS: usize = 32;

impl ZoomAccess<'_> {
    /// Lists the active users of the account. There is always one, its owner: an empty list is no answer, and must not make
    /// anybody forget the users.
    pub async fn list_users(&self) -> Result<Vec<AccountUser>, ZoomApiError> {
        let rows = self
            .list(&Listing {
                weight: CallWeight::Medium,
                path: "/users",
                query: &[("page_size", PAGE_SIZE), ("status", "active")],
                rows: "users",
            })
            .await?;

        let mut users: Vec<AccountUser> = rows.iter().filter_map(read_user).collect();
        if users.is_empty() {
            return Err(ZoomApiError::NotZoom(200));
        }

        users.sort_by(|one, other| one.id.cmp(&other.id));
        users.dedup_by(|one, other| one.id == other.id);

        Ok(users)
    }
}

/// Reads a row. `None`: who has not accepted the invitation yet has no id.
fn read_user(row: &Value) -> Option<AccountUser> {
    let id = id(row, "id")?;
    let text = |name| Some(field(row, name)).filter(|text| !text.is_empty());
    let full_name = format!("{} {}", field(row, "first_name"), field(row, "last_name"));
    let full_name = Some(full_name.trim().to_owned()).filter(|name| !name.is_empty());
    let is_number = |text: &String| {
        text.len() <= MAX_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) && text != "0"
    };

    Some(AccountUser {
        id,
        name: text("display_name").or(full_name).unwrap_or_default(),
        address: text("email"),
        plan: plan(row),
        personal_meeting: text("pmi").filter(is_number),
    })
}
