//! Session duration tracking: rules, storage and HTTP endpoints, shared by every platform.

pub mod clock;
pub mod config;
pub mod domain;
pub mod store;
