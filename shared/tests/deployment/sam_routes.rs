//! The routes of `template.yaml`.

use std::collections::BTreeSet;

use session_tracking::http::Endpoint;
use session_tracking::routes::ENDPOINTS;

use crate::{names, template, untagged};

/// An endpoint's name with each of its methods and paths.
fn named_routes(endpoint: &'static Endpoint) -> impl Iterator<Item = (String, String, String)> {
    let name = endpoint.name;
    endpoint.routes().flat_map(move |(path, methods)| {
        let methods = methods.iter();
        methods.map(move |method| (name.to_owned(), (*method).to_owned(), path.to_owned()))
    })
}

fn routes(endpoint: &'static Endpoint) -> impl Iterator<Item = String> {
    named_routes(endpoint).map(|(_, method, path)| format!("{method} {path}"))
}

/// The methods and paths that lead to a function.
fn events(properties: &yaml::Value) -> Vec<(String, String)> {
    let mut routes = Vec::new();
    for (_, event) in properties["Events"].as_mapping().into_iter().flatten() {
        let event = &untagged(event)["Properties"];
        if let Some(path) = event["Path"].as_str() {
            let method = event["Method"].as_str().expect("a method").to_uppercase();
            routes.push((method, path.to_owned()));
        }
    }

    routes
}

#[test]
fn the_sam_template_routes_every_endpoint_and_leaves_it_time() {
    let template = template();
    let default = template["Globals"]["Function"]["Timeout"].as_u64().unwrap();
    let mut found = BTreeSet::new();
    let mut binaries = BTreeSet::new();

    for (_, resource) in template["Resources"].as_mapping().unwrap() {
        if resource["Type"].as_str() != Some("AWS::Serverless::Function") {
            continue;
        }

        let binary = resource["Metadata"]["BuildProperties"]["Binary"]
            .as_str()
            .unwrap()
            .to_owned();
        let properties = untagged(&resource["Properties"]);
        let timeout = properties["Timeout"].as_u64().unwrap_or(default);

        for (method, path) in events(properties) {
            let endpoint = ENDPOINTS
                .iter()
                .find(|endpoint| endpoint.name == binary)
                .unwrap();

            assert!(
                timeout > endpoint.timeout_seconds,
                "{binary} has {timeout} s"
            );

            found.insert((binary.clone(), method, path));
        }

        binaries.insert(binary);
    }

    assert_eq!(found, ENDPOINTS.iter().flat_map(named_routes).collect());
    let mut all = names();
    all.insert("session-timeout-schedule".to_owned());
    assert_eq!(binaries, all);
}

#[test]
fn the_sam_template_throttles_every_route() {
    let template = template();
    let settings = template["Resources"]["Api"]["Properties"]["RouteSettings"]
        .as_mapping()
        .unwrap();
    let found: BTreeSet<String> = settings
        .keys()
        .map(|route| route.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(found, ENDPOINTS.iter().flat_map(routes).collect());
    for (route, limits) in settings {
        for limit in ["ThrottlingRateLimit", "ThrottlingBurstLimit"] {
            assert!(!limits[limit].is_null(), "{route:?} has no {limit}");
        }
    }
}
