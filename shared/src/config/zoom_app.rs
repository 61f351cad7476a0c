//! The school's apps at Zoom: the account's own, and the one by which teachers connect theirs. And where Zoom is asked.

use super::reader::Reader;
use super::settings::{Environment, ZoomApp, ZoomTeacherApp};
use super::{BaseUrl, Problem, Secret};

/// Reads the three values of the app, which only work together. The names are those of account, client and secret.
pub(super) fn zoom_app(read: &mut Reader<'_>, names: [&'static str; 3]) -> Option<ZoomApp> {
    match names.map(|name| read.text(name)) {
        [Some(account_id), Some(client_id), Some(client_secret)] => Some(ZoomApp {
            account_id,
            client_id,
            client_secret: Secret::new(client_secret),
        }),
        values => {
            let is_begun = values.iter().any(Option::is_some);
            for (name, value) in names.iter().zip(&values) {
                if is_begun && value.is_none() {
                    let text = "is missing, though the other values of Zoom's server-to-server app are set: Zoom is \
                                asked nothing. Copy all three from the app's page App Credentials";
                    read.remark(name, text.to_owned());
                }
            }

            None
        }
    }
}

/// Reads the two values of the app by which teachers connect Zoom. The names are those of client and secret.
pub(super) fn zoom_teacher_app(
    read: &mut Reader<'_>,
    names: [&'static str; 2],
) -> Option<ZoomTeacherApp> {
    let [id, secret] = names;

    match names.map(|name| read.text(name)) {
        [Some(client_id), Some(client_secret)] => Some(ZoomTeacherApp {
            client_id,
            client_secret: Secret::new(client_secret),
        }),
        [None, None] => None,
        [client_id, _] => {
            let missing = if client_id.is_none() { id } else { secret };
            let text = "is missing, though the other value of the app by which teachers connect Zoom is set: no teacher \
                        can connect. Copy both from the app's page Basic Information";
            read.remark(missing, text.to_owned());

            None
        }
    }
}

/// The longest id that is stored.
const MAX_APP_ID: usize = 64;

/// Reads the id of an app at Zoom.
pub(super) fn zoom_app_id(text: &str) -> Result<String, String> {
    let is_id = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if text.len() <= MAX_APP_ID && text.bytes().all(is_id) {
        Ok(text.to_owned())
    } else {
        Err("must be an app's id, which has letters, digits, - and _: it stands in the address of the app's page".to_owned())
    }
}

/// Reads the address of a server of Zoom's. The app's secret and what it opens are sent there, so only by https, or to
/// a developer's own machine.
pub(super) fn zoom_url(
    read: &mut Reader<'_>,
    environment: Environment,
    name: &'static str,
    default: &str,
) -> BaseUrl {
    let url = read.base_url(name, default);
    let is_own = environment == Environment::Development && url.is_of_this_machine();
    if !url.is_https() && !is_own {
        let text = "must start with https://: the secret of Zoom's app is sent there";
        read.problems.push(Problem::new(name, text));
    }

    url
}
