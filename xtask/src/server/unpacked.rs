//! Programs of a newer Debian, unpacked into `target/tools` and run by their own loader: nothing is installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::command::{run_command, workspace};
use crate::install;

/// A package of a suite of Debian, with all that it needs.
#[derive(Debug)]
pub(super) struct DebianPackage {
    /// The folder's name.
    pub(super) name: &'static str,
    pub(super) suite: &'static str,
    pub(super) package: &'static str,
    /// The file that shows that it was unpacked.
    pub(super) program: &'static str,
    /// What to do where it cannot be unpacked.
    pub(super) remedy: &'static str,
}

/// An unpacked package.
#[derive(Debug)]
pub(crate) struct Unpacked {
    root: PathBuf,
    loader: &'static str,
    libraries: &'static str,
}

/// Debian's keys: what they did not sign is not run.
const KEYS: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

impl DebianPackage {
    /// Finds the unpacked package, and unpacks it first if it is missing. It stays what it is until its folder is
    /// removed.
    pub(super) fn find_or_unpack(&self) -> Result<Unpacked> {
        let folder = workspace().join("target/tools").join(self.name);
        let unpacked = Unpacked::at(folder.join("root")).context(self.remedy)?;

        if !unpacked.root.join(self.program).is_file() {
            Self::check_machine().context(self.remedy)?;
            println!(
                "Missing: {}; unpacking {} of Debian {}",
                self.name, self.package, self.suite
            );

            self.unpack(&folder, &unpacked.root).context(self.remedy)?;
        }

        self.print_version(&unpacked)?;
        Ok(unpacked)
    }

    fn check_machine() -> Result<()> {
        for program in ["apt-get", "dpkg-deb"] {
            if !install::is_installed(program) {
                bail!("there is no {program} on this machine");
            }
        }

        if !Path::new(KEYS).is_file() {
            bail!("Debian's keys are missing: {KEYS} (package debian-archive-keyring)");
        }

        Ok(())
    }

    /// Downloads the package and what it needs, by lists and a state that are not the machine's own.
    fn unpack(&self, folder: &Path, root: &Path) -> Result<()> {
        for part in ["lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(folder.join(part))?;
        }

        let source = format!(
            "deb [signed-by={KEYS}] http://deb.debian.org/debian {} main\n",
            self.suite
        );
        fs::write(folder.join("sources.list"), source)?;
        // As if nothing were installed: the programs must not need this machine's libraries.
        fs::write(folder.join("status"), "")?;

        run_command(apt_get(folder)?.arg("update"))?;
        run_command(apt_get(folder)?.args(["install", "-d", "-y", self.package]))?;

        // Only a whole folder counts as unpacked.
        let partial = folder.join("partial");
        fs::create_dir_all(&partial)?;
        for entry in fs::read_dir(folder.join("cache/archives"))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "deb") {
                let status = Command::new("dpkg-deb")
                    .arg("-x")
                    .args([&path, &partial])
                    .status()?;
                if !status.success() {
                    bail!("dpkg-deb could not unpack {} ({status})", path.display());
                }
            }
        }

        fs::rename(&partial, root)?;
        fs::remove_dir_all(folder.join("cache"))?;
        Ok(())
    }

    fn print_version(&self, unpacked: &Unpacked) -> Result<()> {
        let output = unpacked
            .command(self.program)
            .args(["--no-defaults", "--version"])
            .output()
            .with_context(|| format!("cannot run {}", self.program))?;
        println!(
            "{}: {}",
            self.name,
            version(&String::from_utf8_lossy(&output.stdout))
        );
        Ok(())
    }
}

impl Unpacked {
    /// Fails on a machine whose kind of processor was not thought of.
    fn at(root: PathBuf) -> Result<Self> {
        let (loader, libraries) = match std::env::consts::ARCH {
            "x86_64" => ("usr/lib64/ld-linux-x86-64.so.2", "x86_64-linux-gnu"),
            "aarch64" => ("usr/lib/ld-linux-aarch64.so.1", "aarch64-linux-gnu"),
            other => bail!("nobody tried this on {other}"),
        };

        Ok(Self {
            root,
            loader,
            libraries,
        })
    }

    /// The command of a program, by the loader and the libraries that came with it.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.root.join(self.loader));
        command
            .arg("--library-path")
            .arg(self.root.join("usr/lib").join(self.libraries))
            .arg(self.root.join(program));
        command
    }

    /// A path inside, as this machine sees it.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// An option whose value is a path inside.
    pub(super) fn option(&self, name: &str, path: &str) -> String {
        format!("--{name}={}", self.root.join(path).display())
    }
}

/// Returns the version in what a server's `--version` prints: `/path/mysqld  Ver 9.7.4 for Linux on x86_64 (..)`.
fn version(printed: &str) -> &str {
    let (_, version) = printed.split_once(" Ver ").unwrap_or_default();
    version.split(" for ").next().unwrap_or_default()
}

/// apt-get with lists, packages and a state of its own.
fn apt_get(folder: &Path) -> Result<Command> {
    let mut command = Command::new("apt-get");
    command.arg("-q").stdin(Stdio::null());

    let paths = [
        ("Dir::Etc::sourcelist", "sources.list"),
        ("Dir::State::lists", "lists"),
        ("Dir::State::status", "status"),
        ("Dir::Cache", "cache"),
    ];
    for (name, path) in paths {
        command.arg(format!("-o{name}={}", folder.join(path).display()));
    }

    command.args([
        "-oDir::Etc::sourceparts=/dev/null",
        "-oAPT::Install-Recommends=false",
    ]);
    if install::is_root()? {
        // Its own user could not write to the folder.
        command.arg("-oAPT::Sandbox::User=root");
    }

    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_what_a_server_prints() {
        let mysql = "/a/mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))";
        assert_eq!(version(mysql), "9.7.4-2");
        let mariadb =
            "/a/mariadbd  Ver 11.8.9-MariaDB from Debian for debian-linux-gnu (-- see /b)";
        assert_eq!(version(mariadb), "11.8.9-MariaDB from Debian");
        assert_eq!(version("nonsense"), "");
    }
}
