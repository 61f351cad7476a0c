//! The admin's list of sessions: which, in what order, page by page.

mod cursor;
pub(crate) mod filter;
mod indexed_read;
mod names;
mod order;
mod page;
mod part;
pub(crate) mod people;

pub use self::cursor::{Cursor, PagePosition};
pub use self::filter::Filter;
pub use self::names::SessionWithNames;
pub use self::order::{SortKey, SortOrder};
pub use self::page::Page;
pub(crate) use self::page::select_first_page;
