//! Brings a request's path to the one that the shared router knows.

use axum::http::Uri;

/// Returns `uri` with one of the endpoint's own paths, the first of which is also that of its file.
///
/// The platform passes the original path, at times with a final `/` or `.rs`, or the file's path with
/// `[parameters]` whose values it appends to the query. A value in the path wins: a client can send a query.
pub(crate) fn canonical(
    mut templates: impl Iterator<Item = &'static str> + Clone,
    uri: &Uri,
) -> Uri {
    let path = uri.path();
    let path = path.strip_suffix('/').unwrap_or(path);
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let path = if templates.clone().any(|template| fits(template, path)) {
        path.to_owned()
    } else {
        let filled = templates
            .next()
            .and_then(|own| filled(own, uri.query().unwrap_or_default()));
        filled.unwrap_or_else(|| uri.path().to_owned())
    };

    let text = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };

    text.parse().unwrap_or_else(|_| uri.clone())
}

fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) =
        (template.split('/').collect(), path.split('/').collect());
    let placeholder =
        |segment: &str| segment.starts_with('[') || segment.to_ascii_lowercase().starts_with("%5b");

    template.len() == path.len()
        && template
            .iter()
            .zip(&path)
            .all(|(expected, actual)| match parameter(expected) {
                Some(_) => !actual.is_empty() && !placeholder(actual),
                None => expected == actual,
            })
}

/// Fills the template's parameters from the query; `None` where one is missing.
fn filled(template: &str, query: &str) -> Option<String> {
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(key, value)| *key == name && !value.is_empty() && !value.contains('/'))
            .map(|(_, value)| value)
    };
    let segments: Option<Vec<&str>> = template
        .split('/')
        .map(|segment| parameter(segment).map_or(Some(segment), value))
        .collect();

    segments.map(|segments| segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_decides_and_the_query_fills_only_what_the_path_lacks() {
        const ZOOM: &str = "/api/teachers/students/{id}/zoom";
        for (template, uri, expected) in [
            (
                ZOOM,
                "/api/teachers/students/42/zoom",
                "/api/teachers/students/42/zoom",
            ),
            (
                ZOOM,
                "/api/teachers/students/42/zoom?id=9",
                "/api/teachers/students/42/zoom?id=9",
            ),
            (
                ZOOM,
                "/api/teachers/students/42/zoom/",
                "/api/teachers/students/42/zoom",
            ),
            (
                ZOOM,
                "/api/teachers/students/42/zoom.rs?a=b%20c",
                "/api/teachers/students/42/zoom?a=b%20c",
            ),
            (
                ZOOM,
                "/api/teachers/students/%5Bid%5D/zoom?id=42",
                "/api/teachers/students/42/zoom?id=42",
            ),
            (
                ZOOM,
                "/api/teachers/students/[id]/zoom?x=1&id=&id=7",
                "/api/teachers/students/7/zoom?x=1&id=&id=7",
            ),
            (
                ZOOM,
                "/api/teachers/students/[id]/zoom?id=a/b",
                "/api/teachers/students/[id]/zoom?id=a/b",
            ),
            (ZOOM, "/elsewhere", "/elsewhere"),
            ("/admin/page", "/api/admin-page?x=1", "/admin/page?x=1"),
            ("/admin/page", "/also?x=1", "/also?x=1"),
            (
                "/api/zoom/track",
                "/api/zoom/track?token=a%20b",
                "/api/zoom/track?token=a%20b",
            ),
        ] {
            let canonical = canonical([template, "/also"].into_iter(), &uri.parse().unwrap());
            assert_eq!(canonical.to_string(), expected, "{uri}");
        }
    }
}
