//! `/api/zoom/webhook` on AWS Lambda.

use session_tracking::endpoints::webhook::ENDPOINT;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    lambda_functions::serve(&ENDPOINT).await
}
