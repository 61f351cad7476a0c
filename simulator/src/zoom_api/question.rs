//! What the app asks.

use super::calls::Weight;
use super::lists::ListKind;

/// A question of the app.
#[derive(Clone, Debug)]
pub(super) enum Question {
    /// A run by its name.
    Meeting(String),
    /// A meeting by its number, begun or not.
    Scheduled(String),
    /// The runs of a meeting by its number.
    Instances(String),
    /// Who was in a run.
    List(String, ListKind),
    /// The events that were sent.
    Log,
}

impl Question {
    pub(super) fn weight(&self) -> Weight {
        match self {
            Self::Meeting(_) | Self::Scheduled(_) => Weight::Light,
            Self::Instances(_) | Self::List(_, ListKind::Past) | Self::Log => Weight::Medium,
            Self::List(_, ListKind::Report { .. }) => Weight::Heavy,
        }
    }
}
