//! The page to sign in, and what may follow it.

mod leftover;
mod page;

pub(crate) use self::leftover::leftover;
pub(crate) use self::page::{SignInInput, sign_in};
