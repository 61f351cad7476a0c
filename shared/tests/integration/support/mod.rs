//! A school for one test: its own database, endpoints on a free port, a clock to set, a scripted Telegram.

mod answer;
mod clock;
mod database;
mod html;
mod inside;
mod json;
mod lesson;
mod platforms;
mod requests;
mod rows;
mod settings;
mod site;

mod telegram;
mod zoom;

pub(crate) use answer::Answer;
pub(crate) use clock::TestClock;
pub(crate) use database::Database;
pub(crate) use html::Html;
pub(crate) use inside::Inside;
pub(crate) use json::{expect_json, fields_of};
pub(crate) use platforms::Platform;
pub(crate) use rows::{Row, change, count, insert};
pub(crate) use settings::{CRON, LINK, SECRET};
pub(crate) use site::Site;
pub(crate) use telegram::{FakeAnswer, FakeTelegram};
pub(crate) use zoom::{FakeZoom, Pages, Run, ZoomAnswer};
