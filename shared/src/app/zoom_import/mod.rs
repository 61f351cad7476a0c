//! Importing Zoom's reports, and the lists that its API gives in their place; taking imports back.
//!
//! What is believed afterwards is the stored events, with those that come and without those that go. What the lessons
//! are then is computed from that first, in memory. So a dry run shows it, a report that belongs to no lesson is not
//! stored, and what wrong events taught of people is forgotten in the transaction that takes them away. Storing is one
//! transaction, with a note that the meeting is to be reconciled: if the reconciliation fails, the next sweep, or the
//! same command again, does it.

mod ask_zoom;
mod import;
mod import_outcome;
mod lesson_change;
mod meetings_to_ask;
mod near_lessons;
mod preview;
mod undo;

pub use self::ask_zoom::{AskError, AskOutcome, ask_zoom};
pub(crate) use self::ask_zoom::{import_answers, run_to_ask};
pub use self::import::import_report;
pub use self::import_outcome::{ImportMode, ImportOutcome};
pub use self::lesson_change::{LessonChange, LessonFigures};
pub use self::meetings_to_ask::{MeetingToAsk, list_meetings_to_ask};
pub use self::near_lessons::NearLessons;
pub use self::undo::{UndoOutcome, undo_import};
