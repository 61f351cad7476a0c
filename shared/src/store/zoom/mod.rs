//! What Zoom told, and the lessons that are to be reconciled with it.

mod accounts;
mod events;
mod known_people;
mod reconciliation_queue;
mod silent_lessons;

pub use self::accounts::SilentAccount;
pub use self::reconciliation_queue::PendingReconciliation;
pub use self::silent_lessons::SilentLesson;
