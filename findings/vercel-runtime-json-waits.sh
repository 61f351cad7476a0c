#!/usr/bin/env bash
# vercel_runtime 2.4.1 with axum 0.8.9 (crates), Linux
#
# Expected: the content type is a label: the same bytes take the same time as JSON and as text.
# Happens: an answer labelled application/json is taken for a stream. Head and body leave in two
#   packets; on a kept connection the second waits until the first was acknowledged, which Linux
#   delays by 40 ms. As text/plain it leaves in one piece and takes well under a millisecond.
# Seen on 2026-11-28 (medians of the later half of 60 requests over one connection):
#   text/plain: 0.2 ms
#   application/json: 41 ms
# Why it matters here: every heartbeat's answer is JSON; one function answered 178 a second instead
#   of over 2,000.
# Our answer: api/_runtime/lib.rs hands every answer but files over in one piece.

# shellcheck source=support/prepare.sh
source "$(dirname "$0")/support/prepare.sh"
need python3

build_rust json_waits '
axum = { version = "=0.8.9", default-features = false, features = ["http1", "json", "tokio"] }
tokio = { version = "=1.54.1", features = ["macros", "rt"] }
tower = "=0.5.3"
vercel_runtime = { version = "=2.4.1", features = ["axum"] }
' <<'RUST'
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use tower::ServiceBuilder;
use vercel_runtime::axum::VercelLayer;

const BODY: &str = r#"{"alive":true}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), vercel_runtime::Error> {
    let router = Router::new()
        .route("/json", get(async || ([(CONTENT_TYPE, "application/json")], BODY)))
        .route("/text", get(async || ([(CONTENT_TYPE, "text/plain")], BODY)));
    vercel_runtime::run(ServiceBuilder::new().layer(VercelLayer::new()).service(router)).await
}
RUST

port=$(free_port)
VERCEL_DEV_PORT=$port "$target/debug/json_waits" >"$folder/log" 2>&1 &
started+=($!)

cat >"$folder/ask.py" <<'PYTHON'
"""Prints the median time of an answer in microseconds, over one connection."""
import http.client
import statistics
import sys
import time

port, path = int(sys.argv[1]), sys.argv[2]
deadline = time.monotonic() + 20
while True:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.connect()
        break
    except OSError:
        if time.monotonic() > deadline:
            raise
        time.sleep(0.05)

took = []
for _ in range(60):
    begin = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    assert answer.read() == b'{"alive":true}'
    took.append(time.perf_counter() - begin)
print(round(statistics.median(took[30:]) * 1_000_000))
PYTHON

text=$(python3 "$folder/ask.py" "$port" /text)
json=$(python3 "$folder/ask.py" "$port" /json)
echo "microseconds as text/plain: $text"
expect_between 'microseconds as application/json' 30000 100000 "$json"
expect_between 'times as long' 5 100000 "$((json / text))"
