//! The route table and what each platform is told of it.

mod documents;
mod lambda;
mod sam_routes;
mod sam_safety;
mod settings;
mod vercel;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use session_tracking::routes::ENDPOINTS;

fn root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn names() -> BTreeSet<String> {
    ENDPOINTS
        .iter()
        .map(|endpoint| endpoint.name.to_owned())
        .collect()
}

fn template() -> yaml::Value {
    yaml::from_str(&read("template.yaml")).expect("template.yaml is YAML")
}

fn untagged(value: &yaml::Value) -> &yaml::Value {
    match value {
        yaml::Value::Tagged(tagged) => &tagged.value,
        other => other,
    }
}
