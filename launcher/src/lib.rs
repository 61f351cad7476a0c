//! Starts built functions as their platforms do, for tests and measurements. Nothing of this is deployed.

mod clock;
mod guardian;
pub mod lambda;
pub mod vercel;

use std::net::TcpListener;
use std::path::Path;

use anyhow::{Context, Result};

pub use self::clock::OutsideClock;
pub use self::guardian::Guardian;

/// Returns a port of 127.0.0.1 that was free a moment ago.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

/// Returns the last 60 lines of a text file, for messages; nothing if it cannot be read.
#[must_use]
pub fn tail(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();

    lines[lines.len().saturating_sub(60)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_the_last_60_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let text: Vec<String> = (1..=65).map(|number| number.to_string()).collect();

        std::fs::write(&path, text.join("\n")).unwrap();
        assert_eq!(tail(&path), text[5..].join("\n"));
        assert_eq!(tail(&folder.path().join("missing")), "");
    }
}
