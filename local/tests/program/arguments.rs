//! What the development server says to arguments.

use std::process::{Command, Output};

fn run(argument: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_local");
    Command::new(program)
        .arg(argument)
        .output()
        .expect("cargo built it")
}

#[test]
fn help_is_given_and_nothing_is_started() {
    let output = run("--help");
    let text = String::from_utf8(output.stdout).unwrap();

    assert!(output.status.success());
    for name in ["--motion", "PORT", "DATABASE_URL", "DEMO_PACE"] {
        assert!(text.contains(name), "{name} is missing in {text}");
    }
}

#[test]
fn an_unknown_argument_is_refused_with_the_known_ones() {
    let output = run("--moton");
    let text = String::from_utf8(output.stderr).unwrap();

    assert_eq!(output.status.code(), Some(2));
    assert!(text.contains("--motion"), "{text}");
}
