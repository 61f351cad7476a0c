# Sourced by each finding. Gives a temporary folder that is removed at the end, programs that are
# stopped at the end, a database server, and Rust programs with pinned packages.

set -euo pipefail

folder=$(mktemp -d)
# Set FINDINGS_TARGET_DIR to keep built packages from one finding to the next.
target=${FINDINGS_TARGET_DIR:-$folder/target}
started=()

clean_up() {
  local result=$?
  for process in "${started[@]}"; do
    kill "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
  rm -rf "$folder"
  exit "$result"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

# Stops with a message unless every named program is there.
need() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || { echo "This finding needs $program." >&2; exit 1; }
  done
}

# expect_equal DESCRIPTION RECORDED SEEN: prints what was seen; fails unless it is as recorded.
expect_equal() {
  local what=$1 recorded=$2 seen=$3
  echo "$what: $seen"
  if [[ $seen != "$recorded" ]]; then
    echo "CHANGED: recorded was $recorded" >&2
    exit 1
  fi
}

# expect_between DESCRIPTION LEAST MOST SEEN: the same for whole numbers.
expect_between() {
  local what=$1 least=$2 most=$3 seen=$4
  echo "$what: $seen"
  if ((seen < least || seen > most)); then
    echo "CHANGED: recorded was $least to $most" >&2
    exit 1
  fi
}

# Prints a port of 127.0.0.1 that is free now.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Starts a MariaDB of its own. Sets `port`; prints the server's version.
start_mariadb() {
  need mariadbd mariadb mariadb-install-db python3
  local user
  user=$(id -un)
  port=$(free_port)
  mariadb-install-db --no-defaults --user="$user" --datadir="$folder/data" --skip-test-db \
    --auth-root-authentication-method=normal --skip-name-resolve >"$folder/install.log" 2>&1
  mariadbd --no-defaults --user="$user" --datadir="$folder/data" --socket="$folder/s.sock" \
    --pid-file="$folder/pid" --port="$port" --bind-address=127.0.0.1 --skip-name-resolve \
    --skip-log-bin --innodb-buffer-pool-size=256M --performance-schema=OFF \
    "$@" >"$folder/mariadb.log" 2>&1 &
  started+=($!)

  for _ in $(seq 500); do
    if sql 'SELECT 1' >/dev/null 2>&1; then
      sql 'CREATE DATABASE finding'
      echo "MariaDB $(sql 'SELECT VERSION()')"
      return
    fi
    sleep 0.05
  done
  cat "$folder/mariadb.log" >&2
  exit 1
}

# Runs SQL and prints the bare rows.
sql() {
  mariadb --no-defaults -uroot --socket="$folder/s.sock" --batch --skip-column-names -e "$1" "${2:-}"
}

# build_rust NAME DEPENDENCIES [--release]: builds a program from the source on standard input. It
# lies at `$target/debug/NAME` or `$target/release/NAME` afterwards.
build_rust() {
  need cargo
  local name=$1 dependencies=$2
  shift 2
  mkdir -p "$folder/$name/src"
  cat >"$folder/$name/src/main.rs"
  cat >"$folder/$name/Cargo.toml" <<TOML
[package]
name = "$name"
version = "0.0.0"
edition = "2024"
[profile.dev]
debug = false
[dependencies]
$dependencies
TOML
  CARGO_TARGET_DIR="$target" cargo build --quiet "$@" --manifest-path "$folder/$name/Cargo.toml"
}

# http_api_event PATH: prints the event that API Gateway's HTTP API sends for a GET.
http_api_event() {
  cat <<JSON
{
  "version": "2.0", "routeKey": "\$default", "rawPath": "$1", "rawQueryString": "",
  "headers": {"host": "example.test"}, "isBase64Encoded": false,
  "requestContext": {
    "stage": "\$default",
    "http": {
      "method": "GET", "path": "$1", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1",
      "userAgent": "finding"
    }
  }
}
JSON
}
