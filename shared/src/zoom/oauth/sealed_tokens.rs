//! A teacher's tokens, as they are kept: sealed.

use serde_json::{Value, json};

use super::client::ZoomOauth;
use super::tokens::TeacherTokens;
use crate::config::Secret;
use crate::domain::TeacherId;
use crate::zoom::wire_text::field;

/// The tokens were sealed by another key: the app's secret was changed. Or they were sealed for another teacher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored tokens cannot be opened")]
pub struct UnreadableTokens;

impl ZoomOauth {
    /// Seals tokens, so that they can be opened for this teacher alone.
    #[must_use]
    pub fn seal_tokens(&self, tokens: &TeacherTokens, teacher: &TeacherId) -> Secret {
        let text = json!({ "access": tokens.access.expose(), "refresh": tokens.refresh.expose() });
        Secret::new(self.keys.tokens.seal(&text.to_string(), &teacher.0))
    }

    /// Opens what was sealed for this teacher.
    pub fn open_tokens(
        &self,
        sealed: &Secret,
        teacher: &TeacherId,
    ) -> Result<TeacherTokens, UnreadableTokens> {
        let text = self.keys.tokens.open(sealed.expose(), &teacher.0);
        let text = text.ok_or(UnreadableTokens)?;
        let fields: Value = serde_json::from_str(&text).map_err(|_| UnreadableTokens)?;

        Ok(TeacherTokens {
            access: Secret::new(field(&fields, "access")),
            refresh: Secret::new(field(&fields, "refresh")),
        })
    }
}
