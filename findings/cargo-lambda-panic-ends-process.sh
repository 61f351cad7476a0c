#!/usr/bin/env bash
# cargo-lambda 1.9.2 (PyPI), cargo from PATH
#
# Expected: `cargo lambda build --release` makes what `cargo build --release` makes, in a file of
#   another name: where the manifest says nothing, panics unwind.
# Happens: it adds `panic = "abort"` to the release profile. What catches panics, by std or by a layer
#   of a web framework, is compiled in and never reached: the process ends.
# Seen on 2026-11-28 with cargo 1.95.0, a program that catches its own panic:
#   cargo build: survived
#   cargo lambda build: ended by signal 6
#   cargo lambda build, manifest with panic = "unwind": survived
# Why it matters here: a panic must be an answer 500 of one request, not the end of an instance; and
#   tests of the same program built by plain cargo do not show it.
# Our answer: Cargo.toml says panic = "unwind", though that is cargo's default.

# shellcheck source=support/prepare.sh
source "$(dirname "$0")/support/prepare.sh"
need cargo python3

python3 -m venv "$folder/python"
# Its dependency, a linker for other machines, is not needed to build for this one.
"$folder/python/bin/pip" install --quiet --no-deps cargo-lambda==1.9.2
PATH="$folder/python/bin:$PATH"
export CARGO_TARGET_DIR="$folder/target"

mkdir -p "$folder/program/src"
cd "$folder/program"
cat >Cargo.toml <<'TOML'
[package]
name = "program"
version = "0.0.0"
edition = "2024"
TOML
cat >src/main.rs <<'RUST'
fn main() {
    let caught = std::panic::catch_unwind(|| panic!("one request's fault"));
    assert!(caught.is_err());
    println!("survived");
}
RUST

outcome() {
  local result=0
  (exec "$1") 2>/dev/null || result=$?
  if ((result > 128)); then echo "ended by signal $((result - 128))"; fi
}

lambda_build() {
  cargo lambda build --release --compiler cargo >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
}

cargo build --quiet --release
expect_equal 'cargo build' survived "$(outcome "$CARGO_TARGET_DIR/release/program")"

lambda_build
expect_equal 'cargo lambda build' 'ended by signal 6' "$(outcome "$CARGO_TARGET_DIR/lambda/program/bootstrap")"

printf '[profile.release]\npanic = "unwind"\n' >>Cargo.toml
lambda_build
expect_equal 'cargo lambda build, manifest with panic = "unwind"' survived \
  "$(outcome "$CARGO_TARGET_DIR/lambda/program/bootstrap")"
