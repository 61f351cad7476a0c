//! Cuts off what people and programs leave around a value: spaces, line ends, quotation marks.

use crate::domain::is_invisible;

/// A value without what surrounded it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CutValue<'a> {
    /// What is left; empty if there was nothing else.
    pub(super) value: &'a str,
    /// What was cut off, in words; empty for nothing.
    pub(super) cuts: Vec<&'static str>,
}

/// Pairs of quotation marks that a shell, a file of settings or a document puts around a value.
const QUOTES: [(char, char); 5] = [
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('\u{201c}', '\u{201d}'),
    ('\u{2018}', '\u{2019}'),
];

/// Cuts off spaces, line ends, characters that nobody sees, pairs of quotation marks, and line ends that were written
/// out as `\n`.
pub(super) fn cut(raw: &str) -> CutValue<'_> {
    let mut value = raw;
    let mut cuts = Vec::new();

    loop {
        let (rest, what) = if let Some(rest) = without_spaces(value) {
            (rest, name_spaces(value, rest))
        } else if let Some(rest) = without_quotes(value) {
            (rest, "quotation marks")
        } else if let Some(rest) = without_escape(value) {
            (rest, "`\\n` in letters")
        } else {
            return CutValue { value, cuts };
        };

        value = rest;
        if !cuts.contains(&what) {
            cuts.push(what);
        }
    }
}

/// Returns the value without spaces, line ends and invisible characters at its ends, if it has any.
pub(super) fn without_spaces(value: &str) -> Option<&str> {
    let rest = value.trim_matches(is_blank);
    (rest.len() < value.len()).then_some(rest)
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || character.is_control() || is_invisible(character)
}

/// Names what stood at the ends of a value.
fn name_spaces(value: &str, rest: &str) -> &'static str {
    let start = value.find(rest).unwrap_or_default();
    let cut = [&value[..start], &value[start + rest.len()..]].concat();

    if cut.contains(['\n', '\r']) {
        "a line end"
    } else if cut.contains(|character| character != ' ' && character != '\t') {
        "invisible characters"
    } else {
        "spaces"
    }
}

/// Returns what stands between a pair of quotation marks.
pub(super) fn without_quotes(value: &str) -> Option<&str> {
    QUOTES.iter().find_map(|(open, close)| {
        let inner = value.strip_prefix(*open)?.strip_suffix(*close)?;
        // Of `"Nur" and "Huda"` they belong to the value.
        (!inner.contains([*open, *close])).then_some(inner)
    })
}

fn without_escape(value: &str) -> Option<&str> {
    value
        .strip_suffix("\\n")
        .or_else(|| value.strip_suffix("\\r"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_surrounds_a_value_is_cut_off() {
        for (raw, value, cuts) in [
            ("value", "value", &[][..]),
            ("a \"b\" c", "a \"b\" c", &[]),
            ("\"Nur\" and \"Huda\"", "\"Nur\" and \"Huda\"", &[]),
            ("value\n", "value", &["a line end"]),
            ("value\r\n", "value", &["a line end"]),
            (" value\t", "value", &["spaces"]),
            ("a b ", "a b", &["spaces"]),
            ("a\nb ", "a\nb", &["spaces"]),
            ("\u{feff}value", "value", &["invisible characters"]),
            ("\"value\"", "value", &["quotation marks"]),
            ("'value'", "value", &["quotation marks"]),
            ("\u{201c}value\u{201d}", "value", &["quotation marks"]),
            ("\"value", "\"value", &[]),
            ("\"", "\"", &[]),
            ("value\\n", "value", &["`\\n` in letters"]),
            (
                "\"value\\r\\n\"\n",
                "value",
                &["a line end", "quotation marks", "`\\n` in letters"],
            ),
            (" \n", "", &["a line end"]),
            ("\"\"", "", &["quotation marks"]),
        ] {
            let expected = CutValue {
                value,
                cuts: cuts.to_vec(),
            };
            assert_eq!(cut(raw), expected, "{raw:?}");
        }
    }
}
