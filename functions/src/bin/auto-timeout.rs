//! `POST /api/admin/auto-timeout` on AWS Lambda.

use session_tracking::endpoints::auto_timeout::ENDPOINT;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    lambda_functions::serve(&ENDPOINT).await
}
