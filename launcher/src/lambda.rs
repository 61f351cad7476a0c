//! Functions as AWS Lambda runs them, behind the emulator of `cargo lambda watch`, which stands in for API
//! Gateway: its routes are those of the workspace's `Cargo.toml`.

use std::fs::File;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{Guardian, free_port, tail};

const TIME_TO_START: Duration = Duration::from_secs(30);

/// A running emulator.
#[derive(Debug)]
pub struct Emulator {
    /// Its port on 127.0.0.1.
    pub port: u16,
}

impl Emulator {
    /// Starts the emulator without any function and waits until it listens. `program` is `cargo-lambda`.
    pub fn start(guardian: &mut Guardian, program: &Path, workspace: &Path) -> Result<Self> {
        let port = free_port()?;
        let path = guardian.folder().join("emulator.log");
        let log = File::create(&path)?;
        let mut command = Command::new(program);

        command
            .args([
                "lambda",
                "watch",
                "--only-lambda-apis",
                "--disable-cors",
                "-A",
                "127.0.0.1",
                "-P",
            ])
            .arg(port.to_string())
            .current_dir(workspace)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);

        let pid = guardian.spawn(&mut command)?;
        let deadline = Instant::now() + TIME_TO_START;
        while Instant::now() < deadline && guardian.exit_status(pid)?.is_none() {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(Self { port });
            }

            sleep(Duration::from_millis(5));
        }

        bail!("`cargo lambda watch` did not start:\n{}", tail(&path))
    }

    /// Starts one function's program, which asks the emulator for work. `command` has its environment already.
    pub fn start_function(
        &self,
        guardian: &mut Guardian,
        name: &str,
        command: &mut Command,
    ) -> Result<u32> {
        command
            .env(
                "AWS_LAMBDA_RUNTIME_API",
                format!("http://127.0.0.1:{}/.rt/{name}", self.port),
            )
            .env("AWS_LAMBDA_FUNCTION_NAME", name)
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1");

        guardian.spawn(command)
    }
}
