//! `GET /api/health/session-tracking` on Vercel.

use session_tracking::endpoints::health::ENDPOINT;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), vercel_runtime::Error> {
    vercel_api::serve(&ENDPOINT).await
}
