//! Who a teacher is at Zoom.

use super::client::ZoomAccess;
use super::refusal::ZoomApiError;
use crate::domain::CallWeight;
use crate::zoom::wire_text::field;

/// The user in whose name Zoom is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnUser {
    /// Zoom's id.
    pub id: String,
    /// The account that the user belongs to; empty: Zoom did not say.
    pub account: String,
    /// Zoom's type of the user: 1 is free, 2 is licensed.
    pub plan: Option<i64>,
}

/// The columns for Zoom's ids are not longer.
const MAX_ID: usize = 64;

impl ZoomAccess<'_> {
    /// Asks who the teacher is.
    pub async fn find_own_user(&self) -> Result<OwnUser, ZoomApiError> {
        let user = self.get(CallWeight::Light, "/users/me", &[]).await?;
        let id = field(&user, "id");
        let account = field(&user, "account_id");
        if id.is_empty() || id.len() > MAX_ID || account.len() > MAX_ID {
            return Err(ZoomApiError::NotZoom(200));
        }

        Ok(OwnUser {
            id,
            account,
            plan: field(&user, "type").parse().ok(),
        })
    }
}
