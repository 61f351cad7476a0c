//! `cargo lambda build`, and the checks of the template that need no account.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::steps::{run_command, workspace};
use crate::tools;

/// Returns the folder of `cargo-lambda`, `sam` and `cfn-lint`.
pub(super) fn tools() -> Result<PathBuf> {
    tools::python(&workspace().join("xtask/tools/requirements.txt"))
}

/// Checks `template.yaml` as far as that goes without an account.
pub(super) fn validate(tools: &Path) -> Result<()> {
    let mut sam = Command::new(tools.join("sam"));
    sam.env("SAM_CLI_TELEMETRY", "0").args(["validate", "--lint", "--template", "template.yaml"]);
    run_command(&mut sam)?;
    run_command(Command::new(tools.join("cfn-lint")).arg("template.yaml"))
}

/// Builds every function for this machine's architecture. Returns the folder of the bootstraps.
pub(super) fn build(tools: &Path) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    // The target is the machine's own: it must not be added to the toolchain.
    cargo.args(["lambda", "build", "--release", "--package", "lambda-functions", "--skip-target-check"]);
    // `cargo lambda` and its linker, ziglang, are found here.
    run_command(cargo.env("PATH", path_with(tools)?))?;
    let folder = workspace().join("target/lambda");
    for name in functions()? {
        let bootstrap = folder.join(&name).join("bootstrap");
        ensure!(bootstrap.is_file(), "{} was not built", bootstrap.display());
    }
    println!("    {} bootstraps", functions()?.len());
    Ok(folder)
}

/// The programs of `functions/`.
fn functions() -> Result<Vec<String>> {
    let files = fs::read_dir(workspace().join("functions/src/bin"))?;
    files
        .map(|file| Ok(file?.path().file_stem().context("no name")?.to_string_lossy().into_owned()))
        .collect()
}

fn path_with(tools: &Path) -> Result<std::ffi::OsString> {
    #[expect(clippy::disallowed_methods, reason = "a tool of the build is looked for here, no setting")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(tools.to_owned()).chain(std::env::split_paths(&path));
    std::env::join_paths(all).context("PATH cannot be made longer")
}
