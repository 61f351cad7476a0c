//! Whether Zoom's events arrive: the webhook and its subscription.

use chrono::TimeDelta;
use session_tracking::clock::{Clock, SystemClock, rfc3339};
use session_tracking::config::Config;
use session_tracking::store::{Silence, SilentAccount, Store, StoreError, ZoomHeard};

use crate::finding::Finding;

/// Lessons of this time show that events were to be heard.
const LOOKED_BACK: TimeDelta = TimeDelta::days(30);

/// Looks at what was heard lately. Sends nothing.
pub(super) async fn check(store: &Store, config: &Config) -> Result<Vec<Finding>, StoreError> {
    if config.webhook_secrets().is_empty() {
        return Ok(vec![Finding::ok(
            "zoom events: not taken (no ZOOM_WEBHOOK_SECRET_TOKEN), so minutes rest on pages and teachers",
        )]);
    }

    let now = SystemClock.now();
    let silent = store.list_silent_accounts(now).await?;
    if !silent.is_empty() {
        return Ok(silent
            .iter()
            .map(|account| silence(account, config))
            .collect());
    }

    let heard = store.find_zoom_heard().await?;
    let has_lessons = !store.list_zoom_shares(now - LOOKED_BACK).await?.is_empty();
    Ok(vec![heard_finding(heard, has_lessons, config)])
}

fn heard_finding(heard: ZoomHeard, has_lessons: bool, config: &Config) -> Finding {
    let Some(at) = heard.last_event_at else {
        return if has_lessons {
            Finding::warn(
                "zoom events: none of a lesson was ever heard",
                subscription(config),
            )
        } else {
            Finding::ok("zoom events: none yet, and no lesson of the last month either")
        };
    };
    let accounts = match heard.accounts {
        1 => "1 account".to_owned(),
        accounts => format!("{accounts} accounts"),
    };

    Finding::ok(format!(
        "zoom events: last heard {}, from {accounts} in all",
        rfc3339(at)
    ))
}

fn silence(silent: &SilentAccount, config: &Config) -> Finding {
    let SilentAccount {
        account,
        lessons,
        last_event_at,
        ..
    } = silent;
    let last = rfc3339(*last_event_at);

    match silent.silence {
        Silence::Complete => Finding::warn(
            format!(
                "zoom events: account {account} told nothing of {lessons} lessons of the last day (last heard {last})"
            ),
            subscription(config),
        ),
        Silence::OnlyStartsAndEnds => Finding::warn(
            format!(
                "zoom events: account {account} told of the start and end of {lessons} meetings, and of nobody in them"
            ),
            "On the app's page Scopes add meeting:read:participant:admin, and on its page Features, Event Subscriptions, \
             the events Participant/Host joined meeting and Participant/Host left meeting; then activate it again",
        ),
    }
}

/// What to look at in Zoom's console.
fn subscription(config: &Config) -> String {
    format!(
        "At marketplace.zoom.us, Manage, the app's page Features, Event Subscriptions: it must be on, the endpoint \
         {} validated, with the events Start Meeting, End Meeting, Participant/Host joined meeting and \
         Participant/Host left meeting; Zoom switches it off after six failed checks in a row",
        config.public_base_url.join("/api/zoom/webhook")
    )
}
