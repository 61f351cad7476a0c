//! Counts the commands that a MySQL client sends: each begins with a packet of sequence number 0, and is
//! waited for, so each is a round trip.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::Result;

/// The traffic so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Traffic {
    /// Commands by their first byte.
    pub(crate) commands: BTreeMap<u8, u64>,
    /// Bytes to the server and from it.
    pub(crate) sent: u64,
    pub(crate) received: u64,
}

/// The only command that has no answer.
const STATEMENT_CLOSE: u8 = 0x19;

impl Traffic {
    /// Commands with an answer.
    pub(crate) fn round_trips(&self) -> u64 {
        let answered = self
            .commands
            .iter()
            .filter(|(command, _)| **command != STATEMENT_CLOSE);
        answered.map(|(_, count)| count).sum()
    }

    /// The traffic since `before`.
    pub(crate) fn since(&self, before: &Self) -> Self {
        let more = |(command, count): (&u8, &u64)| {
            (
                *command,
                count - before.commands.get(command).copied().unwrap_or_default(),
            )
        };

        Self {
            commands: self
                .commands
                .iter()
                .map(more)
                .filter(|(_, count)| *count > 0)
                .collect(),
            sent: self.sent - before.sent,
            received: self.received - before.received,
        }
    }
}

/// A command's name.
pub(crate) fn command_name(command: u8) -> String {
    match command {
        0x03 => "query".to_owned(),
        0x0E => "ping".to_owned(),
        0x16 => "prepare".to_owned(),
        0x17 => "execute".to_owned(),
        STATEMENT_CLOSE => "close".to_owned(),
        0x1A => "reset".to_owned(),
        other => format!("{other:#04x}"),
    }
}

/// Follows a client's bytes from packet to packet: 3 bytes length, 1 byte sequence number, payload.
#[derive(Default)]
struct PacketReader {
    header: [u8; 4],
    header_read: usize,
    payload_left: usize,
    at_command: bool,
}

impl PacketReader {
    /// Reads the traffic, whose pieces end anywhere, and reports the first byte of each command.
    fn read(&mut self, bytes: &[u8], mut command: impl FnMut(u8)) {
        let mut rest = bytes;
        while let Some((byte, after)) = rest.split_first() {
            if self.payload_left > 0 {
                if self.at_command {
                    command(*byte);
                    self.at_command = false;
                }

                let step = self.payload_left.min(rest.len());
                self.payload_left -= step;
                rest = &rest[step..];
                continue;
            }

            self.header[self.header_read] = *byte;
            self.header_read += 1;
            rest = after;

            if self.header_read == 4 {
                let [a, b, c, sequence] = self.header;
                self.payload_left = usize::from(a) | usize::from(b) << 8 | usize::from(c) << 16;
                self.at_command = sequence == 0;
                self.header_read = 0;
            }
        }
    }
}

/// Stands between clients and a database server of this machine.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    traffic: Arc<Mutex<Traffic>>,
}

impl Proxy {
    /// Listens on a free port. Its threads end with their connections, or with the program.
    pub(crate) fn start(server: u16) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let traffic = Arc::new(Mutex::new(Traffic::default()));
        let counted = traffic.clone();

        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if let Ok(server) = TcpStream::connect(("127.0.0.1", server)) {
                    connect(client, server, &counted);
                }
            }
        });

        Ok(Self { port, traffic })
    }

    pub(crate) fn traffic(&self) -> Traffic {
        lock(&self.traffic).clone()
    }
}

fn lock(traffic: &Mutex<Traffic>) -> MutexGuard<'_, Traffic> {
    traffic.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(client: TcpStream, server: TcpStream, traffic: &Arc<Mutex<Traffic>>) {
    let (Ok(client_again), Ok(server_again)) = (client.try_clone(), server.try_clone()) else {
        return;
    };
    let (up, down) = (traffic.clone(), traffic.clone());
    let mut packets = PacketReader::default();

    thread::spawn(move || {
        pass(client, server, |bytes| {
            let mut traffic = lock(&up);
            traffic.sent += bytes.len() as u64;
            packets.read(bytes, |command| {
                *traffic.commands.entry(command).or_default() += 1;
            });
        });
    });

    thread::spawn(move || {
        pass(server_again, client_again, |bytes| {
            lock(&down).received += bytes.len() as u64;
        });
    });
}

/// Passes bytes on until one side has enough.
fn pass(mut from: TcpStream, mut to: TcpStream, mut look: impl FnMut(&[u8])) {
    let _ = to.set_nodelay(true);
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        look(&buffer[..count]);
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }

    let _ = to.shutdown(Shutdown::Both);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A handshake answer (sequence 1), a query in two packets (0, 1) and an execute (0).
    const BYTES: [u8; 21] = [
        2, 0, 0, 1, 0xFF, 0x03, // not a command, whatever it holds
        3, 0, 0, 0, 0x03, 1, 2, // a query ..
        0, 0, 0, 1, // .. and its empty rest
        0, 0, 0, 0, // an empty packet is no command
    ];

    #[test]
    fn commands_are_counted_however_the_bytes_arrive() {
        for size in 1..=BYTES.len() {
            let (mut reader, mut commands) = (PacketReader::default(), Vec::new());
            let bytes = [&BYTES[..], &[1, 0, 0, 0, 0x17]].concat();
            bytes
                .chunks(size)
                .for_each(|piece| reader.read(piece, |command| commands.push(command)));

            assert_eq!(commands, [0x03, 0x17], "in pieces of {size}");
        }
    }

    #[test]
    fn closing_a_statement_is_no_round_trip() {
        let before = Traffic {
            commands: [(0x17, 2)].into(),
            sent: 10,
            received: 20,
        };
        let after = Traffic {
            commands: [(0x17, 5), (STATEMENT_CLOSE, 1)].into(),
            sent: 50,
            received: 21,
        };
        let between = after.since(&before);

        assert_eq!(between.commands, [(0x17, 3), (STATEMENT_CLOSE, 1)].into());
        assert_eq!(
            (between.round_trips(), between.sent, between.received),
            (3, 40, 1)
        );
    }

    #[test]
    fn a_proxy_passes_everything_on() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Proxy::start(server.local_addr().unwrap().port()).unwrap();
        let mut client = TcpStream::connect(("127.0.0.1", proxy.port)).unwrap();
        let (mut accepted, _) = server.accept().unwrap();

        client.write_all(&[1, 0, 0, 0, 0x0E]).unwrap();
        let mut bytes = [0; 5];
        accepted.read_exact(&mut bytes).unwrap();
        assert_eq!(bytes, [1, 0, 0, 0, 0x0E]);
        assert_eq!(proxy.traffic().commands, [(0x0E, 1)].into());
    }
}
