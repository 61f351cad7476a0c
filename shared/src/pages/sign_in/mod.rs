//! The page to sign in.

mod page;

pub(crate) use self::page::{Typed, sign_in};
