//! The life of a session, rule by rule.

mod named_pages;
mod unnamed_pages;
mod zoom_visits;

use crate::domain::presence::{PageMessage, Signal};
use crate::domain::session::example::{at, parameters};
use crate::domain::session::{Rejection, Session, SessionChange, State};

/// Returns a session that was sent a minute ago and whose link opens it for two days.
pub(crate) fn unopened() -> Session {
    Session {
        expires_at: Some(at(48 * 3600)),
        revision: 0,
        ..Session::example(at(-60), State::Sent)
    }
}

/// Returns what an unnamed page's message at a second does to a session.
fn change_by(session: &Session, signal: Signal, second: i64) -> Result<SessionChange, Rejection> {
    session
        .clone()
        .apply(&PageMessage::bare(signal), at(second), &parameters())
}

/// Returns the session after an unnamed page's message.
fn after(session: &Session, signal: Signal, second: i64) -> Session {
    change_by(session, signal, second).unwrap().session
}

/// Returns a session that an unnamed page joined.
fn joined(second: i64) -> Session {
    after(&unopened(), Signal::Join, second)
}

/// Returns the session after a heartbeat every 30 s from one second to another.
fn with_heartbeats(mut session: Session, from: i64, to: i64) -> Session {
    for second in (from + 30..=to).step_by(30) {
        session = after(&session, Signal::Heartbeat, second);
    }

    session
}

/// Builds a message of a page that names itself.
fn numbered(document: &str, sequence: u32, ticks: u32, signal: Signal) -> PageMessage {
    PageMessage {
        document: Some(document.parse().unwrap()),
        sequence: Some(sequence),
        ticks,
        ..PageMessage::bare(signal)
    }
}

/// Returns the session after a message.
fn after_message(session: &Session, message: &PageMessage, second: i64) -> Session {
    session
        .clone()
        .apply(message, at(second), &parameters())
        .unwrap()
        .session
}

/// Returns the counted seconds.
fn seconds(session: &Session) -> i64 {
    session.figures(&parameters()).unwrap().seconds
}
