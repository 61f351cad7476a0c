//! Runs `vercel build` offline.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use serde_json::json;

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
