//! Runs programs in the workspace's folder, and says where that and the build's results are.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// Prints a program's command line and runs it to its end, in the workspace's folder unless the command names
/// another one. A status other than success is an error.
pub(crate) fn run_command(command: &mut Command) -> Result<()> {
    let line = command_line(command);
    println!("\n==> {line}");

    if command.get_current_dir().is_none() {
        command.current_dir(workspace());
    }

    forget_own_package(command);

    let status = command
        .status()
        .with_context(|| format!("cannot run `{line}`"))?;

    if !status.success() {
        bail!("`{line}` ended with {status}");
    }

    Ok(())
}

/// Removes from a command's environment what `cargo run` told this program about itself: some build scripts would
/// run again because of it.
pub(crate) fn forget_own_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" {
            command.env_remove(name);
        }
    }
}

/// Writes a command as a developer would type it in the workspace's folder.
fn command_line(command: &Command) -> String {
    let folder = format!("{}/", workspace().display());
    let words = std::iter::once(command.get_program()).chain(command.get_args());

    words
        .map(|word| word.to_string_lossy().replace(&folder, ""))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The workspace's folder.
pub(crate) fn workspace() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// The folder that this program was built into.
pub(crate) fn target_folder() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    Ok(program
        .ancestors()
        .nth(2)
        .context("this program lies in no target folder")?
        .to_owned())
}

/// The time since an instant, for messages.
pub(crate) fn elapsed(since: Instant) -> String {
    format!("{:.1} s", since.elapsed().as_secs_f32())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_the_folder_above() {
        assert!(workspace().join("xtask/Cargo.toml").is_file());
    }

    #[test]
    fn paths_of_the_workspace_are_shown_as_typed_there() {
        let mut command = Command::new("cp");
        command
            .arg(workspace().join("Cargo.toml"))
            .arg("/elsewhere");

        assert_eq!(command_line(&command), "cp Cargo.toml /elsewhere");
    }
}
