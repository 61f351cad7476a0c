//! A school whose parts a test reaches into: always served by this process, whatever the run's platform.

use std::ops::Deref;
use std::sync::{Arc, Mutex};

use session_tracking::app::{App, TokenSource};
use session_tracking::domain::TrackingToken;

use super::Site;

/// The school, its parts and its tokens.
pub(crate) struct Inside {
    pub(crate) app: App,
    pub(crate) tokens: Tokens,
    pub(super) site: Site,
}

impl Deref for Inside {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

/// Tokens 00..01, 00..02, .. unless a test says which come next.
#[derive(Clone, Default)]
pub(crate) struct Tokens(Arc<Mutex<(u8, Vec<u8>)>>);

impl Tokens {
    pub(crate) fn next_are(&self, numbers: &[u8]) {
        self.0.lock().unwrap().1 = numbers.iter().rev().copied().collect();
    }
}

impl TokenSource for Tokens {
    fn next(&self) -> TrackingToken {
        let mut state = self.0.lock().unwrap();
        let number = state.1.pop().unwrap_or(state.0 + 1);
        state.0 = state.0.max(number);
        let mut bytes = [0; 16];

        bytes[15] = number;
        TrackingToken::from_bytes(bytes)
    }
}
