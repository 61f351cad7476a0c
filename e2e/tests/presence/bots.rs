//! Link previews and scanners.

use e2e::School;
use reqwest::Method;

const AGENTS: [&str; 6] = [
    "TelegramBot (like TwitterBot)",
    "WhatsApp/2.23.20.0 A",
    "facebookexternalhit/1.1",
    "Twitterbot/1.0",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
];

/// No request of a bot opens a session.
pub(crate) async fn change_nothing(school: &School) {
    let lesson = school.lesson().await.unwrap();
    let before = school.record(&lesson).await.unwrap();

    for agent in AGENTS {
        for method in [Method::GET, Method::HEAD] {
            let request = school
                .request(method, &lesson.path())
                .header("user-agent", agent);
            assert_eq!(request.send().await.unwrap().status(), 200);
        }
    }

    assert_eq!(
        school.record(&lesson).await.unwrap()["session"],
        before["session"]
    );

    assert_eq!(before["session"]["status"], "sent");
}
