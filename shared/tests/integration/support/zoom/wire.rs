//! Requests and answers as they go over the wire.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::server::ZoomServer;

/// How a call is answered.
#[derive(Clone, Debug)]
pub(crate) enum ZoomAnswer {
    Json(u16, Value),
    /// 429 with these headers and this message.
    Limit(&'static str, &'static str),
    /// A proxy's page.
    Page(u16),
    CutOff,
    /// It begins, and goes on for ever.
    Endless,
    /// It never comes.
    Silence,
}

pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) authorization: String,
    pub(super) body: String,
}

pub(super) fn refusal(status: u16, code: i64, message: &str) -> ZoomAnswer {
    ZoomAnswer::Json(status, json!({ "code": code, "message": message }))
}

pub(super) fn value(query: &str, name: &str) -> String {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(found, _)| *found == name)
        .map_or_else(String::new, |(_, value)| decoded(value))
}

pub(super) fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        plain.push(char::from(u8::from_str_radix(digits, 16).unwrap()));
        plain.push_str(rest);
    }

    plain
}

pub(super) fn serve(mut connection: TcpStream, state: &Mutex<ZoomServer>) {
    // Whoever gave up a kept connection asks nothing more.
    while let Some(request) = read_request(&mut connection) {
        let answer = state.lock().unwrap().answer(&request);
        let (status, headers, body) = match answer {
            ZoomAnswer::Json(204, _) => (204, "x-zm-trackingid: 1", String::new()),
            ZoomAnswer::Json(status, body) => {
                (status, "content-type: application/json", body.to_string())
            }
            ZoomAnswer::Limit(headers, message) => (
                429,
                headers,
                json!({ "code": 429, "message": message }).to_string(),
            ),
            ZoomAnswer::Page(status) => (status, "content-type: text/html", "<html>".to_owned()),
            ZoomAnswer::CutOff => {
                let _ =
                    connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"part");
                return;
            }
            ZoomAnswer::Endless => {
                let mut written = connection.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"rows\": [");
                while written.is_ok() {
                    written = connection.write_all(&[b'1', b','].repeat(32_768));
                }
                return;
            }
            ZoomAnswer::Silence => {
                // Until the other side gives up.
                let _ = connection.read(&mut [0]);
                return;
            }
        };

        let head = format!(
            "HTTP/1.1 {status} Scripted\r\n{headers}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        if connection.write_all((head + &body).as_bytes()).is_err() {
            return;
        }
    }
}

fn read_request(connection: &mut TcpStream) -> Option<Request> {
    let mut received = Vec::new();
    let mut piece = [0; 4096];
    loop {
        if let Some(request) = parse(&received) {
            return Some(request);
        }

        let length = connection
            .read(&mut piece)
            .ok()
            .filter(|length| *length > 0)?;
        received.extend_from_slice(&piece[..length]);
    }
}

/// `None`: more of the request is to come.
fn parse(received: &[u8]) -> Option<Request> {
    let text = String::from_utf8_lossy(received);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let header = |name: &str| {
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map_or_else(String::new, |(_, value)| value.trim().to_owned())
    };
    if body.len() < header("content-length").parse().unwrap_or(0) {
        return None;
    }

    let target = head.split(' ').nth(1)?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Some(Request {
        method: head.split(' ').next()?.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        authorization: header("authorization"),
        body: body.to_owned(),
    })
}
