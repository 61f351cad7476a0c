//! Single HTTP requests to a server on 127.0.0.1, without a client library.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// The longest wait for an answer. A function that is still being built takes longer.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Headers and body.
    text: String,
}

impl Answer {
    /// Whether the body is a problem document (RFC 9457).
    pub(super) fn is_problem(&self) -> bool {
        self.text
            .to_ascii_lowercase()
            .contains("\r\ncontent-type: application/problem+json")
    }
}

/// Sends a GET.
pub(super) fn get(port: u16, path: &str) -> io::Result<Answer> {
    send(port, &format!("GET {path} HTTP/1.1\r\n"), "")
}

/// Sends a POST of JSON.
pub(super) fn post_json(port: u16, path: &str, body: &str) -> io::Result<Answer> {
    let head = format!(
        "POST {path} HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
        body.len()
    );

    send(port, &head, body)
}

fn send(port: u16, head: &str, body: &str) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;

    let rest = format!("host: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n");
    stream.write_all(format!("{head}{rest}{body}").as_bytes())?;

    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    parse(text).ok_or_else(|| io::Error::other("no HTTP answer"))
}

fn parse(text: String) -> Option<Answer> {
    let status = text.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_and_the_kind_of_an_answer_are_read() {
        let text = "HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\n\r\n{}";
        let answer = parse(text.to_owned()).unwrap();
        assert!(answer.status == 404 && answer.is_problem());

        let answer = parse("HTTP/1.1 200 OK\r\n\r\n".to_owned()).unwrap();
        assert!(answer.status == 200 && !answer.is_problem());
        assert!(parse("nonsense".to_owned()).is_none());
    }
}
