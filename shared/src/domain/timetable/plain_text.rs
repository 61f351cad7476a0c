//! Text as people type it: spaces of all kinds, marks that cannot be seen, digits of other scripts.

use crate::domain::invisible::is_invisible;

/// Returns the text in lower case, with plain spaces and ASCII digits, without marks that cannot be seen.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !is_invisible(*c))
        .map(plain_character)
        .flat_map(char::to_lowercase)
        .collect()
}

fn plain_character(c: char) -> char {
    let digit = match c {
        '\u{0660}'..='\u{0669}' => u32::from(c) - 0x0660,
        '\u{06f0}'..='\u{06f9}' => u32::from(c) - 0x06f0,
        '\u{ff10}'..='\u{ff19}' => u32::from(c) - 0xff10,
        c if c.is_whitespace() => return ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => return '-',
        '\u{ff1a}' | '\u{2236}' => return ':',
        c => return c,
    };

    char::from_digit(digit, 10).unwrap_or(c)
}
