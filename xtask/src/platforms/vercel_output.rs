//! Compares the output of `vercel build` with the repository's settings.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::command::workspace;

/// Compares the output with what `vercel.json`, `api/Cargo.toml` and `public/` ask for.
pub(super) fn check(output: &Path) -> Result<()> {
    let wanted = read(&workspace().join("vercel.json"))?;
    let built = read(&output.join("config.json"))?;

    let functions = check_functions(output, &wanted)?;
    ensure!(
        built["crons"] == wanted["crons"],
        "crons: {}",
        built["crons"]
    );

    let headers = wanted_headers(&wanted);
    ensure!(
        built_headers(&built["routes"][0]) == headers,
        "headers: {}",
        built["routes"][0]
    );

    check_rewrites(&built, &wanted)?;
    let published = check_static_files(output)?;

    println!(
        "    {functions} functions with their limits, {} cron, {} headers, {} rewrites; {published} static file, of public/",
        built["crons"].as_array().map_or(0, Vec::len),
        headers.len(),
        wanted["rewrites"].as_array().map_or(0, Vec::len),
    );

    Ok(())
}

/// Checks that each declared function was built, with its limit. Returns their number.
fn check_functions(output: &Path, wanted: &Value) -> Result<usize> {
    let declared = functions()?;
    let folder = output.join("functions");
    let built = files(&folder, ".vc-config.json")?;
    let expected: BTreeSet<String> = declared.iter().map(|file| config_of(file)).collect();

    ensure!(
        built == expected,
        "functions: built {built:?}, declared {expected:?}"
    );

    for file in &declared {
        let function = read(&folder.join(config_of(file)))?;
        let limit = limit(wanted, file);

        ensure!(
            function["maxDuration"] == limit,
            "{file}: maxDuration {} is not {limit}",
            function["maxDuration"]
        );
        ensure!(
            function["runtimeLanguage"] == "rust",
            "{file} is not a Rust function"
        );
    }

    Ok(declared.len())
}

/// The file of a function's settings in the output.
fn config_of(file: &str) -> String {
    let name = file.strip_suffix(".rs").unwrap_or(file);
    format!("{name}.func/.vc-config.json")
}

fn check_rewrites(built: &Value, wanted: &Value) -> Result<()> {
    let routes = built["routes"].as_array().map_or(&[][..], Vec::as_slice);

    for rewrite in wanted["rewrites"].as_array().into_iter().flatten() {
        let destination = &rewrite["destination"];
        ensure!(
            routes.iter().any(|route| route["dest"] == *destination),
            "the rewrite to {destination} is missing"
        );
    }

    Ok(())
}

/// Checks that the files of `public/` were published, and no other one. Returns their number.
fn check_static_files(output: &Path) -> Result<usize> {
    let published = files(&output.join("static"), "")?;
    let public = files(&workspace().join("public"), "")?;

    ensure!(
        published == public,
        "published as static files: {published:?}, public/ has {public:?}"
    );

    Ok(published.len())
}

/// The entry points that `api/Cargo.toml` declares, as `api/...rs`.
fn functions() -> Result<BTreeSet<String>> {
    let text = fs::read_to_string(workspace().join("api/Cargo.toml"))?;
    let manifest: toml::Table = text.parse().context("api/Cargo.toml")?;
    let bins = manifest["bin"]
        .as_array()
        .context("api/Cargo.toml has no [[bin]]")?;

    bins.iter()
        .map(|bin| {
            Ok(format!(
                "api/{}",
                bin["path"].as_str().context("a [[bin]] without a path")?
            ))
        })
        .collect()
}

/// The limit of the most exact key that fits, as the platform chooses it.
fn limit(config: &Value, file: &str) -> Value {
    let functions = config["functions"].as_object();
    let found = functions
        .into_iter()
        .flatten()
        .filter(|(key, _)| fits(key, file))
        .max_by_key(|(key, _)| key.len());

    found.map_or(Value::Null, |(_, value)| value["maxDuration"].clone())
}

/// Returns whether a key of `functions`, which may hold a pattern, names a file.
fn fits(key: &str, file: &str) -> bool {
    match key.split_once('*') {
        Some((folder, _)) => file.starts_with(folder),
        None => key == file,
    }
}

fn built_headers(route: &Value) -> BTreeSet<(String, String)> {
    let headers = route["headers"].as_object().into_iter().flatten();
    headers
        .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
        .collect()
}

fn wanted_headers(config: &Value) -> BTreeSet<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let headers = config["headers"][0]["headers"]
        .as_array()
        .into_iter()
        .flatten();

    headers
        .map(|header| (text(&header["key"]), text(&header["value"])))
        .collect()
}

fn read(file: &Path) -> Result<Value> {
    let text =
        fs::read_to_string(file).with_context(|| format!("{} is missing", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", file.display()))
}

/// Lists the files below a folder whose names end with `ending`, by their paths from there.
fn files(folder: &Path, ending: &str) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in
            fs::read_dir(&next).with_context(|| format!("{} is missing", next.display()))?
        {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some(name) = path
                .strip_prefix(folder)?
                .to_str()
                .filter(|name| name.ends_with(ending))
            {
                found.insert(name.to_owned());
            }
        }
    }

    Ok(found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_most_exact_limit_counts() {
        let config = json!({ "functions": {
            "api/cron/*.rs": { "maxDuration": 30 }, "api/**/*.rs": { "maxDuration": 10 } } });
        assert_eq!(limit(&config, "api/cron/session-timeout.rs"), 30);
        assert_eq!(limit(&config, "api/zoom/track.rs"), 10);
        assert_eq!(limit(&json!({}), "api/zoom/track.rs"), Value::Null);
    }

    #[test]
    fn every_entry_point_is_declared_once() {
        assert!(functions().unwrap().contains("api/zoom/heartbeat.rs"));
    }
}
