//! The admin's list of sessions: which, in what order, page by page.

pub(crate) mod order;
pub(crate) mod page;
pub(crate) mod people;

pub use self::order::{Cursor, PagePosition, SortKey, SortOrder};
pub use self::page::{Filter, Page, SessionWithNames};
