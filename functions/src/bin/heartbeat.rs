//! `POST /api/zoom/heartbeat` on AWS Lambda.

use session_tracking::endpoints::heartbeat::ENDPOINT;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    lambda_functions::serve(&ENDPOINT).await
}
