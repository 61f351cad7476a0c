//! What a person is told if the browser still holds a session's cookie that this host can neither replace nor take back.
//!
//! Only the browser's next request shows it. So a browser that carried a session's cookies comes by the sign-in page
//! once more.

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::local_path::LocalPath;
use crate::app::App;
use crate::auth::LeftoverCookies;
use crate::endpoints::staff::{query_value, see_other};
use crate::pages::{self, paths};

/// What was done just now.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Step {
    SignIn,
    SignOut,
}

impl Step {
    fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::SignOut => "sign-out",
        }
    }
}

/// Returns the address to go on to: `destination`, by way of this page if the browser carried a session's cookies.
pub(super) fn look_again(app: &App, headers: &HeaderMap, step: Step, destination: &str) -> String {
    let carried = LeftoverCookies::of(&app.config.public_base_url, headers);
    if !carried.is_any() {
        return destination.to_owned();
    }

    let after = format!("{}?after={}", paths::SIGN_IN, step.as_str());
    match step {
        Step::SignIn => format!("{after}&next={}", query_value(destination)),
        Step::SignOut => format!("{after}&carried={}", carried.marks()),
    }
}

/// Returns the page that says what stayed and what to do. If nothing stayed: the way on to the form after signing out,
/// and `None` after signing in. After signing out, only a cookie that came then and still comes has stayed: a person may
/// open the same address later, and be signed in anew.
pub(super) fn tell_leftover(
    app: &App,
    headers: &HeaderMap,
    (step, carried): (Step, &str),
    next: Option<&LocalPath>,
) -> Option<Response> {
    let left = LeftoverCookies::of(&app.config.public_base_url, headers);
    let (stayed, heading, text) = match step {
        Step::SignIn => (left.has_rivals, "You are signed in, but not alone", BESIDE),
        Step::SignOut => (
            left.has_any_of(carried),
            "You are not signed out yet",
            STILL_THERE,
        ),
    };

    if !stayed {
        return (step == Step::SignOut).then(|| see_other(paths::SIGN_IN));
    }

    tracing::warn!(
        after = step.as_str(),
        "A session's cookie of another domain or path stayed"
    );
    let way_on = next.map_or(paths::SIGN_IN, LocalPath::as_str);
    Some(pages::leftover(&app.config, heading, text, way_on))
}

const BESIDE: &str = "Your browser also holds another session cookie for this address. It was set by another of the \
                      school's addresses, so this page cannot remove it. If you see somebody else's name, or are asked \
                      to sign in again, do the following, and then sign in once more:";
const STILL_THERE: &str = "Your browser still holds a session cookie for this address. It was set by another of the \
                           school's addresses, so this page cannot remove it. To be signed out here, too:";
