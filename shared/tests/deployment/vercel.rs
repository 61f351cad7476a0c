//! `api/` and `vercel.json`.

use std::collections::BTreeSet;

use serde_json::Value;
use session_tracking::http::{Endpoint, SECURITY_HEADERS};
use session_tracking::routes::ENDPOINTS;

use crate::{read, root};

/// `/api/a/{id}/b` is served by `a/[id]/b.rs` below `api/`; a page at `/a` by `a.rs`, by a rewrite.
fn file(endpoint: &Endpoint) -> String {
    let path = endpoint.path.strip_prefix("/api").unwrap_or(endpoint.path);
    format!(
        "{}.rs",
        path.trim_start_matches('/')
            .replace('{', "[")
            .replace('}', "]")
    )
}

#[test]
fn vercel_has_one_function_per_endpoint_and_at_most_twelve() {
    let manifest: toml::Table = read("api/Cargo.toml").parse().unwrap();
    let bins = manifest["bin"].as_array().unwrap();
    let declared: BTreeSet<(String, String)> = bins
        .iter()
        .map(|bin| {
            (
                bin["name"].as_str().unwrap().to_owned(),
                bin["path"].as_str().unwrap().to_owned(),
            )
        })
        .collect();

    let expected: BTreeSet<(String, String)> = ENDPOINTS
        .iter()
        .map(|endpoint| (format!("vercel-{}", endpoint.name), file(endpoint)))
        .collect();

    assert_eq!(declared, expected);
    assert!(declared.len() <= 12);

    for endpoint in &ENDPOINTS {
        let entry = read(&format!("api/{}", file(endpoint)));
        assert!(
            entry.contains(&format!(
                "endpoints::{}::ENDPOINT",
                endpoint.name.replace('-', "_")
            )),
            "{entry}"
        );

        assert!(
            entry.lines().count() <= 8,
            "an entry point stays an entry point"
        );
    }
}

#[test]
fn vercel_json_leaves_every_endpoint_time_and_names_the_cron() {
    let config: Value = serde_json::from_str(&read("vercel.json")).unwrap();
    let functions = config["functions"].as_object().unwrap();

    for endpoint in &ENDPOINTS {
        let file = format!("api/{}", file(endpoint));
        // The first key that matches wins: exact folders first, the rest last.
        let fits = |key: &str| match key.split_once('*') {
            Some((folder, _)) => file.starts_with(folder),
            None => key == file,
        };
        let limits: Vec<u64> = functions
            .iter()
            .filter(|(key, _)| fits(key))
            .map(|(_, value)| value["maxDuration"].as_u64().unwrap())
            .collect();

        assert!(
            limits.iter().max().unwrap() > &endpoint.timeout_seconds,
            "{file}"
        );
    }

    assert_eq!(config["crons"][0]["path"], "/api/cron/session-timeout");
    assert_eq!(config["outputDirectory"], "public");

    assert!(
        root("public/robots.txt").exists(),
        "without public/ the whole repository would be published"
    );
}

/// An endpoint's pages, each with the function that it must lead to.
fn rewrites_of(endpoint: &'static Endpoint) -> Vec<(String, String)> {
    let file = file(endpoint);
    let function = format!("\"/api/{}\"", file.trim_end_matches(".rs"));
    let pages = endpoint
        .routes()
        .filter(|(path, _)| !path.starts_with("/api/"));

    pages
        .map(|(path, _)| (format!("\"{path}\""), function.clone()))
        .collect()
}

#[test]
fn vercel_json_rewrites_every_page_to_its_function() {
    let config: Value = serde_json::from_str(&read("vercel.json")).unwrap();
    let rewrites = config["rewrites"].as_array().map_or(&[][..], Vec::as_slice);
    let text = |value: &Value| value.to_string();
    let found: BTreeSet<(String, String)> = rewrites
        .iter()
        .map(|rewrite| (text(&rewrite["source"]), text(&rewrite["destination"])))
        .collect();

    assert_eq!(found, ENDPOINTS.iter().flat_map(rewrites_of).collect());
}

#[test]
fn vercel_json_repeats_the_headers_that_the_code_sends() {
    let config: Value = serde_json::from_str(&read("vercel.json")).unwrap();
    let headers = config["headers"][0]["headers"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let found: BTreeSet<(String, String)> = headers
        .iter()
        .map(|header| (text(&header["key"]).to_lowercase(), text(&header["value"])))
        .collect();

    let expected: BTreeSet<(String, String)> = SECURITY_HEADERS
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();

    assert_eq!(found, expected);
}
