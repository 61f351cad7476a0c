//! The library as a whole, on a real database: SQLite, or the server of `TEST_DATABASE_URL`.

mod http;
mod store;
mod support;
