//! Looks at the server-to-server app of `ZOOM_CLIENT_ID`: whether Zoom knows it, and what it may ask. Asks about a
//! meeting that there is not, and changes nothing.

use session_tracking::config::{Config, Problem};
use session_tracking::zoom::{NEEDED_SCOPES, Uncounted, Zoom, ZoomApiError};

use crate::finding::Finding;

/// The scope of apps of the older kind, which covers all that is needed.
const CLASSIC_SCOPE: &str = "meeting:read:admin";

/// Asks Zoom, unless there is no app, or an address to ask is itself a problem.
pub(super) async fn check(problems: &[Problem], config: &Config) -> Option<Finding> {
    let is_address = |name| ["ZOOM_API_URL", "ZOOM_OAUTH_URL"].contains(&name);
    if config.zoom_app.is_none() || problems.iter().any(|problem| is_address(problem.name)) {
        return None;
    }

    let zoom = Zoom::new(
        config.zoom_app.clone(),
        config.zoom_api_url.clone(),
        config.zoom_oauth_url.clone(),
    );
    let found = match zoom.scopes().await {
        Ok(scopes) => missing_scopes(&scopes),
        Err(error) => return Some(failure(&error)),
    };
    if let Some(missing) = found {
        return Some(Finding::fail(
            format!("zoom: the app lacks the scopes {missing}"),
            "Add them on the app's page Scopes at marketplace.zoom.us; the next token has them. If they are not \
            offered, an administrator of the Zoom account whose role may read meetings must make the app",
        ));
    }

    Some(match zoom.as_app(&Uncounted).try_access().await {
        Ok(()) => Finding::ok("zoom: the server-to-server app may ask who was in past meetings"),
        Err(error) => failure(&error),
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
