//! Finds the server programs of `MariaDB` and installs them where that is possible.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

const PACKAGES: [&str; 2] = ["mariadb-server-core", "mariadb-client-core"];

const REMEDY: &str =
    "MariaDB's server programs (mariadbd, mariadb-install-db) are needed. Install them and run this again:
  Debian, Ubuntu:  apt-get install --no-install-recommends mariadb-server-core mariadb-client-core
  Fedora:          dnf install mariadb-server
  macOS:           brew install mariadb";

/// The programs that a throw-away server is made with.
pub(crate) struct Programs {
    pub(crate) server: PathBuf,
    pub(crate) install_db: PathBuf,
}

/// Finds the programs, and installs them first if they are missing and this user may.
pub(crate) fn find_or_install() -> Result<Programs> {
    if let Some(programs) = find() {
        return Ok(programs);
    }
    install().context(REMEDY)?;
    find().context(REMEDY)
}

/// Whether this user is root, as whom `mariadbd` only starts when told to.
pub(crate) fn is_root() -> Result<bool> {
    let output = Command::new("id").arg("-u").output().context("cannot run id")?;
    Ok(output.stdout.trim_ascii() == b"0")
}

fn find() -> Option<Programs> {
    Some(Programs { server: locate("mariadbd")?, install_db: locate("mariadb-install-db")? })
}

/// Looks where the shell looks, and in the folders of server programs, which an ordinary user's PATH lacks.
fn locate(program: &str) -> Option<PathBuf> {
    let script = r#"PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$1""#;
    let output = Command::new("sh").args(["-c", script, "sh", program]).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| PathBuf::from(path.trim_end()))
}

fn install() -> Result<()> {
    if locate("apt-get").is_none() {
        bail!("there is no apt-get on this machine");
    }
    if !is_root()? && !may_sudo() {
        bail!("this user is not root and has no password-free sudo");
    }
    println!("MariaDB's server programs are missing: installing {}", PACKAGES.join(" and "));
    // A broken foreign package source must not stop us: the install itself says whether it worked.
    if let Err(error) = apt_get(&["update"]) {
        println!("{error:#}; going on with the package lists at hand");
    }
    apt_get(&[&["install", "-y", "--no-install-recommends"], PACKAGES.as_slice()].concat())
}

fn may_sudo() -> bool {
    let tried =
        Command::new("sudo").args(["-n", "true"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    tried.is_ok_and(|status| status.success())
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut command = if is_root()? { Command::new("env") } else { Command::new("sudo") };
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
