//! Looks at the server-to-server app of `ZOOM_CLIENT_ID`: whether Zoom knows it, and what it may ask. Asks about a
//! meeting that there is not, and changes nothing.

use session_tracking::config::{Config, Problem};
use session_tracking::zoom::{
    LOG_SCOPES, MEETING_SCOPES, NEEDED_SCOPES, REPORT_SCOPES, USER_SCOPES, Uncounted, Zoom,
    ZoomApiError,
};

use crate::finding::Finding;

/// The scope of apps of the older kind, which covers all that is needed.
const CLASSIC_SCOPE: &str = "meeting:read:admin";

/// What the app need not be allowed, each by its names of today and of the older kind, and what does not happen without it.
const OPTIONAL: [([&str; 2], &str); 4] = [
    (
        USER_SCOPES,
        "nobody is proposed under Who is who, on the dashboard's page Zoom",
    ),
    (
        MEETING_SCOPES,
        "a meeting that nobody began does not show that its teacher did not come",
    ),
    (
        LOG_SCOPES,
        "events that Zoom could not deliver are not read back from its log of webhooks",
    ),
    (
        REPORT_SCOPES,
        "no report stands in where Zoom refuses lists of past meetings",
    ),
];

/// Asks Zoom, unless there is no app, or an address to ask is itself a problem.
pub(super) async fn check(problems: &[Problem], config: &Config) -> Vec<Finding> {
    let is_address = |name| ["ZOOM_API_URL", "ZOOM_OAUTH_URL"].contains(&name);
    if config.zoom_app.is_none() || problems.iter().any(|problem| is_address(problem.name)) {
        return Vec::new();
    }

    let zoom = Zoom::new(
        config.zoom_app.clone(),
        config.zoom_api_url.clone(),
        config.zoom_oauth_url.clone(),
    );
    let scopes = match zoom.scopes().await {
        Ok(scopes) => scopes,
        Err(error) => return vec![failure(&error)],
    };
    if let Some(missing) = missing_scopes(&scopes) {
        return vec![Finding::fail(
            format!("zoom: the app lacks the scopes {missing}"),
            "Add them on the app's page Scopes at marketplace.zoom.us; the next token has them. If they are not \
            offered, an administrator of the Zoom account whose role may read meetings must make the app",
        )];
    }

    let access = match zoom.as_app(&Uncounted).try_access().await {
        Ok(()) => Finding::ok("zoom: the server-to-server app may ask who was in past meetings"),
        Err(error) => failure(&error),
    };
    let optional = OPTIONAL
        .iter()
        .filter_map(|(names, without)| lacking(&scopes, *names, without, config));

    [access].into_iter().chain(optional).collect()
}

/// Says what does not happen without a scope. That is wrong only where the settings ask for it.
fn lacking(scopes: &str, names: [&str; 2], without: &str, config: &Config) -> Option<Finding> {
    if scopes
        .split_whitespace()
        .any(|scope| names.contains(&scope))
    {
        return None;
    }
    let what = format!("zoom: without the scope {}, {without}", names[0]);

    Some(if names == LOG_SCOPES && config.zoom_app_id.is_some() {
        Finding::warn(
            what,
            "ZOOM_APP_ID asks for it: add the scope on the app's page Scopes at marketplace.zoom.us, or empty ZOOM_APP_ID",
        )
    } else {
        Finding::ok(what)
    })
}

/// Returns the scopes that are missing.
fn missing_scopes(scopes: &str) -> Option<String> {
    let scopes: Vec<&str> = scopes.split_whitespace().collect();
    let missing: Vec<&str> = NEEDED_SCOPES
        .into_iter()
        .filter(|needed| !scopes.contains(needed))
        .collect();

    let is_whole = missing.is_empty() || scopes.contains(&CLASSIC_SCOPE);
    (!is_whole).then(|| missing.join(", "))
}

fn failure(error: &ZoomApiError) -> Finding {
    Finding::fail(
        format!("zoom: {error}"),
        "Then run `session-tracking validate` again. The webhook does not need this app",
    )
}
