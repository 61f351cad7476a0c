//! The HTTP client of the Bot API.

use std::time::Duration;

use reqwest::header::RETRY_AFTER;

use super::reply::Answer;

/// How long a connection may take to come about.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Makes the client. TLS by ring and bundled roots: the same library as the database's, and no scan of the system's
/// certificates.
pub(super) fn http_client() -> reqwest::Client {
    let roots = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let tls = rustls::ClientConfig::builder_with_provider(
        rustls::crypto::ring::default_provider().into(),
    )
    .with_safe_default_protocol_versions()
    .expect("ring offers TLS 1.2 and 1.3")
    .with_root_certificates(roots)
    .with_no_client_auth();

    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(CONNECT_TIMEOUT)
        // A kept connection that the other side has closed fails after the request was written, and then nobody knows
        // whether the message arrived. A function that was frozen for minutes has only such connections.
        .pool_max_idle_per_host(0)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("the TLS settings above are complete")
}

/// Reads an answer, whoever gave it.
pub(super) async fn read_answer(answer: reqwest::Response) -> Answer {
    let retry_after = answer.headers().get(RETRY_AFTER);
    let retry_after = retry_after.and_then(|value| value.to_str().ok()?.trim().parse().ok());

    let status = answer.status().as_u16();
    let body = answer.bytes().await;

    Answer {
        status,
        retry_after,
        is_whole: body.is_ok(),
        body: serde_json::from_slice(&body.unwrap_or_default()).unwrap_or_default(),
    }
}
