//! The frame and the script of all pages of the dashboard.

use crate::config::Config;
use crate::domain::Role;
use crate::pages::Frame;

const SCRIPT: &str = include_str!("dashboard.js");

/// Makes the frame of one of the dashboard's pages.
pub(crate) fn frame(config: &Config, title: impl Into<String>) -> Frame {
    Frame::of(config, title, Some(Role::Admin), SCRIPT)
}
