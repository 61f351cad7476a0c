//! The built bootstraps behind the emulator of `cargo lambda watch`.

use std::path::PathBuf;
use std::process::Command;

use launcher::lambda::Emulator;
use serde_json::Value;
use session_tracking::routes::ENDPOINTS;

use super::{Processes, Settings, variable, workspace};

/// The function that has no address: the schedule invokes it.
const SCHEDULE: &str = "session-timeout-schedule";

/// Starts the emulator of `cargo lambda watch`, whose address the functions must know before they start.
pub(in crate::support) fn start_emulator(processes: &mut Processes) -> Emulator {
    Emulator::start(&mut processes.guardian, &cargo_lambda(), &workspace()).unwrap()
}

/// Starts every built bootstrap behind the emulator.
pub(in crate::support) fn serve_on_lambda(
    emulator: &Emulator,
    processes: &mut Processes,
    settings: &Settings,
) {
    let folder =
        PathBuf::from(variable("TEST_FUNCTIONS").expect("TEST_FUNCTIONS is target/lambda"));
    for name in ENDPOINTS
        .iter()
        .map(|endpoint| endpoint.name)
        .chain([SCHEDULE])
    {
        let mut command = processes.command(&folder.join(name).join("bootstrap"), settings);
        let pid = emulator
            .start_function(&mut processes.guardian, name, &mut command)
            .unwrap();

        processes.clean_up_after(pid);
    }
}

/// Invokes the schedule's function with an event of the schedule. Returns its answer.
pub(in crate::support) fn invoke_schedule(port: u16) -> Value {
    let invoke = Command::new(cargo_lambda())
        .args([
            "lambda",
            "invoke",
            SCHEDULE,
            "-A",
            "127.0.0.1",
            "-P",
            &port.to_string(),
            "--data-file",
        ])
        .arg(workspace().join("functions/events/schedule.json"))
        .output()
        .unwrap();

    assert!(
        invoke.status.success(),
        "{}",
        String::from_utf8_lossy(&invoke.stderr)
    );

    serde_json::from_slice(&invoke.stdout).unwrap()
}

fn cargo_lambda() -> PathBuf {
    PathBuf::from(
        variable("TEST_CARGO_LAMBDA").expect("TEST_CARGO_LAMBDA is cargo-lambda's program"),
    )
}
