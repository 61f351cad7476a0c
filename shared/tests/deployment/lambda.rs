//! The functions on Lambda, and their routes in `cargo lambda watch`.

use std::collections::BTreeSet;
use std::fs;

use session_tracking::http::Endpoint;
use session_tracking::routes::ENDPOINTS;

use crate::{names, read, root};

#[test]
fn lambda_has_one_function_per_endpoint_and_one_for_the_schedule() {
    let files = fs::read_dir(root("functions/src/bin")).unwrap();
    let stem = |file: fs::DirEntry| file.path().file_stem().unwrap().to_owned();
    let found: BTreeSet<String> = files
        .map(|file| stem(file.unwrap()).into_string().unwrap())
        .collect();

    let mut expected = names();
    expected.insert("session-timeout-schedule".to_owned());
    assert_eq!(found, expected);
}

#[test]
fn cargo_lambda_watch_routes_every_endpoint() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let routes = manifest["workspace"]["metadata"]["lambda"]["watch"]["router"]
        .as_table()
        .unwrap();
    let found: BTreeSet<(String, String)> = routes
        .iter()
        .map(|(path, name)| (path.clone(), name.as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(found, ENDPOINTS.iter().flat_map(named_paths).collect());
}

/// An endpoint's paths, each with its name.
fn named_paths(endpoint: &'static Endpoint) -> impl Iterator<Item = (String, String)> {
    let paths = endpoint.routes();
    paths.map(|(path, _)| (path.to_owned(), endpoint.name.to_owned()))
}
