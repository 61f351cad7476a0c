//! Meeting numbers as people write them: `123 4567 8901`, `123-456-7890`, `12345678901`.

use super::address::is_meeting_number;

/// Returns the meeting numbers of a text without links, each once.
pub(super) fn find_numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for run in runs_of_digits(text) {
        if let Some(number) = meeting_number(&run)
            && !found.contains(&number)
        {
            found.push(number);
        }
    }

    found
}

/// Reads the number with which a run begins; a passcode may follow it.
fn meeting_number(groups: &[String]) -> Option<String> {
    let first = groups.first()?;
    let is_divided_by_zoom = matches!(lengths(groups).as_slice(), [3, 3 | 4, 3 | 4, ..]);

    let number = if is_divided_by_zoom {
        groups[..3].concat()
    } else {
        first.clone()
    };

    // A number with a leading zero is a telephone's.
    (is_meeting_number(&number) && !number.starts_with('0')).then_some(number)
}

fn lengths(groups: &[String]) -> Vec<usize> {
    groups.iter().map(String::len).collect()
}

/// Splits a text into runs of digits that one character divides at most: 123 4567 8901, 123-456-789.
fn runs_of_digits(text: &str) -> Vec<Vec<String>> {
    let chars: Vec<char> = text.chars().collect();
    let mut runs: Vec<Vec<String>> = Vec::new();
    let mut at = 0;
    let mut end_of_last = None;

    while at < chars.len() {
        let length = chars[at..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count();
        if length == 0 {
            at += 1;
            continue;
        }

        let digits = chars[at..at + length].iter().collect();
        let before = at.checked_sub(1).map(|before| chars[before]);
        let goes_on = end_of_last.is_some_and(|end| end + 1 == at) && before.is_some_and(divides);
        // What stands in a word, an address of the web or of mail, or an international telephone number is no number of its own.
        let after = chars.get(at + length);
        let is_part = before
            .is_some_and(|c| c.is_alphabetic() || matches!(c, '+' | '@' | '.' | '/' | '=' | '_'))
            || after.is_some_and(|c| c.is_alphabetic() || *c == '@');

        match runs.last_mut() {
            Some(run) if goes_on => run.push(digits),
            // An empty first group makes the whole run no meeting's number.
            _ if is_part => runs.push(vec![String::new(), digits]),
            _ => runs.push(vec![digits]),
        }

        at += length;
        end_of_last = Some(at);
    }

    runs
}

/// Tells whether people divide a number by this character.
pub(super) fn divides(c: char) -> bool {
    matches!(
        c,
        ' ' | '-' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{2010}'..='\u{2014}'
    )
}
