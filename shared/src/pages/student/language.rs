//! In which language a student's page is shown.

use super::texts::{LANGUAGES, Texts};

/// Chooses a language: the one of `?lang=`, or else the first one of `Accept-Language` that the page has.
#[must_use]
pub fn choose(wanted: Option<&str>, accepted: Option<&str>) -> &'static Texts {
    if let Some(texts) = wanted.and_then(find) {
        return texts;
    }

    let mut ranges: Vec<(&str, f32)> = accepted.unwrap_or_default().split(',').map(range).collect();
    ranges.retain(|(_, quality)| *quality > 0.0);
    // The sort is stable: of equal languages the first one named wins.
    ranges.sort_by(|(_, a), (_, b)| b.total_cmp(a));

    ranges
        .into_iter()
        .find_map(|(tag, _)| find(tag))
        .unwrap_or(&LANGUAGES[0])
}

/// Finds a language by its tag, whatever region it names.
fn find(tag: &str) -> Option<&'static Texts> {
    let primary = tag.split('-').next().unwrap_or_default().trim();
    LANGUAGES
        .iter()
        .find(|texts| texts.tag.eq_ignore_ascii_case(primary))
}

/// Reads a language range of `Accept-Language` with its quality (RFC 9110, 12.5.4).
fn range(text: &str) -> (&str, f32) {
    let mut parts = text.split(';').map(str::trim);
    let tag = parts.next().unwrap_or_default();
    let quality = parts
        .find_map(|part| part.strip_prefix("q="))
        .map_or(Some(1.0), |value| value.parse().ok());

    (tag, quality.unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_one_asked_for() {
        for (wanted, accepted, tag) in [
            (None, None, "en"),
            (None, Some("am-ET,am;q=0.9,en;q=0.8"), "am"),
            (None, Some("fr-FR, ar;q=0.5, en;q=0.7"), "en"),
            (None, Some("en;q=0, AR"), "ar"),
            (None, Some("de, *"), "en"),
            (None, Some("ar;q=x"), "en"),
            (Some("ar"), Some("am"), "ar"),
            (Some("AM"), None, "am"),
            (Some("xx\"><script>"), Some("ar"), "ar"),
        ] {
            assert_eq!(choose(wanted, accepted).tag, tag, "{wanted:?} {accepted:?}");
        }
    }
}
