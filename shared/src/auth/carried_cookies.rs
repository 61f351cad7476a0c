//! The session cookies that a request carries: whole or in chunks, and more than one of a name.
//!
//! A browser that has a cookie of this host alone and one of the whole domain under the same name sends both, the older
//! one first, and nothing tells them apart. So each is a candidate, and the first that can be opened counts.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use cookie::Cookie;

/// More chunks than any browser or gateway lets through.
const MAX_CHUNKS: usize = 10;
/// More ways to put chunks together than two sets of them have, and more whole cookies than domains set.
const MAX_CANDIDATES: usize = 32;

/// What a request carries under the name of the session's cookie.
#[derive(Debug, Default)]
pub(super) struct CarriedCookies {
    /// The cookies with the name itself, as they came.
    whole: Vec<String>,
    /// The cookies with the name and a number, by that number, as they came.
    chunks: BTreeMap<u16, Vec<String>>,
}

impl CarriedCookies {
    pub(super) fn of(headers: &HeaderMap, name: &str) -> Self {
        let mut carried = Self::default();
        let texts = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok());

        for cookie in texts.flat_map(Cookie::split_parse).flatten() {
            let Some(rest) = cookie.name().strip_prefix(name) else {
                continue;
            };

            let value = cookie.value_trimmed().to_owned();
            if rest.is_empty() {
                carried.whole.push(value);
            } else if let Some(index) = rest.strip_prefix('.').and_then(|text| text.parse().ok()) {
                carried.chunks.entry(index).or_default().push(value);
            }
        }

        carried
    }

    /// Tells whether there is nothing that could be a session.
    pub(super) fn is_empty(&self) -> bool {
        self.values().next().is_none()
    }

    /// Returns the values that could be a session or a part of one. An empty cookie is none, as in NextAuth.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        let whole = self.whole.iter().filter(|value| !value.is_empty());
        let values = whole.chain(self.chunks.values().flatten());
        values.take(MAX_CANDIDATES).map(String::as_str)
    }

    /// Tells whether the request carries more than one session. Signing in leaves one at most, so the other is out of
    /// this host's reach.
    pub(super) fn has_rivals(&self) -> bool {
        let is_whole = !self.whole.is_empty();
        self.whole.len() > 1
            || (is_whole && !self.chunks.is_empty())
            || self.chunks.values().any(|values| values.len() > 1)
    }

    /// Returns the names that came, whether their values can be read or not.
    pub(super) fn names(&self, name: &str) -> Vec<String> {
        let whole = (!self.whole.is_empty()).then(|| name.to_owned());
        let chunks = self.chunks.keys().map(|index| format!("{name}.{index}"));
        whole.into_iter().chain(chunks).collect()
    }

    /// Returns the tokens that may be meant: the whole ones, then what the chunks give, the longest first.
    pub(super) fn candidates(&self) -> Vec<String> {
        let whole = self.whole.iter().filter(|value| !value.is_empty());
        let all = whole.take(MAX_CANDIDATES).cloned();
        all.chain(self.joined_chunks()).collect()
    }

    /// Joins chunks from number 0 on. The last ones may be left over from an earlier and longer token.
    fn joined_chunks(&self) -> Vec<String> {
        let mut by_length: Vec<Vec<String>> = Vec::new();
        let mut starts = vec![String::new()];
        let numbered = self.chunks.iter().zip(0..).take(MAX_CHUNKS);

        for ((_, values), _) in numbered.take_while(|((index, _), position)| *index == position) {
            starts = continued(&starts, values);
            by_length.push(starts.clone());
        }

        let longest_first = by_length.into_iter().rev().flatten();
        longest_first.take(MAX_CANDIDATES).collect()
    }
}

/// Puts each of the next chunks behind each start.
fn continued(starts: &[String], next: &[String]) -> Vec<String> {
    let pairs = starts
        .iter()
        .flat_map(|start| next.iter().map(move |value| format!("{start}{value}")));

    pairs.take(MAX_CANDIDATES / 2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(cookies: &str) -> CarriedCookies {
        let headers = HeaderMap::from_iter([(COOKIE, cookies.parse().unwrap())]);
        CarriedCookies::of(&headers, "s")
    }

    #[test]
    fn every_session_that_came_is_a_candidate() {
        for (cookies, expected) in [
            ("a=1; sx=2; x.s=3", &[][..]),
            ("s=", &[]),
            ("s=old; s=new", &["old", "new"]),
            ("s=old; s.1=b; other=1; s.0=a", &["old", "ab", "a"]),
            ("s=; s.0=a", &["a"]),
            ("s.1=b; s.0=a; s.2=c", &["abc", "ab", "a"]),
            ("s.0=a; s.2=c", &["a"]),
            ("s.1=b", &[]),
            ("s.0=a; s.1=b; s.0=c", &["ab", "cb", "a", "c"]),
            ("s=\"quoted\"", &["quoted"]),
        ] {
            assert_eq!(carried(cookies).candidates(), expected, "{cookies}");
        }
    }

    #[test]
    fn however_many_cookies_come_the_candidates_are_few() {
        let chunks: Vec<String> = (0..20)
            .flat_map(|index| [format!("s.{index}=x"), format!("s.{index}=y")])
            .collect();
        let candidates = carried(&chunks.join("; ")).candidates();

        assert_eq!(candidates.len(), MAX_CANDIDATES);
        assert!(candidates.iter().all(|token| token.len() <= MAX_CHUNKS));

        let whole = vec!["s=x"; 2 * MAX_CANDIDATES].join("; ");
        assert_eq!(carried(&whole).candidates().len(), MAX_CANDIDATES);
    }

    #[test]
    fn rivals_are_two_of_a_name_or_a_whole_one_beside_chunks() {
        for (cookies, expected) in [
            ("s=a", false),
            ("s.0=a; s.1=b", false),
            ("a=1", false),
            ("s=a; s=b", true),
            ("s=a; s=a", true),
            ("s=; s.0=a", true),
            ("s.0=a; s.1=b; s.0=c", true),
        ] {
            assert_eq!(carried(cookies).has_rivals(), expected, "{cookies}");
        }
    }
}
