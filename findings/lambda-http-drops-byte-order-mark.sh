#!/usr/bin/env bash
# lambda_http 1.3.2 (crate), event of an HTTP API (payload format 2.0)
#
# Expected: a body of type text/csv reaches API Gateway as the handler wrote it.
# Happens: a text is decoded by its charset on the way into the JSON answer, and the decoder takes a
#   byte order mark for its own. The first three bytes are gone; the Content-Length header that the
#   handler set still counts them. With any Content-Encoding, even "identity", nothing is lost.
# Seen on 2026-11-28:
#   handler wrote: 13 bytes
#   API Gateway gets: 10 bytes, Content-Length 13
#   API Gateway gets, with Content-Encoding identity: 13 bytes, Content-Length 13
# Why it matters here: spreadsheets know by this mark that a CSV file is UTF-8; without it Arabic and
#   Amharic names are unreadable.
# Our answer: functions/src/lib.rs sets Content-Encoding for CSV.

# shellcheck source=support/prepare.sh
source "$(dirname "$0")/support/prepare.sh"
need python3

build_rust byte_order_mark '
lambda_http = { version = "=1.3.2", default-features = false, features = ["apigw_http"] }
serde_json = "1"
tokio = { version = "=1.54.1", features = ["macros", "rt"] }
' <<'RUST'
use lambda_http::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Body, Context, Error, LambdaEvent, Request, Response, Service};
use lambda_http::service_fn;

const FILE: &str = "\u{feff}name,lines";

async fn handle(request: Request) -> Result<Response<Body>, Error> {
    let mut response = Response::builder()
        .header(CONTENT_TYPE, "text/csv; charset=utf-8")
        .header(CONTENT_LENGTH, FILE.len());
    if request.uri().path() == "/identity" {
        response = response.header(CONTENT_ENCODING, "identity");
    }
    Ok(response.body(FILE.into())?)
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

# Prints what stands in the JSON that API Gateway would get.
answer() {
  http_api_event "$1" | "$target/debug/byte_order_mark" | python3 -c '
import base64, json, sys
answer = json.load(sys.stdin)
body = answer["body"]
body = base64.b64decode(body) if answer["isBase64Encoded"] else body.encode()
print(len(body), "bytes, Content-Length", answer["headers"]["content-length"])'
}

expect_equal 'API Gateway gets' '10 bytes, Content-Length 13' "$(answer /plain)"
expect_equal 'API Gateway gets, with Content-Encoding identity' '13 bytes, Content-Length 13' "$(answer /identity)"
