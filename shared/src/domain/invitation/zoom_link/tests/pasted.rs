//! Every form in which people paste a link, and what the refusals say.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::*;

/// A text, a tab, and `A` with the meeting's number (`none`: it is not named), or `R` with the reason.
const LINKS: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/data/zoom/41-links.txt"
));

/// Returns the texts with what they shall give.
fn links() -> Vec<(&'static str, &'static str)> {
    let links: Vec<_> = LINKS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once('\t').unwrap())
        .collect();
    assert_eq!(links.len(), 17);

    links
}

fn check(text: &str, expected: &str) {
    let found = ZoomLink::find_in(text);
    match expected.split(' ').collect::<Vec<_>>().as_slice() {
        ["A", "none", ..] => assert_eq!(found.unwrap().meeting_id(), None, "{text}"),
        ["A", number, ..] => {
            let link = found.unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(link.meeting_id(), Some(*number), "{text}");
        }
        ["R", "(starts", ..] => assert_eq!(found, Err(InvalidZoomLink::StartLink), "{text}"),
        ["R", "(host", ..] => assert_eq!(found, Err(InvalidZoomLink::HostPage), "{text}"),
        ["R", "(registration", ..] => {
            assert_eq!(found, Err(InvalidZoomLink::Registration), "{text}");
        }
        other => panic!("{other:?}"),
    }
}

/// Writes a link as other programs and people pass it on.
fn wrapped(link: &str) -> Vec<String> {
    let escaped = utf8_percent_encode(link, NON_ALPHANUMERIC).to_string();
    let html = link.replace('&', "&amp;");
    let without_scheme = link.trim_start_matches("https://");
    let v2 = escaped_for_proofpoint(link);

    vec![
        link.to_owned(),
        format!(" \r\n{link}\t\n"),
        format!("<{link}>"),
        format!("Zoom<{link}>."),
        format!("[Lesson]({link})"),
        format!("[{link}]({link})"),
        format!("**{link}**"),
        format!("<a href=\"{html}\" target=\"_blank\">{html}</a>"),
        format!("<a href='{html}'>Join&nbsp;now</a>"),
        format!("&lt;{html}&gt;"),
        format!("Salaam! The lesson is at 5, here: {link}. See you, 17:00!"),
        format!("({link}), please"),
        format!("\u{62f}\u{631}\u{633} \u{200f}{link}\u{60c} 5"),
        format!("{link}{link}"),
        format!(
            "https://eur01.safelinks.protection.outlook.com/?url={escaped}&data=05%7C02%7C&reserved=0"
        ),
        format!("https://www.google.com/url?q={escaped}&sa=D&source=calendar"),
        format!("https://google.com/url?q={escaped}"),
        format!("https://urldefense.proofpoint.com/v2/url?u={v2}&d=DwMFaQ&c=x&r=y"),
        format!("https://urldefense.com/v3/__{link}__;!!AbC!d_e-F$ "),
        format!("http://{without_scheme}"),
        format!("HTTPS://{without_scheme}"),
        format!("//{without_scheme}"),
        without_scheme.to_owned(),
        format!("Link:{without_scheme}"),
        format!("\u{a1}{without_scheme}!"),
        format!("\u{bf}{without_scheme}?"),
        format!("\u{2022}{without_scheme}"),
        format!("\u{2192}{without_scheme}"),
        format!("\u{1f449}{without_scheme}"),
        format!("-{without_scheme}"),
        format!("\u{62f}\u{631}\u{633}{without_scheme}"),
        format!("eur01.safelinks.protection.outlook.com/?url={escaped}&data=05%7C02%7C&reserved=0"),
        format!("www.google.com/url?q={escaped}&sa=D"),
        format!("<urldefense.proofpoint.com/v2/url?u={v2}&d=DwMFaQ&c=x>"),
        format!("Link: urldefense.com/v3/__{link}__;!!AbC!d_e-F$ "),
    ]
}

/// Proofpoint writes `_` for `/`, and `-3A` for `:` and whatever else is no letter.
fn escaped_for_proofpoint(link: &str) -> String {
    utf8_percent_encode(link, NON_ALPHANUMERIC)
        .to_string()
        .replace("%2F", "_")
        .replace("%2E", ".")
        .replace('%', "-")
}

#[test]
fn links_are_understood_in_whatever_they_are_wrapped() {
    for (text, expected) in links() {
        check(text, expected);
        if !text.starts_with("https://") {
            continue;
        }

        for pasted in wrapped(text) {
            check(&pasted, expected);
        }
    }
}

#[test]
fn wrappers_change_nothing_in_the_link() {
    let link = "https://us05web.zoom.us/j/12345678901?pwd=a-b_c%2Bd.1";
    for pasted in wrapped(link) {
        let found = ZoomLink::find_in(&pasted).unwrap();
        assert_eq!(found.as_str(), link, "{pasted}");
    }

    // Where it was copied and the telephone's number say nothing to a participant.
    let found = ZoomLink::find_in(&format!("{link}&omn=88811122233&from=addon#success"));
    assert_eq!(found.unwrap().as_str(), link);
}

#[test]
fn numbers_are_understood_as_people_write_them() {
    for text in [
        "12345678901",
        "123 4567 8901",
        "123-4567-8901",
        "123\u{a0}4567\u{a0}8901",
        "Meeting ID: 123 4567 8901\nPasscode: 000000",
        "\u{661}\u{662}\u{663} \u{664}\u{665}\u{666}\u{667} \u{668}\u{669}\u{660}\u{661}",
        "https://zoom.us/j/123-4567-8901",
        "https://zoom.us/j/123 4567 8901",
        "https://zoom.us/j/123%204567%208901",
        "zoom.us/j/123 4567 8901, at 5",
        "zoommtg://zoom.us/join?action=join&confno=12345678901",
        "+13017158592,,12345678901# One tap mobile",
    ] {
        let found = ZoomLink::find_in(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(found.as_str(), "https://zoom.us/j/12345678901", "{text}");
    }

    let spaced = ZoomLink::find_in("https://zoom.us/j/123 4567 8901?pwd=a.1").unwrap();
    assert_eq!(spaced.as_str(), "https://zoom.us/j/12345678901?pwd=a.1");
    let next = ZoomLink::find_in("https://zoom.us/j/1234567890 123 456 7890").unwrap();
    assert_eq!(next.meeting_id(), Some("1234567890"));
}

#[test]
fn refusals_say_what_was_understood_and_what_to_copy_instead() {
    for (text, words) in [
        ("", "neither such a link nor a meeting's number"),
        ("see you at 17:00", "neither such a link nor"),
        ("https://Example.com/j/12345678901", "leads to example.com,"),
        (
            "eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fmeet.example%2Fabc",
            "leads to meet.example,",
        ),
        ("https://12345678901/", "neither such a link"),
        (
            "https://school.example and https://zoom.us/s/12345678901",
            "starts the meeting",
        ),
        ("t.me/12345678901", "neither such a link"),
        ("caf\u{e9}.zoom.us/j/12345678901", "neither such a link"),
        ("https://\u{a1}zoom.us/j/12345678901", "neither such a link"),
        ("google.com/maps?q=12345678901", "neither such a link"),
        ("url.us.m.mimecastprotect.com/s/abc", "hides where"),
        ("+1 301 715 8592", "neither such a link"),
        ("a.12345678901@example.com", "neither such a link"),
        (
            "123 4567 8901 or, later, 222-333-4444",
            "(12345678901 and 2223334444)",
        ),
        (
            "https://zoom.us/j/12345678901 https://zoom.us/j/2223334444",
            "(12345678901 and 2223334444)",
        ),
        ("https://zoom.us/s/12345678901", "starts the meeting"),
        ("zoommtg://zoom.us/start?confno=12345678901", "starts the"),
        ("https://zoom.us/meeting/123456789", "Copy invitation"),
        ("https://zoom.us/webinar/123456789", "Copy invitation"),
        ("https://zoom.us/meeting/register/tZaaaa", "registration"),
        ("https://zoom.us/webinar/register/WN_a", "Zoom gives after"),
        ("https://zoom.us/pricing", "does not open a meeting"),
        ("https://url.us.m.mimecastprotect.com/s/abc", "hides where"),
        (&"a ".repeat(8001), "longer than 16,000"),
    ] {
        let problem = ZoomLink::find_in(text).unwrap_err().to_string();
        assert!(problem.contains(words), "{text}: {problem}");
        assert!(problem.contains("link") || problem.contains("invitation"));
    }
}
