//! An address to which paths are appended.

use url::{Host, Url};

/// An http(s) URL to which paths are appended; kept without a final `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Parses an absolute http or https URL without user info, query or fragment.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|_| "is not an absolute URL")?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err("must start with https://");
        }

        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not hold a user name or password");
        }

        if url.query().is_some() || url.fragment().is_some() {
            return Err("must not hold a query or a fragment");
        }

        Ok(Self(url))
    }

    /// Returns the URL of `path` (which starts with `/`) below this one.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        // The parsed URL ends with `/` even if its text had no path.
        format!("{}{path}", self.0.as_str().trim_end_matches('/'))
    }

    /// Tells whether the scheme is https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Tells whether the host is the machine itself.
    pub(super) fn is_of_this_machine(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// Returns scheme, host and port as a browser sends them in `Origin`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Returns the host as people read it in the address bar.
    #[must_use]
    pub fn host_name(&self) -> String {
        self.0.host_str().unwrap_or_default().to_owned()
    }

    pub(super) fn host(&self) -> Option<Host<&str>> {
        self.0.host()
    }

    /// Returns the domains that a cookie for this host may belong to: its own name and those above it, but none of a
    /// single word.
    #[must_use]
    pub fn cookie_domains(&self) -> Vec<&str> {
        let Some(Host::Domain(name)) = self.0.host() else {
            return Vec::new();
        };

        let above = std::iter::successors(Some(name), |name| Some(name.split_once('.')?.1));
        above.filter(|name| name.contains('.')).collect()
    }

    /// Tells whether the host is a full name rather than `localhost`.
    pub(super) fn has_dotted_host(&self) -> bool {
        self.0.host_str().is_some_and(|host| host.contains('.'))
    }
}
