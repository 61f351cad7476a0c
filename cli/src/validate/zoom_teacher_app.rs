//! Looks at the app of `ZOOM_TEACHER_CLIENT_ID`, by which teachers connect their own Zoom: whether Zoom knows it, and what its
//! teachers agreed to. Asks for tokens by a code that Zoom never gave, which changes nothing.

use session_tracking::app::zoom_oauth;
use session_tracking::config::{Config, Problem};
use session_tracking::store::{Store, StoreError, ZoomConnection};
use session_tracking::zoom::{
    GrantError, LIST_PARTICIPANTS, LIST_RUNS, OLDER_READING, ZoomApiError,
};

use crate::finding::Finding;

/// What a teacher need not agree to, and what does not happen without it.
const OPTIONAL: [(&str, &str); 2] = [
    (
        LIST_PARTICIPANTS,
        "lessons in their own accounts of which events were lost are not completed",
    ),
    (
        LIST_RUNS,
        "lessons in their own accounts of which nothing was heard are not found",
    ),
];

/// Asks Zoom, unless there is no such app, or the address to ask is itself a problem.
pub(super) async fn check(problems: &[Problem], config: &Config) -> Option<Finding> {
    if problems
        .iter()
        .any(|problem| problem.name == "ZOOM_OAUTH_URL")
    {
        return None;
    }
    let oauth = zoom_oauth(config)?;

    Some(match oauth.try_app().await {
        Ok(()) => Finding::ok("zoom: the app by which teachers connect is known to Zoom"),
        Err(error) => refusal(&error, oauth.redirect()),
    })
}

fn refusal(error: &GrantError, redirect: &str) -> Finding {
    let again = "Then run `session-tracking validate` again";

    match error {
        // It says itself what to do.
        GrantError::UnknownApp
        | GrantError::Failed(ZoomApiError::AppDisabled | ZoomApiError::OwnerGone) => {
            Finding::fail(format!("zoom: teachers cannot connect: {error}"), again)
        }
        GrantError::Failed(
            ZoomApiError::Unreachable
            | ZoomApiError::ServerFailure(_)
            | ZoomApiError::TooManyCalls(_)
            | ZoomApiError::NotZoom(_),
        ) => Finding::fail(
            format!("zoom: the app by which teachers connect: {error}"),
            again,
        ),
        GrantError::Ended | GrantError::Failed(_) => Finding::warn(
            format!("zoom: the app by which teachers connect was not recognised: {error}"),
            format!(
                "At marketplace.zoom.us, Manage, the app's page Basic Information: OAuth Redirect URL and OAuth Allow List \
                 must be {redirect}, and client id and client secret those of this app"
            ),
        ),
    }
}

/// Looks at what the teachers who are connected agreed to.
pub(super) async fn check_connections(
    store: &Store,
    config: &Config,
) -> Result<Vec<Finding>, StoreError> {
    if config.zoom_teacher_app.is_none() {
        return Ok(Vec::new());
    }

    let connections = store.list_zoom_connections().await?;
    let (whole, broken): (Vec<ZoomConnection>, Vec<ZoomConnection>) = connections
        .into_iter()
        .partition(|connection| connection.broken_at.is_none());
    let mut findings = vec![Finding::ok(format!(
        "zoom connections: {} connected",
        teachers(whole.len())
    ))];

    if !broken.is_empty() {
        findings.push(Finding::warn(
            format!("zoom connections: those of {} are broken", teachers(broken.len())),
            "Each of them presses Connect Zoom again on /teacher; the dashboard's page Zoom says who and why",
        ));
    }
    findings.extend(
        OPTIONAL
            .into_iter()
            .filter_map(|(scope, without)| lacking(&whole, scope, without)),
    );
    Ok(findings)
}

fn lacking(connections: &[ZoomConnection], scope: &str, without: &str) -> Option<Finding> {
    let lacking = connections
        .iter()
        .filter(|connection| !connection.may(scope, OLDER_READING))
        .count();

    (lacking > 0).then(|| {
        Finding::warn(
            format!(
                "zoom connections: {} did not agree to {scope}: {without}",
                teachers(lacking)
            ),
            "If that is wanted, add the scope on the app's page Scopes at marketplace.zoom.us; then each of them presses \
             Disconnect Zoom and Connect Zoom on /teacher, because an agreement does not grow by itself",
        )
    })
}

fn teachers(number: usize) -> String {
    match number {
        1 => "1 teacher".to_owned(),
        number => format!("{number} teachers"),
    }
}
