//! `/sign-in` on Vercel.

use session_tracking::endpoints::sign_in::ENDPOINT;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), vercel_runtime::Error> {
    vercel_api::serve(&ENDPOINT).await
}
