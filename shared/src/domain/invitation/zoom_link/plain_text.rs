//! Makes plain text of what programs, keyboards and people put into it.

use super::address::is_meeting_number;
use super::meeting_number::divides;

/// Returns a text with plain characters in the place of those that HTML, Arabic keyboards and text programs put there.
pub(super) fn readable(text: &str) -> String {
    let text: String = text.chars().filter_map(plain_character).collect();
    let escapes = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
    ];
    let text = escapes.iter().fold(text, |text, (escape, character)| {
        text.replace(escape, character)
    });

    with_whole_numbers(&text.replace("&amp;", "&"))
}

/// `None`: the character is invisible.
fn plain_character(c: char) -> Option<char> {
    match c {
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => None,
        // Digits of Arabic and Persian, and wide ones.
        '\u{660}'..='\u{669}' => digit(c, 0x660),
        '\u{6f0}'..='\u{6f9}' => digit(c, 0x6f0),
        '\u{ff10}'..='\u{ff19}' => digit(c, 0xff10),
        c => Some(c),
    }
}

fn digit(c: char, zero: u32) -> Option<char> {
    char::from_digit(u32::from(c) - zero, 10)
}

/// Writes `/j/123 4567 8901` as `/j/12345678901`: elsewhere a space ends a link.
fn with_whole_numbers(text: &str) -> String {
    let mut parts = text.split("/j/");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        whole.push_str("/j/");
        match number_in_groups(part) {
            Some((number, after)) => {
                whole.push_str(&number);
                whole.push_str(after);
            }
            None => whole.push_str(part),
        }
    }

    whole
}

/// Reads the number with which a text begins, in the three groups in which Zoom shows it, and returns what follows it.
fn number_in_groups(text: &str) -> Option<(String, &str)> {
    let (first, text) = group(text)?;
    let (second, text) = group(text.strip_prefix(divides)?)?;
    let (third, text) = group(text.strip_prefix(divides)?)?;

    let number = [first, second, third].concat();
    let is_divided_by_zoom = first.len() == 3 && is_meeting_number(&number);
    is_divided_by_zoom.then_some((number, text))
}

/// Splits a text behind its three or four first digits.
fn group(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    (3..=4).contains(&end).then(|| text.split_at(end))
}
