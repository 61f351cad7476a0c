//! Teachers who connect their own Zoom: how they do, what is done in their name, and how it ends.

mod calls;
mod connect;
mod disconnect;
mod new_tokens;
mod refusal;
mod removal;
mod teacher_access;

use std::time::Duration;

pub(crate) use self::calls::TeacherCalls;
pub(crate) use self::connect::{ConnectAnswer, ConnectError, begin_connecting, finish_connecting};
pub(crate) use self::disconnect::disconnect;
pub(crate) use self::refusal::refused;
pub(crate) use self::removal::record_removal;
pub(crate) use self::teacher_access::{NoAccess, TeacherAccess, teacher_access};

/// Each question to Zoom for which a person waits.
pub(crate) const PERSONS_PATIENCE: Duration = Duration::from_secs(3);
