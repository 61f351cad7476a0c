//! Who a teacher is at Zoom.

use super::client::ZoomAccess;
use super::refusal::ZoomApiError;
use crate::domain::CallWeight;
use crate::zoom::wire_text::{id, plan};

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

impl ZoomAccess<'_> {
    /// Asks who the teacher is.
    pub async fn find_own_user(&self) -> Result<OwnUser, ZoomApiError> {
        let user = self.get(CallWeight::Light, "/users/me", &[]).await?;

        Ok(OwnUser {
            id: id(&user, "id").ok_or(ZoomApiError::NotZoom(200))?,
            account: id(&user, "account_id").unwrap_or_default(),
            plan: plan(&user),
        })
    }
}
