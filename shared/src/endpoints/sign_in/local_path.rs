//! The address of this host to which somebody goes on after signing in, whatever a link to the sign-in page says.

use std::str::FromStr;

/// A path of this host with its query, and not the sign-in itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocalPath(String);

impl LocalPath {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LocalPath {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let path = text.split(['?', '#']).next().unwrap_or_default();
        // Our own pages' addresses are of visible ASCII. Browsers read `//host`, and also `/\host` and `/<tab>/host`, as
        // another host's address.
        let local = path.starts_with('/')
            && !path.contains("//")
            && text
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let sign_in = ["/sign-in", "/sign-out"].contains(&path.trim_end_matches('/'));
        if local && !sign_in {
            Ok(Self(text.to_owned()))
        } else {
            Err(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_host_pass() {
        for good in [
            "/",
            "/teacher",
            "/admin/teacher-monitoring?q=%D8%A7&next=//x",
            "/sign-in-help",
            "/a/sign-in",
        ] {
            assert_eq!(good.parse().as_ref().map(LocalPath::as_str), Ok(good));
        }

        for bad in [
            "",
            "teacher",
            "https://evil.example",
            "javascript:alert(1)",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            " /teacher",
            "/teacher\r\nSet-Cookie: a=b",
            "/a//evil.example",
            "/.//evil.example",
            "/ä",
            "/sign-in",
            "/sign-in?next=/teacher",
            "/sign-in/",
            "/sign-out",
            "/sign-out#x",
        ] {
            assert_eq!(bad.parse::<LocalPath>(), Err(()), "{bad:?}");
        }
    }
}
