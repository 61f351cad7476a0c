//! The functions on Lambda, and their routes in `cargo lambda watch`.

use std::collections::BTreeSet;
use std::fs;

use session_tracking::http::Endpoint;
use session_tracking::routes::ENDPOINTS;

use crate::{names, read, root};

#[test]
fn lambda_has_one_function_per_endpoint_and_one_for_the_schedule() {
    let files = fs::read_dir(root("functions/src/bin")).unwrap();
    let found: BTreeSet<String> = files
        .map(|file| {
            file.unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        })
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
    let routes = |endpoint: &'static Endpoint| {
        let name = endpoint.name;
        endpoint
            .routes()
            .map(move |(path, _)| (path.to_owned(), name.to_owned()))
    };

    assert_eq!(found, ENDPOINTS.iter().flat_map(routes).collect());
}
