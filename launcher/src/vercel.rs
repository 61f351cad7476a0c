//! A function as Vercel runs it: an HTTP server on a port that the platform names, which reports over a Unix
//! socket that it has started, and the end of every request.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{Guardian, free_port};

const TIME_TO_START: Duration = Duration::from_secs(10);

/// Names the invocation that a request belongs to; Vercel's proxy sets it.
pub const INVOCATION_ID: &str = "x-vercel-internal-invocation-id";
/// Numbers the requests of a process; Vercel's proxy sets it.
pub const REQUEST_ID: &str = "x-vercel-internal-request-id";

/// A running function.
#[derive(Debug)]
pub struct Function {
    /// Its process.
    pub pid: u32,
    /// Its port on 127.0.0.1.
    pub port: u16,
    /// The time from the start of the process to its report that it serves.
    pub ready_after: Duration,
    ended: Arc<Ended>,
}

/// The requests that the function reported as ended.
#[derive(Debug, Default)]
struct Ended {
    requests: Mutex<HashSet<u64>>,
    changed: Condvar,
}

impl Function {
    /// Starts a function's program and waits until it serves. `command` has its environment already.
    pub fn start(guardian: &mut Guardian, command: &mut Command) -> Result<Self> {
        let port = free_port()?;
        let socket = guardian.folder().join(format!("{port}.ipc"));
        let listener = UnixListener::bind(&socket).context("no Unix socket")?;
        let ended = Arc::new(Ended::default());

        let (started, is_started) = channel();
        let told = ended.clone();

        thread::spawn(move || {
            if let Ok((stream, _)) = listener.accept() {
                listen(stream, &started, &told);
            }
        });

        let since = Instant::now();
        let command = command
            .env("VERCEL_IPC_PATH", &socket)
            .env("VERCEL_DEV_PORT", port.to_string());
        let pid = guardian.spawn(command)?;

        while since.elapsed() < TIME_TO_START {
            if let Ok(at) = is_started.recv_timeout(Duration::from_millis(20)) {
                return Ok(Self {
                    pid,
                    port,
                    ready_after: at - since,
                    ended,
                });
            }

            if guardian.exit_status(pid)?.is_some() {
                break;
            }
        }

        // The thread may wait still: nobody else will connect.
        drop(UnixStream::connect(&socket));
        bail!(
            "{} did not report that it serves",
            Path::new(command.get_program()).display()
        )
    }

    /// Waits until the function has reported the end of a request. Returns whether it did in time.
    ///
    /// Until then Vercel keeps the invocation, and its bill, open.
    #[must_use]
    pub fn has_ended(&self, request: u64, patience: Duration) -> bool {
        let requests = self
            .ended
            .requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .ended
            .changed
            .wait_timeout_while(requests, patience, |ended| !ended.contains(&request));

        waited.is_ok_and(|(mut ended, _)| ended.remove(&request))
    }
}

/// Reads messages, each closed by a zero byte.
fn listen(stream: impl Read, started: &Sender<Instant>, ended: &Ended) {
    for message in BufReader::new(stream).split(0) {
        let Ok(bytes) = message else { return };
        let at = Instant::now();
        let Ok(message) = serde_json::from_slice::<Value>(&bytes) else {
            continue;
        };

        match message["type"].as_str() {
            // The receiver is gone if the function was late.
            Some("server-started") => drop(started.send(at)),
            Some("end") => {
                if let Some(request) = message["payload"]["context"]["requestId"].as_u64() {
                    ended
                        .requests
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .insert(request);

                    ended.changed.notify_all();
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_one_by_one_and_what_is_unknown_is_passed_over() {
        let text = b"{\"type\":\"server-started\",\"payload\":{}}\0{\"type\":\"log\"}\0nonsense\0\
            {\"type\":\"end\",\"payload\":{\"context\":{\"invocationId\":\"a\",\"requestId\":7},\"error\":null}}\0";
        let (started, is_started) = channel();
        let ended = Arc::new(Ended::default());
        listen(&text[..], &started, &ended);
        assert!(is_started.try_recv().is_ok());
        let function = Function {
            pid: 0,
            port: 0,
            ready_after: Duration::ZERO,
            ended,
        };
        assert!(function.has_ended(7, Duration::ZERO));
        assert!(
            !function.has_ended(7, Duration::ZERO),
            "each end is reported once"
        );
    }

    #[test]
    fn a_program_that_never_reports_is_an_error() {
        let mut guardian = Guardian::new("launcher-test-").unwrap();
        let error = Function::start(&mut guardian, Command::new("sh").args(["-c", "exit 0"]));
        assert!(error.is_err());
    }
}
