//! The scheduled sweep on AWS Lambda, started by EventBridge: no public address, no secret.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    lambda_functions::run_schedule().await
}
