//! Where the suite's requests go: to a server in this process, or to the built functions of a platform
//! (`cargo xtask platforms` says which, by `TEST_PLATFORM`).

mod lambda;
mod routes;
mod vercel;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use axum::Router;
use axum::middleware::from_fn;
use launcher::{Guardian, OutsideClock};
use session_tracking::app::App;
use session_tracking::config::Config;
use session_tracking::http::{peer_address, unconfigured};
use session_tracking::routes::{ENDPOINTS, router};
use tokio::net::TcpListener;

pub(super) use lambda::{invoke_schedule, serve_on_lambda, start_emulator};

/// Settings by name, as the environment has them.
pub(crate) type Settings = HashMap<String, String>;

/// The platform whose built functions answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platform {
    /// The development server's own program.
    Local,
    Vercel,
    Lambda,
}

impl Platform {
    /// The platform of this run; `None` for the server in this process.
    pub(crate) fn of_this_run() -> Option<Self> {
        match variable("TEST_PLATFORM").as_deref() {
            None => None,
            Some("local") => Some(Self::Local),
            Some("vercel") => Some(Self::Vercel),
            Some("lambda") => Some(Self::Lambda),
            Some(other) => panic!("TEST_PLATFORM is {other}: local, vercel or lambda"),
        }
    }
}

/// The processes of one test's functions; they end with it.
#[derive(Debug)]
pub(crate) struct Processes {
    pub(super) guardian: Guardian,
    clock: OutsideClock,
    log: std::fs::File,
}

impl Processes {
    pub(super) fn new() -> Self {
        let guardian = Guardian::new("session-tracking-test-").unwrap();
        let library =
            variable("TEST_CLOCK_LIBRARY").expect("TEST_CLOCK_LIBRARY is libfaketime's file");
        let clock = OutsideClock::new(Path::new(&library), &guardian);
        let log = std::fs::File::create(guardian.folder().join("functions.log")).unwrap();

        Self {
            guardian,
            clock,
            log,
        }
    }

    pub(super) fn clock(&self) -> OutsideClock {
        self.clock.clone()
    }

    /// A function's program with its settings and no other environment, as the platform starts it.
    pub(super) fn command(&self, program: &Path, settings: &Settings) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(settings)
            .stdin(std::process::Stdio::null());

        command
            .stdout(self.log.try_clone().unwrap())
            .stderr(self.log.try_clone().unwrap());

        self.clock.rule(&mut command);
        command
    }

    fn log(&self) -> String {
        launcher::tail(&self.guardian.folder().join("functions.log"))
    }

    pub(super) fn clean_up_after(&mut self, pid: u32) {
        self.clock.clean_up_after(&mut self.guardian, pid).unwrap();
    }
}

/// Listens on a free port. Returns the address too, as a URL.
pub(super) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    (listener, base)
}

/// Serves every endpoint on `listener`; with settings that cannot be used, as a process that says so.
pub(super) fn serve_in_process(listener: TcpListener, app: Option<&App>) {
    let routes = app.map_or_else(unconfigured, |app| router(&ENDPOINTS, app));
    let service = routes
        .layer(from_fn(peer_address))
        .into_make_service_with_connect_info::<SocketAddr>();

    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
}

/// Starts the development server's program and waits until it serves.
pub(super) async fn serve_locally(processes: &mut Processes, settings: &Settings, port: u16) {
    let program = variable("TEST_FUNCTIONS").expect("TEST_FUNCTIONS is the built `local`");
    let mut command = processes.command(Path::new(&program), settings);
    let pid = processes
        .guardian
        .spawn(command.env("PORT", port.to_string()))
        .unwrap();
    processes.clean_up_after(pid);
    while tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .is_err()
    {
        assert_eq!(
            processes.guardian.exit_status(pid).unwrap(),
            None,
            "{}",
            processes.log()
        );

        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

/// Serves the built functions of `vercel build` on `listener`.
pub(super) fn serve_on_vercel(listener: TcpListener, processes: Processes, settings: Settings) {
    let output = variable("TEST_FUNCTIONS").expect("TEST_FUNCTIONS is .vercel/output");
    let routes: Router = vercel::router(Path::new(&output), processes, settings);
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();

    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
}

pub(super) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Reads settings as the product does.
pub(super) fn config(settings: &Settings) -> Option<Config> {
    Config::from_lookup(|name| settings.get(name).cloned()).ok()
}

#[expect(
    clippy::disallowed_methods,
    reason = "`cargo xtask` tells the suite here what it runs on"
)]
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
