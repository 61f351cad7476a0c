//! Finds programs that come from packages of the system, and installs them where that is possible.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Programs that come together.
pub(crate) struct Tools<const N: usize> {
    /// The name in messages.
    name: &'static str,
    programs: [&'static str; N],
    packages: &'static [&'static str],
    remedy: &'static str,
}

const MARIADB: Tools<2> = Tools {
    name: "MariaDB's server programs",
    programs: ["mariadbd", "mariadb-install-db"],
    packages: &["mariadb-server-core", "mariadb-client-core"],
    remedy:
        "MariaDB's server programs (mariadbd, mariadb-install-db) are needed. Install them and run this again:
  Debian, Ubuntu:  apt-get install --no-install-recommends mariadb-server-core mariadb-client-core
  Fedora:          dnf install mariadb-server
  macOS:           brew install mariadb",
};

/// A load generator for HTTP.
pub(crate) const WRK: Tools<1> = Tools {
    name: "wrk",
    programs: ["wrk"],
    packages: &["wrk"],
    remedy: "wrk, a load generator for HTTP, is needed (Debian, Ubuntu, Fedora, Homebrew: package wrk).",
};

/// A load generator for databases.
pub(crate) const SYSBENCH: Tools<1> = Tools {
    name: "sysbench",
    programs: ["sysbench"],
    packages: &["sysbench"],
    remedy: "sysbench, a load generator for databases, is needed (Debian, Ubuntu, Fedora, Homebrew: package sysbench).",
};

/// Sets the clock of a program from outside.
const FAKETIME: Tools<1> = Tools {
    name: "libfaketime",
    programs: ["faketime"],
    packages: &["faketime"],
    remedy: "libfaketime is needed (Debian, Ubuntu: package faketime; Fedora: libfaketime).",
};

/// The browser of the browser tests.
pub(crate) const CHROMIUM: Tools<1> = Tools {
    name: "Chromium",
    programs: ["chromium"],
    packages: &["chromium"],
    remedy:
        "Chromium is needed (Debian, Ubuntu, Fedora: package chromium). Another one is named by TEST_CHROMIUM:
  TEST_CHROMIUM=/usr/bin/google-chrome cargo test -p e2e",
};

/// Node and its package manager.
pub(crate) const NODE: Tools<2> = Tools {
    name: "Node and npm",
    programs: ["node", "npm"],
    packages: &["nodejs", "npm"],
    remedy: "Node 20 or newer and npm are needed (Debian, Ubuntu: packages nodejs and npm).",
};

/// The programs that a throw-away server is made with.
pub(crate) struct Programs {
    pub(crate) server: PathBuf,
    pub(crate) install_db: PathBuf,
}

/// Finds MariaDB's programs, and installs them first if they are missing and this user may.
pub(crate) fn find_or_install() -> Result<Programs> {
    let [server, install_db] = MARIADB.find_or_install()?;
    Ok(Programs { server, install_db })
}

/// Finds libfaketime's file for programs with threads, as `LD_PRELOAD` takes it (it may hold the loader's own
/// `$LIB`); installs it first if it is missing and this user may.
pub(crate) fn clock_library() -> Result<PathBuf> {
    let [faketime] = FAKETIME.find_or_install()?;
    // The program passes the path of its library to each program that it starts.
    let asked = Command::new(faketime)
        .args(["-m", "2026-01-01", "printenv", "LD_PRELOAD"])
        .output()?;
    let path = String::from_utf8(asked.stdout)?;
    if path.trim().is_empty() {
        bail!("faketime names no library");
    }

    Ok(path.trim().into())
}

impl<const N: usize> Tools<N> {
    /// Finds the programs, and installs them first if they are missing and this user may.
    pub(crate) fn find_or_install(&self) -> Result<[PathBuf; N]> {
        if let Some(programs) = self.find() {
            return Ok(programs);
        }

        self.install().context(self.remedy)?;
        self.find().context(self.remedy)
    }

    fn find(&self) -> Option<[PathBuf; N]> {
        let found: Option<Vec<PathBuf>> = self
            .programs
            .iter()
            .map(|program| locate(program))
            .collect();
        found?.try_into().ok()
    }

    fn install(&self) -> Result<()> {
        if locate("apt-get").is_none() {
            bail!("there is no apt-get on this machine");
        }

        if !is_root()? && !may_sudo() {
            bail!("this user is not root and has no password-free sudo");
        }

        println!(
            "Missing: {}; installing {}",
            self.name,
            self.packages.join(" and ")
        );

        // A broken foreign package source must not stop us: the install itself says whether it worked.
        if let Err(error) = apt_get(&["update"]) {
            println!("{error:#}; going on with the package lists at hand");
        }

        apt_get(&[&["install", "-y", "--no-install-recommends"], self.packages].concat())
    }
}

/// Returns whether this user is root: `mariadbd` then needs `--user=root`.
pub(crate) fn is_root() -> Result<bool> {
    let output = Command::new("id")
        .arg("-u")
        .output()
        .context("cannot run id")?;
    Ok(output.stdout.trim_ascii() == b"0")
}

/// Looks where the shell looks, and in the folders of server programs, which an ordinary user's PATH lacks.
fn locate(program: &str) -> Option<PathBuf> {
    let script = r#"PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$1""#;
    let output = Command::new("sh")
        .args(["-c", script, "sh", program])
        .output()
        .ok()?;
    let path = String::from_utf8(output.stdout).ok()?;

    output
        .status
        .success()
        .then(|| PathBuf::from(path.trim_end()))
}

/// Returns whether there is a program of this name.
pub(crate) fn is_installed(program: &str) -> bool {
    locate(program).is_some()
}

fn may_sudo() -> bool {
    let tried = Command::new("sudo")
        .args(["-n", "true"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success())
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut command = if is_root()? {
        Command::new("env")
    } else {
        Command::new("sudo")
    };

    if !is_root()? {
        command.args(["-n", "env"]);
    }

    let status = command
        .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"])
        .args(arguments)
        .stdin(Stdio::null())
        .status()
        .context("cannot run apt-get")?;

    if !status.success() {
        bail!("`apt-get {}` failed ({status})", arguments.join(" "));
    }

    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_by_name() {
        assert!(locate("sh").unwrap().is_file());
        assert_eq!(locate("no-such-program-anywhere"), None);
    }
}
