//! A Bot API server with one bot.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

pub(crate) const TOKEN: &str = "12345:the-right-token";

/// Starts the server on a free port; returns its URL. It ends with the test process.
pub(crate) fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());

    std::thread::spawn(move || {
        listener
            .incoming()
            .for_each(|connection| answer(&connection.unwrap()));
    });

    url
}

fn answer(mut connection: &TcpStream) {
    let lines: Vec<String> = BufReader::new(connection)
        .lines()
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .collect();
    let known = lines
        .first()
        .is_some_and(|line| line.starts_with(&format!("GET /bot{TOKEN}/getMe ")));
    let (status, body) = if known {
        (
            "200 OK",
            r#"{"ok":true,"result":{"id":12345,"is_bot":true,"username":"school_bot"}}"#,
        )
    } else {
        (
            "401 Unauthorized",
            r#"{"ok":false,"error_code":401,"description":"Unauthorized"}"#,
        )
    };

    let head = "content-type: application/json\r\nconnection: close";
    write!(
        connection,
        "HTTP/1.1 {status}\r\n{head}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
}
