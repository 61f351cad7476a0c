//! The rules, by what they look at. Each is a pure function of the snapshot.

pub(super) mod columns;
mod grants;
pub(super) mod identity;
pub(super) mod inserts;
pub(super) mod keys;
pub(super) mod mend;
pub(super) mod numbers;
pub(super) mod rights;
#[cfg(test)]
mod school;
pub(super) mod server;
pub(super) mod tables;
mod types;
