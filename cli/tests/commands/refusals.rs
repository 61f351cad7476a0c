//! What `validate` says where a database server does not let the program in. A greeter plays the server: it speaks the
//! first packets of a connection, and nothing else.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use crate::installation::{Run, program};

/// What the greeter does after its greeting.
#[derive(Clone, Copy)]
enum Reply {
    /// Refuses with an error, before it knows who comes.
    AtOnce(u16, &'static str),
    /// Refuses the user with an error.
    Refusal(u16, &'static str),
    /// Asks for another method of signing in.
    Method(&'static str),
    /// Says that it has forgotten the password.
    Forgotten,
}

const CACHING: &str = "caching_sha2_password";

/// Runs `validate` against a server that replies so.
fn validate(reply: Reply, ssl_mode: &str) -> Run {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    // Ends with the test's process: the program may come back as often as it likes.
    thread::spawn(move || {
        for stream in listener.incoming() {
            // A client that has left early has seen enough.
            let _ = stream.and_then(|stream| serve(stream, reply));
        }
    });

    let url = format!("mysql://school:hush-hush@127.0.0.1:{port}/school{ssl_mode}");
    let output = program(&["validate"]).env("DATABASE_URL", url).output();
    let run = Run::of(&output.unwrap());
    assert!(!run.printed.contains("hush"), "{}", run.printed);

    run
}

fn serve(mut stream: TcpStream, reply: Reply) -> std::io::Result<()> {
    if let Reply::AtOnce(number, text) = reply {
        return send(&mut stream, 0, &error(number, text));
    }

    send(&mut stream, 0, &greeting())?;
    let sequence = receive(&mut stream)? + 1;

    match reply {
        Reply::AtOnce(number, text) | Reply::Refusal(number, text) => {
            send(&mut stream, sequence, &error(number, text))
        }
        Reply::Method(name) => send(
            &mut stream,
            sequence,
            &[b"\xfe", name.as_bytes(), b"\0", &[7; 20], b"\0"].concat(),
        ),
        Reply::Forgotten => {
            send(&mut stream, sequence, &[0x01, 0x04])?;
            let sequence = receive(&mut stream)? + 1;
            send(&mut stream, sequence, b"\x01a public key")
        }
    }
}

/// Protocol 10, with the method that new users of MySQL have, and without TLS.
fn greeting() -> Vec<u8> {
    let capabilities: u32 = 0x0000_0008 | 0x0000_0200 | 0x0000_2000 | 0x0000_8000 | 0x0008_0000;
    let capabilities = capabilities.to_le_bytes();

    [
        b"\x0a8.4.0-greeter\0".as_slice(),
        &7_u32.to_le_bytes(),
        &[5; 8],
        b"\0",
        &capabilities[..2],
        &[45],
        &2_u16.to_le_bytes(),
        &capabilities[2..],
        &[21],
        &[0; 10],
        &[5; 12],
        b"\0",
        CACHING.as_bytes(),
        b"\0",
    ]
    .concat()
}

fn error(number: u16, text: &str) -> Vec<u8> {
    [
        b"\xff".as_slice(),
        &number.to_le_bytes(),
        b"#HY000",
        text.as_bytes(),
    ]
    .concat()
}

fn send(stream: &mut TcpStream, sequence: u8, payload: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(payload.len()).unwrap().to_le_bytes();
    stream.write_all(&[&length[..3], &[sequence], payload].concat())
}

/// Reads one packet. Returns its number.
fn receive(stream: &mut TcpStream) -> std::io::Result<u8> {
    let mut header = [0; 4];
    stream.read_exact(&mut header)?;
    let length = u32::from_le_bytes([header[0], header[1], header[2], 0]);

    let mut payload = vec![0; usize::try_from(length).unwrap()];
    stream.read_exact(&mut payload)?;
    Ok(header[3])
}

#[test]
fn a_method_of_signing_in_that_the_driver_lacks_is_named_with_what_to_do() {
    for method in ["client_ed25519", "parsec", "dialog"] {
        validate(Reply::Method(method), "").expect(
            1,
            &[
                "FAIL  database: the database is not available",
                &format!("unknown authentication plugin: {method}"),
                "The user signs in by a method that this program does not have",
                "IDENTIFIED VIA mysql_native_password",
            ],
        );
    }
}

#[test]
fn a_user_that_needs_tls_is_told_so() {
    let prohibited = "Connections using insecure transport are prohibited";
    for reply in [Reply::Forgotten, Reply::Refusal(3159, prohibited)] {
        for ssl_mode in ["?ssl-mode=DISABLED", ""] {
            validate(reply, ssl_mode).expect(
                1,
                &[
                    "needs TLS, and the connection has none",
                    "?ssl-mode=REQUIRED",
                ],
            );
        }
    }
}

#[test]
fn each_refusal_has_its_own_remedy() {
    for (reply, remedy) in [
        (
            Reply::Refusal(1045, "Access denied"),
            "Check user and password",
        ),
        (
            Reply::Refusal(1049, "Unknown database"),
            "Create the database",
        ),
        (
            Reply::Refusal(1524, "Plugin is not loaded"),
            "a user of its own",
        ),
        (
            Reply::Refusal(1226, "max_user_connections"),
            "max_connections",
        ),
        (
            Reply::AtOnce(1040, "Too many connections"),
            "max_connections",
        ),
        (Reply::AtOnce(1129, "Host is blocked"), "FLUSH HOSTS"),
        (
            Reply::AtOnce(1130, "Host is not allowed"),
            "from this machine",
        ),
    ] {
        validate(reply, "").expect(1, &["FAIL  database: ", remedy]);
    }
}
