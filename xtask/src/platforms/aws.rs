//! The checks of `template.yaml` that need no account, and what SAM makes of it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::bootstraps;
use crate::command::{run_command, target_folder, workspace};

/// Checks `template.yaml` as far as that goes without an account.
pub(super) fn validate(tools: &Path) -> Result<()> {
    let mut sam = Command::new(tools.join("sam"));
    sam.env("SAM_CLI_TELEMETRY", "0")
        .args(["validate", "--lint", "--template", "template.yaml"]);
    run_command(&mut sam)?;

    run_command(Command::new(tools.join("cfn-lint")).arg("template.yaml"))
}

/// Has SAM put together what `sam deploy` would upload.
pub(super) fn package(tools: &Path) -> Result<()> {
    let folder = target_folder()?.join("sam");
    let mut sam = Command::new(tools.join("sam"));
    sam.args(["build", "--template", "template.yaml", "--build-dir"])
        .arg(&folder);

    run_command(
        sam.env("SAM_CLI_TELEMETRY", "0")
            .env("PATH", bootstraps::path()?),
    )?;

    let packages =
        fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path().join("bootstrap")));
    let (found, wanted) = (
        packages.filter(|file| file.is_file()).count(),
        bootstraps::functions_of(workspace())?.len(),
    );

    ensure!(found == wanted, "SAM packed {found} functions of {wanted}");
    Ok(())
}
