//! Lists that Zoom gives page by page.

use std::collections::BTreeSet;

use serde_json::Value;

use super::client::ZoomAccess;
use super::refusal::ZoomApiError;
use crate::domain::CallWeight;
use crate::zoom::wire_text::field;

/// A list of Zoom's.
pub(super) struct Listing<'a> {
    /// What each page weighs.
    pub(super) weight: CallWeight,
    pub(super) path: &'a str,
    /// What is asked besides the page.
    pub(super) query: &'a [(&'a str, &'a str)],
    /// The name of the rows in an answer.
    pub(super) rows: &'a str,
}

/// More pages than the list of any meeting or account has.
const MAX_PAGES: usize = 100;
/// A page token lives for 15 minutes. Whoever is slower than that twice in a row will not get through.
const BEGINNINGS: u32 = 3;
/// Zoom's code for a page token that is over, among other wrong parameters.
const EXPIRED: i64 = 300;

impl ZoomAccess<'_> {
    /// Reads all pages. A row may come twice.
    pub(super) async fn list(&self, listing: &Listing<'_>) -> Result<Vec<Value>, ZoomApiError> {
        for _ in 0..BEGINNINGS {
            if let Some(rows) = self.read_pages(listing).await? {
                return Ok(rows);
            }
        }

        Err(ZoomApiError::Refused {
            status: 400,
            code: Some(EXPIRED),
        })
    }

    /// Reads all pages. `None`: the page token is over, so begin again.
    async fn read_pages(&self, listing: &Listing<'_>) -> Result<Option<Vec<Value>>, ZoomApiError> {
        let mut rows = Vec::new();
        let mut tokens = BTreeSet::new();
        let mut token = String::new();

        loop {
            let mut query = listing.query.to_vec();
            if !token.is_empty() {
                query.push(("next_page_token", &token));
            }
            let page = match self.get(listing.weight, listing.path, &query).await {
                Err(ZoomApiError::Refused {
                    code: Some(EXPIRED),
                    ..
                }) if !token.is_empty() => return Ok(None),
                page => page?,
            };

            let listed = page.get(listing.rows).and_then(Value::as_array);
            rows.extend_from_slice(listed.ok_or(ZoomApiError::NotZoom(200))?);

            token = field(&page, "next_page_token");
            if token.is_empty() {
                return Ok(Some(rows));
            }
            if !tokens.insert(token.clone()) || tokens.len() == MAX_PAGES {
                // Its pages lead in a circle, or never end.
                return Err(ZoomApiError::NotZoom(200));
            }
        }
    }
}
