//! `vercel build`, offline, and what it must have made of the repository.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::command::{run_command, workspace};
use crate::tools;

/// Builds every function as Vercel does. Returns the output's folder.
pub(super) fn build() -> Result<PathBuf> {
    let tools = tools::npm("vercel", &workspace().join("xtask/tools"))?;
    let folder = workspace().join(".vercel");
    let _unlinked = link(&folder)?;
    let output = folder.join("output");
    if output.exists() {
        fs::remove_dir_all(&output)?;
    }

    let mut vercel = Command::new(tools.join("node_modules/.bin/vercel"));
    // On Vercel's own build image the builder runs a plain `cargo build`. No token is ever used offline.
    vercel
        .env("VERCEL_BUILD_IMAGE", "1")
        .env("VERCEL_TELEMETRY_DISABLED", "1");

    run_command(vercel.args(["build", "--yes", "--token", "none"]))?;
    Ok(output)
}

/// Removes the file in the end.
struct Link(PathBuf);

impl Drop for Link {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Stands in for `vercel link`, which asks the network, unless the developer has linked a project. It goes away
/// afterwards: `vercel dev` would ask the network about it.
fn link(folder: &Path) -> Result<Option<Link>> {
    let file = folder.join("project.json");
    if file.exists() {
        return Ok(None);
    }

    let settings = json!({
        "createdAt": 1_700_000_000_000_u64, "framework": null, "devCommand": null, "installCommand": null,
        "buildCommand": null, "outputDirectory": null, "rootDirectory": null, "directoryListing": false,
        "nodeVersion": "22.x",
    });
    let project = json!({ "projectId": "prj_none", "orgId": "team_none", "settings": settings });
    fs::create_dir_all(folder)?;
    fs::write(&file, project.to_string())?;

    Ok(Some(Link(file)))
}

/// Compares the output with what `vercel.json`, `api/Cargo.toml` and `public/` ask for.
pub(super) fn check(output: &Path) -> Result<()> {
    let wanted = read(&workspace().join("vercel.json"))?;
    let built = read(&output.join("config.json"))?;
    let functions = functions()?;
    let folders = files(&output.join("functions"), ".vc-config.json")?;

    let expected: BTreeSet<String> = functions
        .iter()
        .map(|file| format!("{}.func/.vc-config.json", without_rs(file)))
        .collect();

    ensure!(
        folders == expected,
        "functions: built {folders:?}, declared {expected:?}"
    );

    for file in &functions {
        let function = read(
            &output
                .join("functions")
                .join(format!("{}.func/.vc-config.json", without_rs(file))),
        )?;
        let limit = limit(&wanted, file);

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

    ensure!(
        built["crons"] == wanted["crons"],
        "crons: {}",
        built["crons"]
    );

    ensure!(
        headers(&built["routes"][0]) == wanted_headers(&wanted),
        "headers: {}",
        built["routes"][0]
    );

    for rewrite in wanted["rewrites"].as_array().into_iter().flatten() {
        let to = |route: &&Value| route["dest"] == rewrite["destination"];
        let found = built["routes"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|route| to(&route));

        ensure!(
            found,
            "the rewrite to {} is missing",
            rewrite["destination"]
        );
    }

    let published = files(&output.join("static"), "")?;
    let public = files(&workspace().join("public"), "")?;

    ensure!(
        published == public,
        "published as static files: {published:?}, public/ has {public:?}"
    );

    println!(
        "    {} functions with their limits, {} cron, {} headers, {} rewrites; {} static file, of public/",
        functions.len(),
        built["crons"].as_array().map_or(0, Vec::len),
        wanted_headers(&wanted).len(),
        wanted["rewrites"].as_array().map_or(0, Vec::len),
        published.len(),
    );

    Ok(())
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

/// The limit of the first key that fits, as the platform takes it.
fn limit(config: &Value, file: &str) -> Value {
    let fits = |key: &str| match key.split_once('*') {
        Some((folder, _)) => file.starts_with(folder),
        None => key == file,
    };
    let functions = config["functions"].as_object();
    let found = functions
        .into_iter()
        .flatten()
        .filter(|(key, _)| fits(key))
        .max_by_key(|(key, _)| key.len());

    found.map_or(Value::Null, |(_, value)| value["maxDuration"].clone())
}

fn headers(route: &Value) -> BTreeSet<(String, String)> {
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

fn without_rs(file: &str) -> &str {
    file.strip_suffix(".rs").unwrap_or(file)
}

fn read(file: &Path) -> Result<Value> {
    let text =
        fs::read_to_string(file).with_context(|| format!("{} is missing", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", file.display()))
}

/// The files below a folder whose name ends so, by their path from there.
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
