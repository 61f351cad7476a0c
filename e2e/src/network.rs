//! The connection from one browser to the server. It can be cut, for beacons as well.

use std::net::SocketAddr;

use anyhow::Result;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A port of its own that leads to the server.
#[derive(Debug)]
pub struct Network {
    address: SocketAddr,
    up: watch::Sender<bool>,
}

impl Network {
    /// Listens on a free port and passes everything on to `server`.
    pub async fn to(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (up, state) = watch::channel(true);

        tokio::spawn(async move {
            while let Ok((from, _)) = listener.accept().await {
                tokio::spawn(pass_on(from, server, state.clone()));
            }
        });

        Ok(Self { address, up })
    }

    /// Destroys all connections and lets no new one through.
    pub fn cut(&self) {
        let _ = self.up.send(false);
    }

    /// Lets connections through again.
    pub fn restore(&self) {
        let _ = self.up.send(true);
    }

    /// Returns the URL of a path at this port.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

async fn pass_on(mut from: TcpStream, server: SocketAddr, mut state: watch::Receiver<bool>) {
    if !*state.borrow() {
        return;
    }

    let Ok(mut to) = TcpStream::connect(server).await else {
        return;
    };

    tokio::select! {
        _ = copy_bidirectional(&mut from, &mut to) => {}
        // Also when the network itself is gone.
        _ = state.wait_for(|up| !up) => {}
    }
}
