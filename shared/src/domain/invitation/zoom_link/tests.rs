//! Which texts are accepted as links to a Zoom meeting.

mod any_text;
mod pasted;

use super::*;

#[test]
fn links_that_zoom_makes_are_accepted() {
    for (link, meeting) in [
        ("https://zoom.us/j/12345678901?pwd=a.1", Some("12345678901")),
        ("https://us05web.zoom.us/j/123456789", Some("123456789")),
        ("HTTPS://ZOOM.US/j/1234567890#success", Some("1234567890")),
        (" https://zoom.com/j/1234567890 ", Some("1234567890")),
        ("https://zoom.com.cn/j/1234567890", Some("1234567890")),
        (
            "https://school.zoomgov.com/w/1234567890?tk=x",
            Some("1234567890"),
        ),
        ("https://app.zoom.us/wc/1234567890/join", Some("1234567890")),
        ("https://app.zoom.us/wc/join/1234567890", Some("1234567890")),
        ("https://zoom.us/my/ustaz.ahmed", None),
    ] {
        let parsed = link
            .parse::<ZoomLink>()
            .unwrap_or_else(|error| panic!("{link}: {error}"));
        assert_eq!(parsed.meeting_id(), meeting, "{link}");
    }
}

#[test]
fn everything_else_is_refused() {
    for link in [
        "",
        "zoom",
        "javascript:alert(1)",
        "http://zoom.us/j/1234567890",
        "https://evilzoom.us/j/1234567890",
        "https://zoom.us.evil.example/j/1234567890",
        "https://zoom.us@evil.example/j/1234567890",
        "https://u:p@zoom.us/j/1234567890",
        "https://zoom.us:443/j/1234567890",
        "https://zoom.us:8443/j/1234567890",
        "https:\\\\zoom.us/j/1234567890",
        "https://zoom.us\\@evil.example/j/1234567890",
        "https://zoom.us/j/12345\n67890",
        "https://evil.example/?https://zoom.us/j/1234567890",
        "//zoom.us/j/1234567890",
    ] {
        assert_eq!(
            link.parse::<ZoomLink>(),
            Err(InvalidZoomLink::NotZoom),
            "{link}"
        );
    }

    for link in [
        "https://zoom.us/",
        "https://zoom.us/j/12345678",
        "https://zoom.us/j/123456789012",
        "https://zoom.us/j/abc",
        "https://zoom.us/pricing",
        "https://zoom.us/my/",
        "https://zoom.us/j/1234567890/extra",
    ] {
        assert_eq!(
            link.parse::<ZoomLink>(),
            Err(InvalidZoomLink::NotAMeeting),
            "{link}"
        );
    }

    for link in [
        "https://zoom.us/s/1234567890?zak=x",
        "https://zoom.us/j/1234567890?zak=x",
        "https://zoom.us/wc/1234567890/start",
    ] {
        assert_eq!(
            link.parse::<ZoomLink>(),
            Err(InvalidZoomLink::StartLink),
            "{link}"
        );
    }
}

#[test]
fn the_apps_link_names_meeting_and_passcode() {
    let app = |link: &str| link.parse::<ZoomLink>().unwrap().app_link("zoommtg");
    assert_eq!(
        app("https://us05web.zoom.us/j/12345678901?pwd=a%2Bb.1&x=y#z").as_deref(),
        Some("zoommtg://us05web.zoom.us/join?action=join&confno=12345678901&pwd=a%2Bb.1")
    );

    assert_eq!(app("https://zoom.us/my/ustaz.ahmed"), None);
}

#[test]
fn the_columns_length_is_the_limit() {
    let long = format!("https://zoom.us/j/1234567890?pwd={}", "a".repeat(300));
    assert_eq!(long.parse::<ZoomLink>(), Err(InvalidZoomLink::TooLong));
    let grows = format!("https://zoom.us/j/1234567890?pwd={}", "\"".repeat(100));

    assert_eq!(grows.parse::<ZoomLink>(), Err(InvalidZoomLink::TooLong));
}

#[test]
fn characters_that_could_end_an_attribute_are_escaped() {
    let link: ZoomLink = "https://zoom.us/j/1234567890?pwd=\"><script>alert('x')</script>"
        .parse()
        .unwrap();
    assert!(
        !link.as_str().contains(['"', '<', '>', '\'']),
        "{}",
        link.as_str()
    );
}
