//! Texts in Zoom's JSON.

use serde_json::Value;

/// Zoom's ids are not longer, nor are the columns for them.
const MAX_ID: usize = 64;

/// Reads a field as a text: Zoom writes numbers where it documents texts, and null where it knows nothing.
pub(super) fn field(object: &Value, name: &str) -> String {
    match object.get(name) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// Reads one of Zoom's ids. `None`: there is none, or one that no column of ours holds.
pub(super) fn id(object: &Value, name: &str) -> Option<String> {
    let text = field(object, name);
    let is_id = !text.is_empty() && text.len() <= MAX_ID && text.is_ascii();

    is_id.then_some(text)
}

/// Reads Zoom's type of a user: 1 is free, 2 is licensed.
pub(super) fn plan(user: &Value) -> Option<i64> {
    let number: i16 = field(user, "type").parse().ok()?;
    Some(number.into())
}
