//! `cargo lambda build`, and the checks of the template that need no account.

use std::ffi::{OsStr, OsString};
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
    let names = functions()?;
    // `cargo lambda` and its linker, ziglang, are found here.
    let path = path_with(tools)?;
    let mut cargo = Command::new("cargo");
    // The target is the machine's own: it must not be added to the toolchain.
    cargo.args(["lambda", "build", "--release", "--skip-target-check"]).env("PATH", &path);
    // By name, as SAM asks for them one by one: another choice is another set of features, built anew.
    cargo.args(names.iter().flat_map(|name| ["--bin", name]));
    run_command(&mut cargo)?;
    let folder = workspace().join("target/lambda");
    for name in &names {
        ensure!(folder.join(name).join("bootstrap").is_file(), "the bootstrap of {name} was not built");
    }
    println!("    {} bootstraps", names.len());
    package(tools, &path, names.len())?;
    Ok(folder)
}

/// Has SAM put together what `sam deploy` would upload.
fn package(tools: &Path, path: &OsStr, functions: usize) -> Result<()> {
    let folder = workspace().join("target/sam");
    let mut sam = Command::new(tools.join("sam"));
    sam.args(["build", "--template", "template.yaml", "--build-dir"]).arg(&folder);
    run_command(sam.env("SAM_CLI_TELEMETRY", "0").env("PATH", path))?;
    let packages = fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path().join("bootstrap")));
    let found = packages.filter(|bootstrap| bootstrap.is_file()).count();
    ensure!(found == functions, "SAM packed {found} functions of {functions}");
    Ok(())
}

/// The programs of `functions/`.
fn functions() -> Result<Vec<String>> {
    let files = fs::read_dir(workspace().join("functions/src/bin"))?;
    files
        .map(|file| Ok(file?.path().file_stem().context("no name")?.to_string_lossy().into_owned()))
        .collect()
}

fn path_with(tools: &Path) -> Result<OsString> {
    #[expect(clippy::disallowed_methods, reason = "a tool of the build is looked for here, no setting")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(tools.to_owned()).chain(std::env::split_paths(&path));
    std::env::join_paths(all).context("PATH cannot be made longer")
}
