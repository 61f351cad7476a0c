//! Two things that a name in a meeting tells, though nobody is identified by it: that two stays have the same name, and
//! that somebody is a program which takes notes.

use super::dedupe_key::dedupe_key;

/// Digits of a key: enough to tell the people of one room apart.
const KEY_DIGITS: usize = 16;

/// Words in the names of programs that join a meeting to take notes. Their makers name them so; a school may rename
/// them, so the lack of such a word says nothing.
const ASSISTANT_WORDS: [&str; 21] = [
    "notetaker",
    "note taker",
    "notes bot",
    "note bot",
    "meeting notes",
    "meeting assistant",
    "ai assistant",
    "ai companion",
    "recorder bot",
    "otter.ai",
    "otterpilot",
    "fireflies",
    "fred from",
    "read.ai",
    "read ai",
    "fathom",
    "tl;dv",
    "meetgeek",
    "tactiq",
    "sembly",
    "avoma",
];

/// Words after a name that tell on which device somebody is.
const DEVICE_WORDS: [&str; 12] = [
    "iphone", "ipad", "phone", "android", "mobile", "tablet", "laptop", "macbook", "pc", "galaxy",
    "computer", "mac",
];

/// Names that say nothing, as apps and people fill them in.
const EMPTY_NAMES: [&str; 9] = [
    "zoom user",
    "zoom",
    "user",
    "guest",
    "participant",
    "attendee",
    "student",
    "teacher",
    "me",
];

/// Returns a key that is equal for equal names in one meeting. It is made together with the meeting's number, so that it
/// says nothing across rooms. `None`: there is no name.
#[must_use]
pub(super) fn name_key(meeting: &str, name: &str) -> Option<String> {
    let plain = plain_name(name);
    if plain.is_empty() {
        return None;
    }

    let mut key = dedupe_key(&[meeting, &plain]);
    key.truncate(KEY_DIGITS);
    Some(key)
}

/// Tells whether the name is that of a program which takes notes.
#[must_use]
pub(super) fn is_assistant_name(name: &str) -> bool {
    let name = name.to_lowercase();
    ASSISTANT_WORDS.iter().any(|words| name.contains(words))
}

/// Returns a name without case, the marks that Zoom adds in brackets, and the words for a device.
fn plain_name(name: &str) -> String {
    let name = name.to_lowercase().replace('\u{2019}', "'");
    let name = name.split('(').next().unwrap_or_default();

    let words: Vec<&str> = name
        .split_whitespace()
        .map(|word| word.strip_suffix("'s").unwrap_or(word))
        .filter(|word| !DEVICE_WORDS.contains(word) && *word != "-")
        .collect();
    let plain = words.join(" ");
    if EMPTY_NAMES.contains(&plain.as_str()) {
        return String::new();
    }

    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_device_of_one_name_has_the_same_key() {
        let key = |name| name_key("12345678901", name);
        assert_eq!(key("Teacher 1"), key("teacher 1's iPhone"));
        assert_eq!(key("Teacher 1"), key("Teacher 1 (Host)"));
        assert_eq!(key("Teacher 1"), key("Teacher 1\u{2019}s  iPad"));

        assert_ne!(key("Teacher 1"), key("Teacher 2"));
        assert_ne!(key("Teacher 1"), name_key("10987654321", "Teacher 1"));
        assert_eq!(key(" "), None);
        for empty in ["iPhone", "Zoom user", "Student's iPad"] {
            assert_eq!(key(empty), None, "{empty} is no name");
        }
    }

    #[test]
    fn programs_that_take_notes_are_known_by_their_usual_names() {
        for name in [
            "Notes bot",
            "Fireflies.ai Notetaker Teacher 1",
            "Otter.ai",
            "READ.AI meeting notes",
        ] {
            assert!(is_assistant_name(name), "{name}");
        }
        for name in ["Student 1", "Teacher 1's iPhone", "Fatima", "Reader"] {
            assert!(!is_assistant_name(name), "{name}");
        }
    }
}
