//! Decides by an answer of the Bot API what happens to the message.

use std::time::Duration;

use serde_json::Value;

use crate::domain::Cause;

/// The next step.
#[derive(Debug, PartialEq)]
pub(super) enum Reply {
    Done,
    /// Trying again cannot help.
    Never(Cause),
    /// Trying again may help; `pause` where Telegram names one.
    Later {
        pause: Option<Duration>,
        cause: Cause,
    },
    /// The chat has another id now.
    Moved(Value),
}

impl Reply {
    pub(super) fn read(status: u16, body: &Value) -> Self {
        let description = body["description"]
            .as_str()
            .unwrap_or_default()
            .to_lowercase();
        let new_chat = &body["parameters"]["migrate_to_chat_id"];

        match status {
            200 if body["ok"] == Value::Bool(true) => Self::Done,
            400 if !new_chat.is_null() => Self::Moved(new_chat.clone()),
            // No field of the answer names this cause; only its text does.
            400 if description.contains("chat not found") => Self::Never(Cause::ChatNotFound),
            // The token is part of the path, so a wrong one may also give 404.
            401 | 404 => Self::Never(Cause::BadToken),
            403 => Self::Never(Cause::Blocked),
            429 => {
                let pause = body["parameters"]["retry_after"]
                    .as_u64()
                    .map(Duration::from_secs);
                Self::Later {
                    pause,
                    cause: Cause::Unreachable,
                }
            }
            500.. => Self::Later {
                pause: None,
                cause: Cause::Unreachable,
            },
            _ => {
                tracing::warn!(status, description, "Telegram refused a message");
                Self::Never(Cause::Unknown)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_answer_has_its_cause() {
        let refused = |status, description: &str| {
            Reply::read(status, &json!({"ok": false, "description": description}))
        };

        assert_eq!(Reply::read(200, &json!({"ok": true})), Reply::Done);
        assert_eq!(
            refused(400, "Bad Request: chat not found"),
            Reply::Never(Cause::ChatNotFound)
        );

        assert_eq!(
            refused(400, "Bad Request: wrong HTTP URL"),
            Reply::Never(Cause::Unknown)
        );

        assert_eq!(refused(401, "Unauthorized"), Reply::Never(Cause::BadToken));
        assert_eq!(refused(404, "Not Found"), Reply::Never(Cause::BadToken));

        assert_eq!(
            refused(403, "Forbidden: bot was blocked by the user"),
            Reply::Never(Cause::Blocked)
        );

        let later = |pause| Reply::Later {
            pause,
            cause: Cause::Unreachable,
        };

        assert_eq!(refused(502, "Bad Gateway"), later(None));
        let slow = json!({"ok": false, "parameters": {"retry_after": 3}});
        assert_eq!(Reply::read(429, &slow), later(Some(Duration::from_secs(3))));
        let moved = json!({"ok": false, "parameters": {"migrate_to_chat_id": -100_123}});

        assert_eq!(Reply::read(400, &moved), Reply::Moved(json!(-100_123)));
    }
}
