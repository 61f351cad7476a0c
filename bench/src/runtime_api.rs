//! The part of the AWS Lambda Runtime API (2018-06-01) that a function needs, with a stop-watch: next
//! invocation, its response or error, and the error of a start that failed.

use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

use crate::http::{read_body, read_head};

const PATIENCE: Duration = Duration::from_secs(10);

/// A function's message, and when all of it had arrived.
pub(crate) enum Word {
    /// It is ready for an invocation.
    Asked(Instant),
    /// It answered one.
    Answered(Instant, Vec<u8>),
    Failed(String),
}

/// The API for one process of a function; dropping it closes it.
pub(crate) struct RuntimeApi {
    port: u16,
    events: Sender<String>,
    words: Receiver<Word>,
    closed: Arc<AtomicBool>,
}

impl RuntimeApi {
    pub(crate) fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let (events, waiting) = channel();
        let (tell, words) = channel();

        let closed = Arc::new(AtomicBool::new(false));
        let (waiting, stop) = (Arc::new(Mutex::new(waiting)), closed.clone());

        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }

                let (waiting, tell) = (waiting.clone(), tell.clone());
                // Ends with the connection: the function is stopped.
                thread::spawn(move || serve(stream, &waiting, &tell));
            }
        });

        Ok(Self {
            port,
            events,
            words,
            closed,
        })
    }

    /// Tells a command where the API is, and what else Lambda sets.
    pub(crate) fn invite<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("AWS_LAMBDA_RUNTIME_API", format!("127.0.0.1:{}", self.port))
            .env("AWS_LAMBDA_FUNCTION_NAME", "bench")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH", "true")
            .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
            .env("AWS_REGION", "us-east-1")
            .env("DATABASE_MAX_CONNECTIONS", "2")
    }

    /// Queues an event.
    pub(crate) fn give(&self, event: String) -> Result<()> {
        self.events
            .send(event)
            .ok()
            .context("the runtime API is closed")
    }

    /// Waits until the function asks for an event.
    pub(crate) fn asked(&self) -> Result<Instant> {
        match self.words.recv_timeout(PATIENCE) {
            Ok(Word::Asked(at)) => Ok(at),
            Ok(Word::Answered(..)) => bail!("an answer that nobody waits for"),
            Ok(Word::Failed(error)) => bail!("the function failed: {error}"),
            Err(_) => bail!("the function did not ask for an event"),
        }
    }

    /// Waits for an answer.
    pub(crate) fn answered(&self) -> Result<(Instant, Vec<u8>)> {
        loop {
            match self.words.recv_timeout(PATIENCE) {
                Ok(Word::Asked(_)) => {}
                Ok(Word::Answered(at, body)) => return Ok((at, body)),
                Ok(Word::Failed(error)) => bail!("the function failed: {error}"),
                Err(_) => bail!("the function did not answer"),
            }
        }
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for connections.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

/// Answers the requests of one connection until it or the API is closed.
fn serve(stream: TcpStream, waiting: &Mutex<Receiver<String>>, tell: &Sender<Word>) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut stream = BufReader::new(stream);
    let mut number = 0;

    loop {
        let (first, length) = read_head(&mut stream).ok()?;
        let body = read_body(&mut stream, length).ok()?;
        let at = Instant::now();
        let path = first.split(' ').nth(1)?;

        let answer = match path.rsplit('/').next()? {
            "next" => {
                tell.send(Word::Asked(at)).ok()?;
                number += 1;

                let event = waiting
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .recv()
                    .ok()?;

                invocation(number, &event)
            }
            "response" => {
                tell.send(Word::Answered(at, body)).ok()?;
                ACCEPTED.to_owned()
            }
            _ => {
                tell.send(Word::Failed(format!(
                    "{path}: {}",
                    String::from_utf8_lossy(&body)
                )))
                .ok()?;

                ACCEPTED.to_owned()
            }
        };

        stream.get_mut().write_all(answer.as_bytes()).ok()?;
    }
}

const ACCEPTED: &str =
    "HTTP/1.1 202 Accepted\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

fn invocation(number: u32, event: &str) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let deadline = (now + Duration::from_secs(30)).as_millis();

    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
         lambda-runtime-aws-request-id: 8476a536-e9f4-11e8-9739-{number:012}\r\n\
         lambda-runtime-deadline-ms: {deadline}\r\n\
         lambda-runtime-invoked-function-arn: arn:aws:lambda:us-east-1:123456789012:function:bench\r\n\
         lambda-runtime-trace-id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0\r\n\
         \r\n{event}",
        length = event.len(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Client, Request};

    #[test]
    fn an_invocation_goes_out_and_its_response_comes_back() {
        let api = RuntimeApi::start().unwrap();
        let mut function = Client::connect(api.port).unwrap();
        api.give("{\"n\":1}".to_owned()).unwrap();
        let next = Request::get("/2018-06-01/runtime/invocation/next");

        assert_eq!(function.succeed(&next).unwrap().body, b"{\"n\":1}");
        let asked = api.asked().unwrap();
        let path = "/2018-06-01/runtime/invocation/8476a536-e9f4-11e8-9739-000000000001";

        function
            .succeed(&Request::post(
                format!("{path}/response"),
                "\"done\"".to_owned(),
            ))
            .unwrap();

        let (answered, body) = api.answered().unwrap();
        assert!(answered >= asked);
        assert_eq!(body, b"\"done\"");

        function
            .succeed(&Request::post(
                format!("{path}/error"),
                "\"bad\"".to_owned(),
            ))
            .unwrap();

        assert!(
            api.answered()
                .unwrap_err()
                .to_string()
                .contains("/error: \"bad\"")
        );
    }
}
