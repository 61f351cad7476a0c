//! A Telegram Bot API server that answers as a test scripts it and keeps what it was sent.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What happens to a request after it was read.
#[derive(Clone, Debug)]
pub(crate) enum FakeAnswer {
    Json(u16, Value),
    /// The page of a proxy, which may have passed the message on.
    Html(u16, &'static str),
    /// 429 that names the wait only in its header.
    RetryAfter(u64),
    /// JSON that is cut off in the middle of its body.
    CutOff(u16),
    /// The connection is reset.
    Reset,
}

#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<VecDeque<FakeAnswer>>>,
    messages: Arc<Mutex<Vec<Value>>>,
    delivered: Arc<Mutex<Vec<Value>>>,
    paths: Arc<Mutex<Vec<String>>>,
}

pub(crate) struct FakeTelegram {
    pub(crate) url: String,
    script: Script,
}

impl FakeTelegram {
    pub(crate) async fn start() -> Self {
        let script = Script::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());

        let served = script.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(serve(connection, served.clone()));
            }
        });

        Self { url, script }
    }

    /// The next answers, in order; after them everything is delivered.
    pub(crate) fn answers(&self, answers: impl IntoIterator<Item = (u16, Value)>) {
        self.fails_with(
            answers
                .into_iter()
                .map(|(status, body)| FakeAnswer::Json(status, body)),
        );
    }

    /// The same with answers in every form.
    pub(crate) fn fails_with(&self, answers: impl IntoIterator<Item = FakeAnswer>) {
        self.script.answers.lock().unwrap().extend(answers);
    }

    /// What was asked for, whatever became of it.
    pub(crate) fn messages(&self) -> Vec<Value> {
        self.script.messages.lock().unwrap().clone()
    }

    /// What arrived in a chat.
    pub(crate) fn delivered(&self) -> Vec<Value> {
        self.script.delivered.lock().unwrap().clone()
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        self.script.paths.lock().unwrap().clone()
    }
}

impl FakeAnswer {
    /// Telegram refuses what it does not deliver; whatever goes wrong later, the message is in the chat.
    fn belongs_to_a_delivered_message(&self) -> bool {
        match self {
            Self::Json(status, body) => *status >= 500 || body["ok"] != false,
            Self::RetryAfter(_) => false,
            Self::Html(..) | Self::CutOff(_) | Self::Reset => true,
        }
    }
}

/// Reads one request and answers it.
async fn serve(mut connection: TcpStream, script: Script) {
    let (path, body) = read_request(&mut connection).await;
    let scripted = script.answers.lock().unwrap().pop_front();
    let answer = scripted.unwrap_or_else(|| {
        FakeAnswer::Json(200, json!({ "ok": true, "result": { "message_id": 1 } }))
    });

    script.paths.lock().unwrap().push(path);
    script.messages.lock().unwrap().push(body.clone());
    if answer.belongs_to_a_delivered_message() {
        script.delivered.lock().unwrap().push(body);
    }

    match answer {
        FakeAnswer::Json(status, body) => {
            write(
                &mut connection,
                status,
                "content-type: application/json",
                &body.to_string(),
            )
            .await;
        }
        FakeAnswer::Html(status, body) => {
            write(&mut connection, status, "content-type: text/html", body).await;
        }
        FakeAnswer::RetryAfter(seconds) => {
            let refused = json!({ "ok": false, "error_code": 429, "description": "" });
            let header = format!("retry-after: {seconds}");
            write(&mut connection, 429, &header, &refused.to_string()).await;
        }
        FakeAnswer::CutOff(status) => {
            let head = format!("HTTP/1.1 {status} Cut\r\ncontent-length: 99\r\n\r\n{{\"ok\":");
            connection.write_all(head.as_bytes()).await.unwrap();
        }
        FakeAnswer::Reset => connection.set_zero_linger().unwrap(),
    }
}

async fn write(connection: &mut TcpStream, status: u16, header: &str, body: &str) {
    let answer = format!(
        "HTTP/1.1 {status} Scripted\r\n{header}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(answer.as_bytes()).await.unwrap();
}

/// Returns the path and the JSON body of a request.
async fn read_request(connection: &mut TcpStream) -> (String, Value) {
    let mut received = Vec::new();
    loop {
        if let Some(request) = parse(&received) {
            return request;
        }

        let read = connection.read_buf(&mut received).await.unwrap();
        assert!(read > 0, "the request ends before its body");
    }
}

/// `None`: more of the request is to come.
fn parse(received: &[u8]) -> Option<(String, Value)> {
    let text = String::from_utf8_lossy(received);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>().unwrap())
    });

    let is_whole = body.len() >= length.unwrap_or(0);
    let path = head.split(' ').nth(1)?.to_owned();
    is_whole.then(|| (path, serde_json::from_str(body).unwrap_or_default()))
}
