//! What the system does, whoever asks: endpoints, schedule, command line and development server call these.

pub mod export;
mod meeting;
mod parts;
pub mod reconcile_meeting;
pub mod send_link;
pub mod session_record;
mod sweep;
pub mod teacher_months;

pub use self::export::csv_pieces;
pub use self::parts::{App, Parts, TokenSource};
pub use self::reconcile_meeting::reconcile_pending;
pub use self::sweep::{SweepReport, sweep, sweep_within};
