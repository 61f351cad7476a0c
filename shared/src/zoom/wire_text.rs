//! Texts in Zoom's JSON.

use serde_json::Value;

/// Reads a field as a text: Zoom writes numbers where it documents texts, and null where it knows nothing.
pub(super) fn field(object: &Value, name: &str) -> String {
    match object.get(name) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
