//! One HTTP/1.1 connection, used again and again: the time of a request without a client's own making.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// A request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) bearer: Option<String>,
    /// A JSON body.
    pub(crate) body: Option<String>,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// From the first byte written to the last one read.
    pub(crate) time: Duration,
}

/// A connection to a server of this machine.
pub(crate) struct Client(BufReader<TcpStream>);

impl Client {
    pub(crate) fn connect(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).context("nobody listens")?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_mins(2)))?;

        Ok(Self(BufReader::with_capacity(64 * 1024, stream)))
    }

    /// Sends a request and reads its whole answer.
    pub(crate) fn send(&mut self, request: &Request) -> Result<Answer> {
        let started = Instant::now();
        self.0.get_mut().write_all(request.text().as_bytes())?;
        let (first, length) = read_head(&mut self.0)?;
        let status = first
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());

        let status = status.context("not an HTTP answer")?;
        let body = read_body(&mut self.0, length)?;

        Ok(Answer {
            status,
            body,
            time: started.elapsed(),
        })
    }

    /// The same, and insists on success.
    pub(crate) fn succeed(&mut self, request: &Request) -> Result<Answer> {
        let answer = self.send(request)?;
        if !(200..300).contains(&answer.status) {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            bail!(
                "{} {} was answered with {}: {text}",
                request.method,
                request.path,
                answer.status
            );
        }

        Ok(answer)
    }
}

/// The first line of a message, and the length of its body; none when it comes in chunks.
pub(crate) fn read_head(from: &mut impl BufRead) -> Result<(String, Option<usize>)> {
    let first = line(from)?;
    let mut length = Some(0);

    loop {
        let header = line(from)?.to_ascii_lowercase();
        match header.split_once(": ") {
            Some(("content-length", value)) => length = Some(value.parse()?),
            Some(("transfer-encoding", "chunked")) => length = None,
            Some(_) => {}
            None => return Ok((first, length)),
        }
    }
}

/// The body of a message.
pub(crate) fn read_body(from: &mut impl BufRead, length: Option<usize>) -> Result<Vec<u8>> {
    let Some(length) = length else {
        return read_chunks(from);
    };
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)
        .context("the message was cut off")?;

    Ok(bytes)
}

fn read_chunks(from: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let length =
            usize::from_str_radix(&line(from)?, 16).context("not the length of a chunk")?;
        body.extend(read_body(from, Some(length))?);
        line(from)?;

        if length == 0 {
            return Ok(body);
        }
    }
}

fn line(from: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    if from.read_line(&mut line)? == 0 {
        bail!("the other side closed the connection");
    }

    Ok(line.trim_end().to_owned())
}

impl Request {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET",
            path: path.into(),
            ..Self::default()
        }
    }

    pub(crate) fn post(path: impl Into<String>, body: String) -> Self {
        Self {
            method: "POST",
            path: path.into(),
            bearer: None,
            body: Some(body),
        }
    }

    pub(crate) fn bearer(mut self, token: &str) -> Self {
        self.bearer = Some(token.to_owned());
        self
    }

    fn text(&self) -> String {
        let mut text = format!(
            "{} {} HTTP/1.1\r\nhost: 127.0.0.1\r\n",
            self.method, self.path
        );

        if let Some(bearer) = &self.bearer {
            let _ = write!(text, "authorization: Bearer {bearer}\r\n");
        }

        match &self.body {
            Some(body) => {
                let length = body.len();
                let _ = write!(
                    text,
                    "content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
                );
            }
            None => text.push_str("\r\n"),
        }

        text
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::net::TcpListener;

    use super::*;

    fn answered(answer: &'static str) -> Answer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            assert!(stream.read(&mut [0; 1024]).unwrap() > 0);
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let answer = Client::connect(port)
            .unwrap()
            .send(&Request::get("/"))
            .unwrap();

        server.join().unwrap();
        answer
    }

    #[test]
    fn bodies_come_whole_or_in_chunks() {
        let whole = answered("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        assert_eq!((whole.status, whole.body.as_slice()), (200, &b"hello"[..]));
        let chunked = answered(
            "HTTP/1.1 404 X\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
        );

        assert_eq!(
            (chunked.status, chunked.body.as_slice()),
            (404, &b"hello"[..])
        );
    }
}
