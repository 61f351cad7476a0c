//! What Zoom told, and the lessons that are to be reconciled with it.

mod account_users;
mod accounts;
mod api_calls;
mod confirmed_accounts;
mod connection_tokens;
mod connections;
mod created_meetings;
mod event_insert;
mod events;
mod host_questions;
mod import_changes;
mod imports;
mod known_people;
mod meetings_of_lessons;
mod near_lessons;
mod new_import;
mod personal_meetings;
mod reconciliation_queue;
mod silent_accounts;
mod silent_lessons;

pub(crate) use self::account_users::FoundUser;
pub use self::account_users::StoredUser;
pub use self::api_calls::CountedCalls;
pub(crate) use self::api_calls::{CallAllowance, CallsOfDay};
pub use self::confirmed_accounts::ConfirmedAccount;
pub use self::connection_tokens::StoredTokens;
pub use self::connections::{BrokenCause, ConnectOutcome, NewZoomConnection, ZoomConnection};
pub use self::created_meetings::{CreatedMeeting, NewCreatedMeeting};
pub use self::host_questions::HostQuestion;
pub use self::import_changes::{ImportedFile, Recount};
pub use self::imports::{ImportState, ZoomImport};
pub use self::near_lessons::NearLesson;
pub(crate) use self::personal_meetings::PersonalSession;
pub use self::reconciliation_queue::PendingReconciliation;
pub use self::silent_accounts::{Silence, SilentAccount};
pub use self::silent_lessons::SilentLesson;
