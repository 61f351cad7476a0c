//! Zoom's API for a school's server-to-server app, as far as past meetings go.
//!
//! - `POST /oauth/token` checks Basic and `account_id`, and refuses with 400 `invalid_client`. Each token has a life and
//!   scopes; a test ends all tokens that were issued.
//! - A call without a valid token: 401, code 124. Without the scope: code 4711 with its name, as 400 or as 401. On a
//!   plan without lists: 400, code 200.
//! - Names of runs are encoded once, twice if they begin with `/` or hold `//`; otherwise they are not found.
//! - `past_meetings/NUMBER/instances` lists the runs that began within `from` and `to`. 404, code 3001, if there are none.
//! - `meetings/NUMBER` has the account's meetings, also those that nobody began, for an app with the scope of it, which none
//!   has unless a test gives it. 404, code 3001, for others.
//! - `past_meetings/UUID` has `host_id`, times, and the number of participants, also where there is no list.
//! - `past_meetings/UUID/participants`: 3001 until the list is ready and for one person alone, or an empty page if a test
//!   wants that; pages with `next_page_token`; tokens of pages that are over, with 400, code 300; pages that lead in a
//!   circle, or never end. Rows are as a test writes them: numbers as texts and as numbers, blank and missing ids, waiting rooms,
//!   doubles, overlaps, open ends.
//! - `users` gives pages of the account's users; pending ones have no id.
//! - `report/meetings/UUID/participants`: the same for an app that has its scope, which none has unless a test gives it.
//! - `marketplace/apps/app-1/webhook_logs`: pages of entries as a test writes them, for an app with the scope of it, which
//!   none has unless a test gives it.
//! - Next answers that a test scripts: 429 of a second or a day, with `Retry-After` in every form or without; 5xx; a
//!   page of a proxy; an answer that is cut off, never ends, or never comes.

mod past_meetings;
mod server;
mod teachers;
mod teachers_meetings;
mod users;
mod wire;

use std::net::TcpListener;
use std::sync::{Arc, Mutex};

pub(crate) use server::{Pages, Run, ZoomServer};
pub(crate) use wire::ZoomAnswer;

/// The values of the app.
pub(crate) const APP: [(&str, &str); 3] = [
    ("ZOOM_ACCOUNT_ID", "account-1"),
    ("ZOOM_CLIENT_ID", "client-1"),
    ("ZOOM_CLIENT_SECRET", "secret-1"),
];

pub(crate) struct FakeZoom {
    pub(crate) url: String,
    state: Arc<Mutex<ZoomServer>>,
}

impl FakeZoom {
    /// Starts on a free port. It ends with the test process.
    pub(crate) fn start(runs: Vec<Run>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(ZoomServer::new(runs)));

        let served = Arc::clone(&state);
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let served = Arc::clone(&served);
                std::thread::spawn(move || wire::serve(connection.unwrap(), &served));
            }
        });

        Self { url, state }
    }

    /// The settings that lead here.
    pub(crate) fn settings(&self) -> Vec<(&'static str, String)> {
        let app = APP.map(|(name, value)| (name, value.to_owned()));
        let urls = [
            ("ZOOM_API_URL", format!("{}/v2", self.url)),
            ("ZOOM_OAUTH_URL", format!("{}/oauth", self.url)),
        ];

        app.into_iter().chain(urls).collect()
    }

    /// The settings of a school whose teachers connect their own Zoom here.
    pub(crate) fn settings_for_teachers(&self) -> Vec<(&'static str, String)> {
        let app = teachers::TEACHER_APP.map(|(name, value)| (name, value.to_owned()));
        let urls = [
            ("ZOOM_API_URL", format!("{}/v2", self.url)),
            ("ZOOM_OAUTH_URL", format!("{}/oauth", self.url)),
        ];

        app.into_iter().chain(urls).collect()
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut ZoomServer)) {
        change(&mut self.state.lock().unwrap());
    }

    pub(crate) fn state(&self) -> ZoomServer {
        self.state.lock().unwrap().clone()
    }

    /// Ends every token, as a newer one of another program's may.
    pub(crate) fn end_tokens(&self) {
        self.set(|zoom| zoom.tokens.clear());
    }
}
