//! The description of an endpoint, from which every platform serves it.

use axum::Router;

use crate::app::App;

/// One endpoint: its own Vercel function and its own Lambda function.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// The function's name.
    pub name: &'static str,
    /// The path as axum writes it, with `{parameters}`.
    pub path: &'static str,
    /// The methods it answers.
    pub methods: &'static [&'static str],
    /// Further paths that the same function serves, with their methods.
    pub also: &'static [(&'static str, &'static [&'static str])],
    /// Seconds after which a request is given up; platforms must allow one more.
    pub timeout_seconds: u64,
    /// Makes its routes.
    pub router: fn() -> Router<App>,
}

impl Endpoint {
    /// Returns every path with its methods, its own first.
    pub fn routes(&self) -> impl Iterator<Item = (&'static str, &'static [&'static str])> + Clone {
        std::iter::once((self.path, self.methods)).chain(self.also.iter().copied())
    }
}
