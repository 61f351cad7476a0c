//! `cargo lambda build`: every function as AWS Lambda runs it, for this machine's architecture.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::command::{run_command, target_folder, workspace};
use crate::tools;

/// Returns the folder of `cargo-lambda`, `sam` and `cfn-lint`.
pub(crate) fn tools() -> Result<PathBuf> {
    tools::python(&workspace().join("xtask/tools/requirements.txt"))
}

/// Returns a PATH that finds `cargo lambda` and its linker, ziglang.
pub(crate) fn path() -> Result<OsString> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a tool of the build is looked for here, no setting"
    )]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(tools()?).chain(std::env::split_paths(&path));
    std::env::join_paths(all).context("PATH cannot be made longer")
}

/// Builds every function, and what else is named: a package and its program. Returns the folder of all.
///
/// By name, as SAM asks for them one by one, and over both platforms' packages, as deployments do: another choice
/// is another set of features, built anew.
pub(crate) fn build(more: Option<&str>) -> Result<PathBuf> {
    let functions = functions_of(workspace())?;
    let mut cargo = lambda_build(&functions)?;
    cargo.args(more.iter().flat_map(|name| ["--bin", name]));

    if let Some(package) = more {
        cargo.args(["-p", "lambda-functions", "-p", "vercel-api", "-p", package]);
    }

    run_command(&mut cargo)?;
    let folder = target_folder()?.join("lambda");

    for name in &functions {
        ensure!(
            bootstrap(&folder, name).is_file(),
            "the bootstrap of {name} was not built"
        );
    }

    println!("    {} bootstraps", functions.len());
    Ok(folder)
}

fn bootstrap(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).join("bootstrap")
}

/// The command that builds these programs of a checkout.
pub(crate) fn lambda_build(names: &[String]) -> Result<Command> {
    let mut cargo = Command::new("cargo");
    // The target is the machine's own: it must not be added to the toolchain.
    cargo
        .args(["lambda", "build", "--release", "--skip-target-check"])
        .args(names.iter().flat_map(|name| ["--bin", name]))
        .env("PATH", path()?);

    Ok(cargo)
}

/// The programs of `functions/` in a checkout.
pub(crate) fn functions_of(checkout: &Path) -> Result<Vec<String>> {
    let files = fs::read_dir(checkout.join("functions/src/bin"))?;
    files
        .map(|file| {
            Ok(file?
                .path()
                .file_stem()
                .context("no name")?
                .to_string_lossy()
                .into_owned())
        })
        .collect()
}
