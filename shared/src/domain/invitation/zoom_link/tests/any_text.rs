//! Whatever is pasted, a link that is kept leads to Zoom.

use proptest::prelude::*;

use super::*;

/// What somebody puts together who wants a link that only looks like Zoom's, and what breaks a reader.
const PIECES: [&str; 44] = [
    "https://",
    "http://",
    "HTTPS://",
    "https:\\\\",
    "https:",
    "//",
    "zoommtg://",
    "zoomus://",
    "javascript:",
    "zoom.us",
    "ZOOM.US",
    "us05web.zoom.us",
    "zoom.com",
    "zoomgov.com",
    "evil-zoom.us",
    "evilzoom.us",
    "zoom.us.evil.example",
    "zoom.us@evil.example",
    "evil.example",
    "zoom\u{ff0e}us",
    "z\u{43e}om.us",
    "zoom.us%2eevil.example",
    "u:p@",
    "@",
    ":443",
    ":8443",
    ".",
    "/",
    "\\",
    "/j/12345678901",
    "/j/123 4567 8901",
    "/join?confno=12345678901",
    "/my/name",
    "?pwd=a.1",
    "&pwd=\"><script>",
    "#",
    "\0",
    "\r\n",
    " ",
    "\u{202e}",
    "\u{e9}\u{4e2d}",
    "https://www.google.com/url?q=",
    "https://urldefense.com/v3/__https://zoom.us/j/12345678901*",
    "__;L0BldmlsLmV4YW1wbGU!!",
];

fn adversarial() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES.as_slice()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];

    prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

/// A link to Zoom with any piece before, within and behind it, so that many are kept.
fn nearly_a_link() -> impl Strategy<Value = String> {
    let piece = || prop::sample::select(PIECES.as_slice());
    (piece(), piece(), piece()).prop_map(|(before, within, behind)| {
        format!("{before}https://zoom.us/j/12345678901{within}?pwd=a.1{behind}")
    })
}

/// Checks the kept text without the parser that made it: a browser must find nothing else in it.
fn leads_to_zoom(link: &ZoomLink) -> bool {
    let text = link.as_str();
    let Some((host, path)) = text
        .strip_prefix("https://")
        .and_then(|rest| rest.split_once('/'))
    else {
        return false;
    };
    let is_zoom = ["zoom.us", "zoom.com", "zoom.com.cn", "zoomgov.com"]
        .iter()
        .any(|zoom| host == *zoom || host.ends_with(&format!(".{zoom}")));
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());

    // With these in front a host would not be what it ends with.
    let is_host = !host.contains(['@', ':', '\\', '%', '?', '#']);
    is_zoom && is_host && is_plain && !path.is_empty() && text.len() <= 255
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_kept_link_leads_to_zoom(text in prop_oneof![adversarial(), nearly_a_link(), any::<String>()]) {
        if let Ok(link) = ZoomLink::find_in(&text) {
            prop_assert!(leads_to_zoom(&link), "{text:?}: {}", link.as_str());
            // What is kept is read again from the store, and may be pasted again.
            let again: ZoomLink = link.as_str().parse().unwrap();
            prop_assert!(again == link);
            let pasted = ZoomLink::find_in(link.as_str()).unwrap();
            prop_assert_eq!(pasted.meeting_id(), link.meeting_id());
        }
    }
}

#[test]
fn hosts_that_only_look_like_zooms_are_refused() {
    for host in [
        "zoom.us@evil.example",
        "u:p@zoom.us",
        "zoom.us:8443",
        "evil-zoom.us",
        "evilzoom.us",
        "zoom.us.evil.example",
        "zoom.us\\@evil.example",
        "zoom.us%2eevil.example",
        "z\u{43e}om.us",
        "evil.example/zoom.us",
        "evil.example/?x=https://zoom.us",
    ] {
        for scheme in ["https://", "http://", ""] {
            let text = format!("{scheme}{host}/j/12345678901");
            // Without a scheme, the link that follows is what was pasted.
            if scheme.is_empty() && host.contains("://") {
                continue;
            }

            let refused = ZoomLink::find_in(&text).unwrap_err();
            assert!(
                matches!(
                    refused,
                    InvalidZoomLink::NotZoom | InvalidZoomLink::OtherHost(_)
                ),
                "{text}: {refused}"
            );
        }
    }
}
