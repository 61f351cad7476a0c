//! The page to sign in.

mod page;

pub(crate) use self::page::{SignInInput, sign_in};
