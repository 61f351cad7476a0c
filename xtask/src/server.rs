//! A private database server for one run: an empty temporary folder, a free port of 127.0.0.1, nothing kept.

mod folder;
mod mariadb;
mod mysql;
mod newer_mariadb;
mod product;
mod unpacked;

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use launcher::{Guardian, free_port, tail};

pub(crate) use self::mariadb::PRODUCTION;
use self::product::Installed;
pub(crate) use self::product::Product;

/// The empty database that every server has from the start, for work by hand. The suites make their own.
const DATABASE: &str = "school";

const TIME_TO_START: Duration = Duration::from_mins(1);
const ATTEMPTS: usize = 3;

/// A running server; dropping it stops the server and removes its data.
pub(crate) struct Server {
    guardian: Guardian,
    port: u16,
    pid: u32,
}

enum Start {
    Ready(Server),
    PortTaken,
}

impl Server {
    /// Makes an empty database server and waits until it answers.
    pub(crate) fn start(product: Product) -> Result<Self> {
        let programs = product.find_or_install()?;
        for _ in 0..ATTEMPTS {
            match start_on(&programs, free_port()?)? {
                Start::Ready(server) => return Ok(server),
                Start::PortTaken => println!("another program took the port; trying the next"),
            }
        }

        bail!("the database server found its port taken {ATTEMPTS} times in a row")
    }

    /// The server's URL without a database, because each test makes its own. There is no password.
    pub(crate) fn url(&self) -> String {
        format!("mysql://root@127.0.0.1:{}", self.port)
    }

    /// The URL of the empty database that the server has from the start.
    pub(crate) fn database_url(&self) -> String {
        format!("{}/{DATABASE}", self.url())
    }

    /// The server's process.
    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }
}

/// The commands `cargo xtask mariadb` and `cargo xtask mysql`.
pub(crate) fn run_until_input_ends(product: Product) -> Result<()> {
    let server = Server::start(product)?;
    println!("{}", server.url());
    println!("It has an empty database: add /{DATABASE} to the URL.");
    println!("Runs until Ctrl-C or the end of the input; then all its data is removed.");

    // Ctrl-C ends this program at once; the guardian's watcher stops the server then.
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}

fn start_on(programs: &Installed, port: u16) -> Result<Start> {
    let mut guardian = Guardian::new("session-tracking-database-")?;
    let folder = guardian.folder().to_owned();
    programs.make_data(&folder)?;

    let mut command = programs.server(&folder, port)?;
    let pid = guardian.spawn(&mut command)?;
    wait_until_ready(Server {
        guardian,
        port,
        pid,
    })
}

fn wait_until_ready(mut server: Server) -> Result<Start> {
    let folder = server.guardian.folder().to_owned();
    let deadline = Instant::now() + TIME_TO_START;
    while Instant::now() < deadline {
        if greets(&folder.join("socket")) {
            return Ok(Start::Ready(server));
        }

        if let Some(status) = server.guardian.exit_status(server.pid)? {
            let log = tail(&folder.join("log"));
            if says_port_taken(&log) {
                return Ok(Start::PortTaken);
            }

            bail!("the database server ended by itself ({status}):\n{log}");
        }

        sleep(Duration::from_millis(20));
    }

    bail!(
        "the database server was not ready after {} s:\n{}",
        TIME_TO_START.as_secs(),
        tail(&folder.join("log"))
    )
}

/// Returns whether the server greets a client on its own socket, which opens after the port. Behind the port another
/// run's server could answer.
fn greets(socket: &Path) -> bool {
    read_first_byte(socket).is_ok()
}

fn read_first_byte(socket: &Path) -> io::Result<()> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    stream.read_exact(&mut [0])
}

fn says_port_taken(log: &str) -> bool {
    log.contains("Bind on TCP/IP port")
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn a_socket_that_says_nothing_is_not_ready() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("socket");
        assert!(!greets(&path));
        let _listener = UnixListener::bind(&path).unwrap();

        assert!(!greets(&path));
    }
}
