//! The built functions: where their programs are, and what each is asked first.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use session_tracking::routes::ENDPOINTS;

use crate::actions::{self, Keys};
use crate::bench::Build;
use crate::http::Request;
use crate::sizes::{now, token};

/// The platform that a function runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Platform {
    Lambda,
    Vercel,
}

/// One built function.
#[derive(Clone)]
pub(crate) struct Function {
    /// What the paths of its figures begin with.
    pub(crate) prefix: &'static str,
    pub(crate) name: &'static str,
    pub(crate) platform: Platform,
    pub(crate) program: PathBuf,
}

/// The smallest function, to compare with.
pub(crate) const HELLO: &str = "bare-hello";
/// The one function that has no URL.
pub(crate) const SCHEDULE: &str = "session-timeout-schedule";

/// Every function on both platforms, and the smallest one.
pub(crate) fn all(build: &Build) -> Result<Vec<Function>> {
    let functions = named(build);
    for function in &functions {
        let program = function.program.metadata();
        program.with_context(|| format!("{} was not built", function.program.display()))?;
    }

    Ok(functions)
}

/// Those of them that there are in another revision.
pub(crate) fn built(build: &Build) -> Vec<Function> {
    let mut functions = named(build);
    functions.retain(|function| function.program.is_file());

    functions
}

fn named(build: &Build) -> Vec<Function> {
    let names = ENDPOINTS.iter().map(|endpoint| endpoint.name);
    let lambda = |name| Function {
        prefix: build.prefix,
        name,
        platform: Platform::Lambda,
        program: build.target.join("lambda").join(name).join("bootstrap"),
    };
    let vercel = |name| Function {
        prefix: build.prefix,
        name,
        platform: Platform::Vercel,
        program: build.target.join(format!("release/vercel-{name}")),
    };

    [HELLO, SCHEDULE]
        .into_iter()
        .chain(names.clone())
        .map(lambda)
        .chain(names.map(vercel))
        .collect()
}

impl Function {
    /// A request that is answered without the database; none where every answer needs it.
    pub(crate) fn plain_request(&self) -> Option<Request> {
        let stranger = r#"{"token":"x"}"#.to_owned();
        Some(match self.name {
            HELLO => Request::get("/"),
            "create" => Request::post("/api/teachers/students/1/zoom", "{}".to_owned()),
            "track" => Request::get("/api/zoom/track?token=x"),
            "heartbeat" => Request::post("/api/zoom/heartbeat", stranger),
            "end-session" => Request::post("/api/zoom/end-session", stranger),
            "teacher-sessions" => Request::get("/api/admin/teacher-sessions"),
            "dashboard" => Request::get("/admin/teacher-monitoring"),
            "teacher" => Request::get("/teacher"),
            "sign-in" => Request::get("/sign-in"),
            "auto-timeout" => Request::post("/api/admin/auto-timeout", "{}".to_owned()),
            "session-timeout" => Request::get("/api/cron/session-timeout"),
            "health" => Request::post("/api/health/session-tracking", "{}".to_owned()),
            _ => return None,
        })
    }

    /// What the function is there for, on a live session; none for the smallest one.
    pub(crate) fn database_request(&self, keys: &Keys, live: u64) -> Option<Request> {
        Some(match self.name {
            "create" => keys.create(1 + live % 4_000),
            "track" => Request::get(format!("/api/zoom/track?token={}", token(live))),
            "heartbeat" => actions::heartbeat(live),
            "end-session" => actions::end(live),
            "teacher-sessions" => keys.list(""),
            "dashboard" => keys.page("/admin/teacher-monitoring?range=today"),
            "teacher" => keys.teacher_page(live),
            "auto-timeout" => {
                Request::post("/api/admin/auto-timeout", "{}".to_owned()).bearer(&keys.admin())
            }
            "session-timeout" => actions::sweep(),
            "health" => Request::get("/api/health/session-tracking"),
            // Its event is not read.
            SCHEDULE => Request::get("/"),
            _ => return None,
        })
    }
}

/// A request as API Gateway hands it to a function (HTTP API, format 2.0).
pub(crate) fn event(request: &Request) -> String {
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    let headers = headers(request);
    let (method, time) = (request.method, now());
    let event: Value = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "bench",
            "domainName": "school.example",
            "domainPrefix": "school",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "bench",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "$default",
            "stage": "$default",
            "time": time.format("%d/%b/%Y:%T +0000").to_string(),
            "timeEpoch": time.timestamp_millis(),
        },
        "body": request.body,
        "isBase64Encoded": false,
    });

    event.to_string()
}

fn headers(request: &Request) -> Map<String, Value> {
    let mut headers = Map::new();
    for (name, value) in [
        ("host", "school.example"),
        ("user-agent", "bench"),
        ("x-forwarded-for", "192.0.2.1"),
    ] {
        headers.insert(name.to_owned(), value.into());
    }

    if let Some(bearer) = &request.bearer {
        headers.insert(
            "authorization".to_owned(),
            format!("Bearer {bearer}").into(),
        );
    }

    if let Some(body) = &request.body {
        headers.insert("content-type".to_owned(), "application/json".into());
        headers.insert("content-length".to_owned(), body.len().to_string().into());
    }

    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_splits_the_query_from_the_path() {
        let event: Value =
            serde_json::from_str(&event(&Request::get("/a/b?c=d%20e").bearer("t"))).unwrap();
        assert_eq!(
            (&event["rawPath"], &event["rawQueryString"]),
            (&"/a/b".into(), &"c=d%20e".into())
        );

        assert_eq!(event["headers"]["authorization"], "Bearer t");
        assert_eq!(event["body"], Value::Null);
    }
}
