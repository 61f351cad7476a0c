//! `/api/zoom/track`: the page that a student opens.

use reqwest::Method;

use crate::support::{Site, change};

const BOTS: [&str; 6] = [
    "TelegramBot (like TwitterBot)",
    "WhatsApp/2.23",
    "facebookexternalhit/1.1",
    "Slackbot-LinkExpanding 1.0",
    "Twitterbot/1.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1)",
];

#[tokio::test]
async fn previews_and_scanners_change_nothing() {
    let site = Site::start().await;
    let path = format!("/api/zoom/track?token={}", site.session().await);
    let before = site.rows().await;

    for agent in BOTS {
        for method in [Method::GET, Method::HEAD] {
            site.send(site.request(method, &path).header("user-agent", agent))
                .await
                .expect(200);
        }
    }

    assert_eq!(site.rows().await, before);
    assert_eq!(site.only_session().await["status"], "sent");
}

#[tokio::test]
async fn the_page_shows_the_link_and_runs_only_its_own_script() {
    let site = Site::start().await;
    let page = site
        .get(&format!("/api/zoom/track?token={}", site.session().await))
        .await
        .expect(200);

    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(page.header("cache-control"), "no-store");
    let policy = page.header("content-security-policy").to_owned();
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();

    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert!(
        page.text
            .contains(&format!("<script type=\"module\" nonce=\"{nonce}\">"))
    );

    assert!(
        page.text
            .contains("href=\"https://zoom.us/j/12345678901?pwd=abc.1")
    );

    for personal in ["Amina", "Ahmed", "7001"] {
        assert!(!page.text.contains(personal));
    }

    let again = site.get("/api/zoom/track?token=x").await;
    assert!(
        !again.header("content-security-policy").contains(nonce),
        "a nonce is used once"
    );
}

#[tokio::test]
async fn hostile_tokens_and_stored_links_do_not_reach_the_page_raw() {
    let site = Site::start().await;
    let token = site.session().await;

    for bad in [
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "'%20OR%201=1--",
        "",
        "ustaz1_1_1700000000000",
    ] {
        let page = site
            .get(&format!("/api/zoom/track?token={bad}"))
            .await
            .expect(404);
        assert!(!page.text.contains("alert(1)") && !page.text.contains("OR 1=1"));
    }

    site.get("/api/zoom/track").await.expect(404);
    site.get("/api/zoom/track?token=%ff").await.expect(404);

    // A row that an older system stored unchecked.
    for link in [
        "javascript:alert(1)",
        "https://zoom.us/j/1\"></a><script>alert(1)</script>",
        "https://evil.example/",
    ] {
        change(site.store(), "1 = 1", "link", Some(link)).await;

        let page = site.get(&format!("/api/zoom/track?token={token}")).await;
        assert!(
            !page.text.contains("alert(1)") && !page.text.contains("evil"),
            "{}",
            page.text
        );
    }
}

#[tokio::test]
async fn the_page_speaks_the_readers_language() {
    let site = Site::start().await;
    let path = format!("/api/zoom/track?token={}", site.session().await);

    for (accepted, query, tag, direction) in [
        ("am-ET,am;q=0.9,en;q=0.5", "", "am", "ltr"),
        ("fr, ar;q=0.8", "", "ar", "rtl"),
        ("de", "", "en", "ltr"),
        ("am", "&lang=ar", "ar", "rtl"),
        ("am", "&lang=%22%3E%3Cscript%3E", "am", "ltr"),
    ] {
        let request = site.request(Method::GET, &format!("{path}{query}"));
        let page = site
            .send(request.header("accept-language", accepted))
            .await
            .expect(200);

        assert!(
            page.text
                .contains(&format!("<html lang=\"{tag}\" dir=\"{direction}\">")),
            "{accepted}{query}"
        );

        assert_eq!(page.header("content-language"), tag);
        assert_eq!(page.header("vary"), "accept-language");
    }
}
