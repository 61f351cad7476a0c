//! `/admin/teacher-monitoring` on AWS Lambda.

use session_tracking::endpoints::dashboard::ENDPOINT;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    lambda_functions::serve(&ENDPOINT).await
}
