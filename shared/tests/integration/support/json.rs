//! Inline snapshots of the fields that a test is about.

use serde_json::Value;

/// Compares the fields of an answer that the snapshot names; others are another test's. A context after it names
/// the case of a loop.
macro_rules! expect_json {
    ($value:expr, @$snapshot:literal) => {
        expect_json!($value, @$snapshot, "")
    };
    ($value:expr, @$snapshot:literal, $($context:tt)+) => {{
        let value = &$value;
        let description = format!("{}\n{value:#}", format_args!($($context)+));
        let fields = $crate::support::fields_of(value, $snapshot);

        insta::with_settings!({ description => description }, {
            insta::allow_duplicates! {
                insta::assert_snapshot!(fields, @$snapshot);
            }
        });
    }};
}

pub(crate) use expect_json;

/// The fields that a snapshot names: in the snapshot's own layout where they are equal to it.
pub(crate) fn fields_of(value: &Value, snapshot: &str) -> String {
    let expected: Value = serde_json::from_str(snapshot).expect("a snapshot is JSON");
    let fields = select(value, &expected);

    if fields == expected {
        without_indentation(snapshot)
    } else {
        format!("{fields:#}")
    }
}

/// Keeps of an object what the other one names, of a list what it names of each element.
fn select(value: &Value, named: &Value) -> Value {
    match (value, named) {
        (Value::Object(fields), Value::Object(named)) => {
            let fields = named.iter().filter_map(|(name, named)| {
                let value = fields.get(name)?;
                Some((name.clone(), select(value, named)))
            });
            fields.collect()
        }
        (Value::Array(values), Value::Array(named)) if values.len() == named.len() => {
            let pairs = values.iter().zip(named);
            pairs.map(|(value, named)| select(value, named)).collect()
        }
        _ => value.clone(),
    }
}

/// The lines of a snapshot as `insta` reads them.
fn without_indentation(snapshot: &str) -> String {
    let snapshot = snapshot.trim_end().trim_start_matches('\n');
    let width = |line: &str| line.len() - line.trim_start().len();
    let indentation = snapshot.lines().map(width).min().unwrap_or(0);
    let lines: Vec<&str> = snapshot.lines().map(|line| &line[indentation..]).collect();

    lines.join("\n")
}
