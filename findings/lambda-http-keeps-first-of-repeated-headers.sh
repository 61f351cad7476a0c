#!/usr/bin/env bash
# lambda_http 1.3.2, aws_lambda_events 1.2.1 (crates), event of an HTTP API (payload format 2.0)
#
# Expected: a header that the handler sets twice arrives twice, or joined by a comma, which payload
#   format 2.0 asks for and a comment in the crate announces.
# Happens: only the first value is in the answer. The others are dropped without a word. Cookies
#   alone are kept, because the format has a list for them.
# Seen on 2026-11-28:
#   handler set: Vary: Accept; Vary: Cookie
#   API Gateway gets: {"vary":"Accept"}, multiValueHeaders {}
#   cookies: ["a=1","b=2"]
# Why it matters here: two layers of a router that each add a header (Vary, Link) never notice that
#   one of the two is lost, and no test that asks the router itself does.
# Our answer: a layer adds a header only where there is none (shared/src/http/layers.rs).

# shellcheck source=support/prepare.sh
source "$(dirname "$0")/support/prepare.sh"
need python3

build_rust repeated_headers '
aws_lambda_events = { version = "=1.2.1", default-features = false }
lambda_http = { version = "=1.3.2", default-features = false, features = ["apigw_http"] }
serde_json = "1"
tokio = { version = "=1.54.1", features = ["macros", "rt"] }
' <<'RUST'
use lambda_http::http::header::{SET_COOKIE, VARY};
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Body, Context, Error, LambdaEvent, Request, Response, Service};
use lambda_http::service_fn;

async fn handle(_request: Request) -> Result<Response<Body>, Error> {
    let response = Response::builder()
        .header(VARY, "Accept")
        .header(VARY, "Cookie")
        .header(SET_COOKIE, "a=1")
        .header(SET_COOKIE, "b=2");
    Ok(response.body(Body::Empty)?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let event: LambdaRequest = serde_json::from_reader(std::io::stdin())?;
    let mut service = Adapter::from(service_fn(handle));
    let answer = service.call(LambdaEvent::new(event, Context::default())).await?;
    println!("{}", serde_json::to_string(&answer)?);
    Ok(())
}
RUST

http_api_event / | "$target/debug/repeated_headers" >"$folder/answer"

# Prints one member of the answer without spaces.
member() {
  python3 -c '
import json, sys
answer = json.load(open(sys.argv[1]))
print(json.dumps(answer.get(sys.argv[2], {}), separators=(",", ":")))' "$folder/answer" "$1"
}

expect_equal 'headers' '{"vary":"Accept"}' "$(member headers)"
expect_equal 'multiValueHeaders' '{}' "$(member multiValueHeaders)"
expect_equal 'cookies' '["a=1","b=2"]' "$(member cookies)"
