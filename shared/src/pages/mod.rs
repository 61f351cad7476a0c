//! Server-rendered pages: a template, one style sheet and one small ES module each. All text for people is made here.

pub(crate) mod dashboard;
pub(crate) mod paths;
pub(crate) mod sign_in;
pub(crate) mod staff;
mod student;
pub(crate) mod teacher;

pub(crate) use self::sign_in::{SignInInput, leftover, sign_in};
pub use self::staff::Frame;
pub(crate) use self::staff::{failure, page};
pub use self::student::{Texts, TrackingPage, View, choose};
