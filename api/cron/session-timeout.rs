//! `GET /api/cron/session-timeout` on Vercel.

use session_tracking::endpoints::session_timeout::ENDPOINT;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), vercel_runtime::Error> {
    vercel_api::serve(&ENDPOINT).await
}
