//! A value that must not appear in a log or an answer.

use std::fmt;

use super::cut::{cut, without_spaces};

/// A value that must not appear in a log or an answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// Returns the value itself, for the one place that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns the texts that another program may take for the same secret, this one first: with and without spaces,
    /// quotation marks and a line end around it.
    #[must_use]
    pub fn forms(&self) -> Vec<Self> {
        let bare = cut(&self.0).value;
        let trimmed = without_spaces(&self.0).unwrap_or(&self.0);
        let mut forms = vec![self.0.clone(), trimmed.to_owned(), bare.to_owned()];
        // An application that got its secret by `echo` has a line end in it.
        forms.extend(["\n", "\r\n"].map(|line_end| format!("{bare}{line_end}")));

        let mut different: Vec<Self> = Vec::new();
        for form in forms.into_iter().map(Self) {
            if !different.contains(&form) {
                different.push(form);
            }
        }

        different
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_may_be_meant_with_and_without_what_surrounds_it() {
        for (stored, expected) in [
            ("abc", &["abc", "abc\n", "abc\r\n"][..]),
            ("abc\n", &["abc\n", "abc", "abc\r\n"]),
            (
                "\"abc\\n\" ",
                &["\"abc\\n\" ", "\"abc\\n\"", "abc", "abc\n", "abc\r\n"],
            ),
        ] {
            let forms = Secret::new(stored).forms();
            let texts: Vec<&str> = forms.iter().map(Secret::expose).collect();
            assert_eq!(texts, expected, "{stored:?}");
        }
    }
}
