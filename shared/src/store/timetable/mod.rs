//! The timetable of the school's own application, where it has one, and the links that are compared with it.

mod sent_links;
mod slot_columns;
mod slots;

pub(crate) use self::slot_columns::TIMETABLE;
