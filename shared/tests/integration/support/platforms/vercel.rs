//! What stands before the functions on Vercel: the routes that `vercel build` wrote, the limit of a body, the
//! headers that the proxy sets. Each function starts with its first request and must report the end of each.

use std::collections::HashMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use launcher::vercel::{Function, INVOCATION_ID, REQUEST_ID};
use serde_json::Value;

use super::routes::{Routes, Target};
use super::{Processes, Settings, workspace};
use crate::support::site::http_client;

/// The platform's own limit.
const MAX_BODY_BYTES: usize = 4_500_000;
const TIME_TO_REPORT: Duration = Duration::from_secs(5);

struct Front {
    output: PathBuf,
    routes: Routes,
    settings: Settings,
    http: reqwest::Client,
    requests: AtomicU64,
    running: Mutex<(Processes, HashMap<String, Arc<Function>>)>,
}

/// Serves what `vercel build` left in `output`.
pub(super) fn router(output: &Path, processes: Processes, settings: Settings) -> Router {
    let front = Front {
        output: output.to_owned(),
        routes: Routes::read(output),
        settings,
        http: http_client(),
        requests: AtomicU64::new(1),
        running: Mutex::new((processes, HashMap::new())),
    };

    Router::new().fallback(answer).with_state(Arc::new(front))
}

async fn answer(
    State(front): State<Arc<Front>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "FUNCTION_PAYLOAD_TOO_LARGE").into_response();
    };
    let (target, headers) = front.routes.resolve(parts.uri.path());
    let mut response = match target {
        Target::Static(file) => fs::read(file).unwrap().into_response(),
        Target::Status(status) => status.into_response(),
        Target::Function(folder, query) => {
            let front = front.clone();
            front.invoke(&folder, query, parts, peer, body).await
        }
    };

    response.headers_mut().extend(headers);
    response
}

impl Front {
    async fn invoke(
        self: Arc<Self>,
        folder: &str,
        query: Option<String>,
        mut parts: Parts,
        peer: SocketAddr,
        body: axum::body::Bytes,
    ) -> Response {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let front = self.clone();
        let name = folder.to_owned();
        let function = tokio::task::spawn_blocking(move || front.function(&name))
            .await
            .unwrap();

        set_headers(&mut parts.headers, peer, number);
        let url = url(function.port, &parts.uri, query);
        let request = self
            .http
            .request(parts.method, url)
            .headers(parts.headers)
            .body(body);
        let Ok(answer) = request.send().await else {
            return (StatusCode::BAD_GATEWAY, "FUNCTION_INVOCATION_FAILED").into_response();
        };
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        let bytes = answer.bytes().await.unwrap();

        let ended = tokio::task::spawn_blocking(move || function.has_ended(number, TIME_TO_REPORT));
        if !ended.await.unwrap() {
            return (
                StatusCode::GATEWAY_TIMEOUT,
                "FUNCTION_INVOCATION_TIMEOUT: no end reported",
            )
                .into_response();
        }

        headers.remove(TRANSFER_ENCODING);
        (status, headers, Body::from(bytes)).into_response()
    }

    fn function(&self, folder: &str) -> Arc<Function> {
        let mut running = self.running.lock().unwrap();
        if let Some(function) = running.1.get(folder) {
            return function.clone();
        }

        let config = self
            .output
            .join("functions")
            .join(format!("{folder}.func/.vc-config.json"));
        let config: Value = serde_json::from_str(&fs::read_to_string(config).unwrap()).unwrap();
        let program = config["filePathMap"]
            .as_object()
            .unwrap()
            .values()
            .next()
            .unwrap()
            .as_str()
            .unwrap();

        let (processes, functions) = &mut *running;
        let mut command = processes.command(&workspace().join(program), &self.settings);
        let function = Arc::new(Function::start(&mut processes.guardian, &mut command).unwrap());

        processes.clean_up_after(function.pid);
        functions.insert(folder.to_owned(), function.clone());

        function
    }
}

/// The function's URL, with what the route adds to the query.
fn url(port: u16, uri: &Uri, more: Option<String>) -> String {
    let queries = [uri.query().map(str::to_owned), more];
    let query = queries.into_iter().flatten().collect::<Vec<_>>().join("&");
    let separator = if query.is_empty() { "" } else { "?" };

    format!("http://127.0.0.1:{port}{}{separator}{query}", uri.path())
}

/// Whatever a client sent under these names is overwritten.
fn set_headers(headers: &mut HeaderMap, peer: SocketAddr, number: u64) {
    let host = headers
        .remove(HOST)
        .unwrap_or(HeaderValue::from_static("localhost"));

    headers.remove(CONTENT_LENGTH);
    let text = |text: String| HeaderValue::try_from(text).unwrap();
    headers.insert("x-forwarded-host", host);

    for name in ["x-real-ip", "x-forwarded-for", "x-vercel-forwarded-for"] {
        headers.insert(name, text(peer.ip().to_string()));
    }

    headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
    headers.insert("x-vercel-id", text(format!("iad1::test-{number}")));
    headers.insert(INVOCATION_ID, text(format!("invocation-{number}")));
    headers.insert(REQUEST_ID, text(number.to_string()));
}
