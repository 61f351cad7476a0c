//! Addresses that Telegram refuses in a button.

use url::Host;

use super::{BaseUrl, Config, Problem};

/// Endings of names that nobody outside a network can look up (RFC 6761, RFC 6762 with its appendix G, RFC 7686,
/// RFC 8375, RFC 9476, ICANN's `internal`).
const PRIVATE_ENDINGS: [&str; 15] = [
    "alt",
    "corp",
    "home",
    "home.arpa",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "onion",
    "private",
    "test",
    "workgroup",
];

/// The address that the command line puts in the place of a missing one, which is told already.
const PLACEHOLDER: &str = "school.invalid";

/// Says that messages will not arrive with this address, unless a developer's machine sends them to no real Telegram.
pub(super) fn refused_address(config: &Config) -> Option<Problem> {
    let reason = refusal(&config.public_base_url)?;
    let asks_telegram = config.telegram_bot_token.is_some() && config.asks_telegram_itself();
    if !config.is_production() && !asks_telegram {
        return None;
    }

    let text = format!(
        "{reason}: Telegram refuses every message with a button that leads there, so no link is delivered. Set the \
         public name under which students reach the school"
    );

    Some(Problem::new("PUBLIC_BASE_URL", text))
}

/// Returns why Telegram refuses an address; `None` if it takes it.
fn refusal(url: &BaseUrl) -> Option<&'static str> {
    let host = match url.host()? {
        Host::Domain(name) => name.trim_end_matches('.').to_owned(),
        Host::Ipv4(_) | Host::Ipv6(_) => return Some("is the address of a machine, not a name"),
    };

    if host == PLACEHOLDER {
        return None;
    }

    let is_private = |ending: &str| {
        let rest = host.strip_suffix(ending);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };

    if PRIVATE_ENDINGS.iter().any(|ending| is_private(ending)) {
        Some("is a name that only a private network knows")
    } else if !host.contains('.') {
        Some("is a name without a dot")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_names_and_addresses_are_refused() {
        for (url, expected) in [
            ("https://school.example", None),
            ("https://school.example:8443/app", None),
            ("https://lan.school.example", None),
            ("https://mylocal.example", None),
            ("https://xn--mgbh0fb.example", None),
            ("https://192.168.1.5", Some("address of a machine")),
            ("https://127.0.0.1:3000", Some("address of a machine")),
            ("https://8.8.8.8", Some("address of a machine")),
            ("https://[2001:db8::1]", Some("address of a machine")),
            ("https://school", Some("without a dot")),
            ("https://localhost:3000", Some("private network")),
            ("https://school.local", Some("private network")),
            ("https://school.local.", Some("private network")),
            ("https://SCHOOL.Internal", Some("private network")),
            ("https://school.lan", Some("private network")),
            ("https://school.home.arpa", Some("private network")),
            ("https://school.test", Some("private network")),
            ("https://a.localhost", Some("private network")),
        ] {
            let found = refusal(&BaseUrl::parse(url).unwrap());
            assert_eq!(found.is_some(), expected.is_some(), "{url}: {found:?}");
            assert!(
                found
                    .unwrap_or_default()
                    .contains(expected.unwrap_or_default()),
                "{url}: {found:?}"
            );
        }
    }
}
