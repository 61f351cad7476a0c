//! Session duration tracking: rules, storage and HTTP endpoints, shared by every platform.
//!
//! A request's way: entry point -> [`endpoints`] -> [`domain`] -> [`store`] -> answer.

pub mod app;
pub mod auth;
pub mod clock;
pub mod config;
pub mod domain;
pub mod endpoints;
pub mod error;
mod hexadecimal;
pub mod http;
mod http_client;
pub mod logging;
pub mod pages;
mod random;
pub mod routes;
pub mod start;
pub mod store;
pub mod telegram;
pub mod zoom;
