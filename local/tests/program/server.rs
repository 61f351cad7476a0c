//! The development server as a process of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

pub(crate) struct Server {
    process: Child,
    pub(crate) base: String,
    pub(crate) printed: Vec<String>,
    /// What it writes after that, once it has ended. Its output is read as long as it runs: to a closed pipe it could write no more.
    log: Option<JoinHandle<Vec<String>>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// Starts it on a free port, with nothing in its environment but `database` and `settings`.
    pub(crate) fn start(database: &str, settings: &[(&str, &str)]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_local"))
            .env_clear()
            .envs([("PORT", "0"), ("DATABASE_URL", database)])
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap())
            .lines()
            .map(Result::unwrap);
        let mut printed = Vec::new();

        for line in lines.by_ref() {
            let last = line.starts_with("Stop with");
            printed.push(line);

            if last {
                break;
            }
        }

        let start = printed
            .iter()
            .find_map(|line| line.trim().strip_prefix("Start page"))
            .expect("an address");
        let base = start.trim().trim_end_matches('/').to_owned();
        let log = std::thread::spawn(move || lines.collect());

        Self {
            process,
            base,
            printed,
            log: Some(log),
        }
    }

    /// Stops the server. Returns its log.
    pub(crate) fn stop(mut self) -> Vec<String> {
        let _ = self.process.kill();
        self.log.take().unwrap().join().unwrap()
    }
}
