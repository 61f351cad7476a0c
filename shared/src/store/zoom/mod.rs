//! What Zoom said, and which lessons are to be reconciled with it.

mod events;

pub use self::events::{PendingReconciliation, SilentAccount, SilentLesson};
