//! Tabs in which somebody is signed in.

use anyhow::Result;
use chromiumoxide::cdp::browser_protocol::network::SetCookieParams;

use crate::{Person, School, Tab};

impl School {
    /// Returns the cookie of somebody who is signed in.
    pub fn cookie(&self, person: Person) -> Result<(&'static str, String)> {
        Ok((
            "next-auth.session-token",
            self.token(person.id, person.role)?,
        ))
    }

    /// Signs somebody in in a tab, and all others of its profile, without the form.
    pub async fn seat(&self, tab: &Tab, person: Person) -> Result<()> {
        let (name, value) = self.cookie(person)?;
        let cookie = SetCookieParams::builder()
            .name(name)
            .value(value)
            .url(self.url("/"))
            .http_only(true);

        tab.driver()
            .execute(cookie.build().map_err(anyhow::Error::msg)?)
            .await?;

        Ok(())
    }
}
