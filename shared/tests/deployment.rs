//! The route table and what each platform is told of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use session_tracking::http::SECURITY_HEADERS;
use session_tracking::routes::{ENDPOINTS, Endpoint};

fn root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// `/api/a/{id}/b` is served by `a/[id]/b.rs` below `api/`.
fn file(endpoint: &Endpoint) -> String {
    let path = endpoint.path.strip_prefix("/api/").expect("an API path").replace('{', "[").replace('}', "]");
    format!("{path}.rs")
}

fn names() -> BTreeSet<String> {
    ENDPOINTS.iter().map(|endpoint| endpoint.name.to_owned()).collect()
}

#[test]
fn vercel_has_one_function_per_endpoint_and_at_most_twelve() {
    let manifest: toml::Table = read("api/Cargo.toml").parse().unwrap();
    let bins = manifest["bin"].as_array().unwrap();
    let declared: BTreeSet<(String, String)> = bins
        .iter()
        .map(|bin| (bin["name"].as_str().unwrap().to_owned(), bin["path"].as_str().unwrap().to_owned()))
        .collect();
    let expected: BTreeSet<(String, String)> =
        ENDPOINTS.iter().map(|endpoint| (format!("vercel-{}", endpoint.name), file(endpoint))).collect();
    assert_eq!(declared, expected);
    assert!(declared.len() <= 12);
    for endpoint in &ENDPOINTS {
        let entry = read(&format!("api/{}", file(endpoint)));
        assert!(
            entry.contains(&format!("endpoints::{}::ENDPOINT", endpoint.name.replace('-', "_"))),
            "{entry}"
        );
        assert!(entry.lines().count() <= 8, "an entry point stays an entry point");
    }
}

#[test]
fn lambda_has_one_function_per_endpoint_and_one_for_the_schedule() {
    let files = fs::read_dir(root("functions/src/bin")).unwrap();
    let found: BTreeSet<String> =
        files.map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    let mut expected = names();
    expected.insert("session-timeout-schedule".to_owned());
    assert_eq!(found, expected);
}

#[test]
fn cargo_lambda_watch_routes_every_endpoint() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let routes = manifest["workspace"]["metadata"]["lambda"]["watch"]["router"].as_table().unwrap();
    let found: BTreeSet<(String, String)> =
        routes.iter().map(|(path, name)| (path.clone(), name.as_str().unwrap().to_owned())).collect();
    let expected: BTreeSet<(String, String)> =
        ENDPOINTS.iter().map(|endpoint| (endpoint.path.to_owned(), endpoint.name.to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_sam_template_routes_every_endpoint_and_leaves_it_time() {
    let template: yaml::Value = yaml::from_str(&read("template.yaml")).unwrap();
    let default = template["Globals"]["Function"]["Timeout"].as_u64().unwrap();
    let (mut found, mut binaries) = (BTreeSet::new(), BTreeSet::new());
    for (_, resource) in template["Resources"].as_mapping().unwrap() {
        if resource["Type"].as_str() != Some("AWS::Serverless::Function") {
            continue;
        }
        let binary = resource["Metadata"]["BuildProperties"]["Binary"].as_str().unwrap().to_owned();
        let properties = untagged(&resource["Properties"]);
        let timeout = properties["Timeout"].as_u64().unwrap_or(default);
        for (_, event) in properties["Events"].as_mapping().into_iter().flatten() {
            let event = &untagged(event)["Properties"];
            if let Some(path) = event["Path"].as_str() {
                let method = event["Method"].as_str().unwrap().to_uppercase();
                found.insert((binary.clone(), method, path.to_owned()));
                let endpoint = ENDPOINTS.iter().find(|endpoint| endpoint.name == binary).unwrap();
                assert!(timeout > endpoint.timeout_seconds, "{binary} has {timeout} s");
            }
        }
        binaries.insert(binary);
    }
    let route = |endpoint: &Endpoint, method: &str| {
        (endpoint.name.to_owned(), method.to_owned(), endpoint.path.to_owned())
    };
    let expected: BTreeSet<_> = ENDPOINTS
        .iter()
        .flat_map(|endpoint| endpoint.methods.iter().map(|method| route(endpoint, method)))
        .collect();
    assert_eq!(found, expected);
    let mut all = names();
    all.insert("session-timeout-schedule".to_owned());
    assert_eq!(binaries, all);
}

fn untagged(value: &yaml::Value) -> &yaml::Value {
    match value {
        yaml::Value::Tagged(tagged) => &tagged.value,
        other => other,
    }
}

#[test]
fn vercel_json_leaves_every_endpoint_time_and_names_the_cron() {
    let config: serde_json::Value = serde_json::from_str(&read("vercel.json")).unwrap();
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
        assert!(limits.iter().max().unwrap() > &endpoint.timeout_seconds, "{file}");
    }
    assert_eq!(config["crons"][0]["path"], "/api/cron/session-timeout");
    assert_eq!(config["outputDirectory"], "public");
    assert!(root("public/robots.txt").exists(), "without public/ the whole repository would be published");
}

#[test]
fn vercel_json_repeats_the_headers_that_the_code_sends() {
    let config: serde_json::Value = serde_json::from_str(&read("vercel.json")).unwrap();
    let headers = config["headers"][0]["headers"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let found: BTreeSet<(String, String)> =
        headers.iter().map(|header| (text(&header["key"]).to_lowercase(), text(&header["value"]))).collect();
    let expected: BTreeSet<(String, String)> =
        SECURITY_HEADERS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    assert_eq!(found, expected);
}
