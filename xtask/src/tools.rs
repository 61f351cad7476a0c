//! Tools of npm and `PyPI`, exactly as the lock files name them, in folders below `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::{run_command, workspace};
use crate::install::NODE;

/// Installs what a `package.json` and its lock file name into `target/tools/NAME`, unless it is there already.
/// Returns that folder.
pub(crate) fn npm(name: &str, from: &Path) -> Result<PathBuf> {
    let [_, npm] = NODE.find_or_install()?;
    let folder = tools().join(name);
    let lock = fs::read(from.join("package-lock.json")).context("a package-lock.json is needed")?;
    if fs::read(folder.join("installed")).ok().as_ref() == Some(&lock) {
        return Ok(folder);
    }

    fs::create_dir_all(&folder)?;
    for file in ["package.json", "package-lock.json", ".npmrc"] {
        if file != ".npmrc" || from.join(file).exists() {
            fs::copy(from.join(file), folder.join(file))
                .with_context(|| format!("cannot copy {file}"))?;
        }
    }

    // Not `npm ci`: that insists on optional packages for other systems, which not every registry has. No package
    // of ours needs a script, and none gets to run one.
    let mut command = Command::new(npm);
    command
        .args(["install", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&folder);

    run_command(&mut command)?;
    fs::write(folder.join("installed"), lock)?;

    Ok(folder)
}

/// Installs `requirements` into a virtual environment of its own, unless it is there already. Returns the
/// folder of its programs.
pub(crate) fn python(requirements: &Path) -> Result<PathBuf> {
    let folder = tools().join("python");
    let programs = folder.join("bin");
    let wanted = fs::read(requirements).context("a requirements.txt is needed")?;
    if fs::read(folder.join("installed")).ok().as_ref() == Some(&wanted) {
        return Ok(programs);
    }

    fs::create_dir_all(&folder)?;
    run_command(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
    )
    .context(
        "Python 3.9 or newer with its venv module is needed (Debian, Ubuntu: package python3-venv)",
    )?;

    let mut install = Command::new(programs.join("pip"));
    install
        .args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
        ])
        .arg(requirements);

    run_command(&mut install)?;
    fs::write(folder.join("installed"), wanted)?;

    Ok(programs)
}

fn tools() -> PathBuf {
    workspace().join("target/tools")
}
