//! `GET /api/cron/session-timeout` on AWS Lambda.

use session_tracking::endpoints::session_timeout::ENDPOINT;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    lambda_functions::serve(&ENDPOINT).await
}
