//! `/api/zoom/webhook` on Vercel.

use session_tracking::endpoints::webhook::ENDPOINT;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), vercel_runtime::Error> {
    vercel_api::serve(&ENDPOINT).await
}
