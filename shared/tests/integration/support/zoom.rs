//! Zoom's API for a school's server-to-server app, as far as past meetings go.
//!
//! - `POST /oauth/token` checks Basic and `account_id`, and refuses with 400 `invalid_client`. Each token has a life and
//!   scopes; a test ends all tokens that were issued.
//! - A call without a valid token: 401, code 124. Without the scope: code 4711 with its name, as 400 or as 401. On a
//!   plan without lists: 400, code 200.
//! - Names of runs are encoded once, twice if they begin with `/` or hold `//`; otherwise they are not found.
//! - `past_meetings/NUMBER/instances` lists the runs that began within `from` and `to`. 404, code 3001, if there are none.
//! - `past_meetings/UUID` has `host_id`, times, and the number of participants, also where there is no list.
//! - `past_meetings/UUID/participants`: 3001 until the list is ready and for one person alone, or an empty page if a test
//!   wants that; pages with `next_page_token`; tokens of pages that are over, with 400, code 300; pages that lead in a
//!   circle. Rows are as a test writes them: numbers as texts and as numbers, blank and missing ids, waiting rooms,
//!   doubles, overlaps, open ends.
//! - Next answers that a test scripts: 429 of a second or a day, with `Retry-After` in every form or without; 5xx; a
//!   page of a proxy; an answer that is cut off, or never comes.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The values of the app.
pub(crate) const APP: [(&str, &str); 3] = [
    ("ZOOM_ACCOUNT_ID", "account-1"),
    ("ZOOM_CLIENT_ID", "client-1"),
    ("ZOOM_CLIENT_SECRET", "secret-1"),
];
const BASIC: &str = "Basic Y2xpZW50LTE6c2VjcmV0LTE=";

/// How a call is answered.
#[derive(Clone, Debug)]
pub(crate) enum ZoomAnswer {
    Json(u16, Value),
    /// 429 with these headers and this message.
    Limit(&'static str, &'static str),
    /// A proxy's page.
    Page(u16),
    CutOff,
    /// It never comes.
    Silence,
}

/// One run of a meeting.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) number: &'static str,
    pub(crate) uuid: &'static str,
    /// A day and a time of UTC.
    pub(crate) started_at: &'static str,
    pub(crate) participants: usize,
    pub(crate) rows: Vec<Value>,
    pub(crate) is_ready: bool,
}

/// The account and the server, with what was asked so far.
#[derive(Clone, Debug)]
pub(crate) struct ZoomServer {
    pub(crate) runs: Vec<Run>,
    pub(crate) next_answers: VecDeque<ZoomAnswer>,
    pub(crate) scopes: Vec<&'static str>,
    /// The status with which a missing scope is refused.
    pub(crate) scope_status: u16,
    pub(crate) has_plan: bool,
    pub(crate) page_size: usize,
    pub(crate) token_life: Duration,
    /// So many tokens of pages are over before one is good.
    pub(crate) expired_pages: usize,
    /// Each page leads to the first one.
    pub(crate) leads_in_circle: bool,
    /// Where there is no list, an empty page comes instead of 3001.
    pub(crate) lists_nobody: bool,
    pub(crate) tokens_issued: usize,
    tokens: Vec<(String, Instant)>,
    /// The paths that were asked, as they came.
    pub(crate) asked: Vec<String>,
}

pub(crate) struct FakeZoom {
    pub(crate) url: String,
    state: Arc<Mutex<ZoomServer>>,
}

struct Request {
    path: String,
    query: String,
    authorization: String,
    body: String,
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
                std::thread::spawn(move || serve(connection.unwrap(), &served));
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

impl ZoomServer {
    fn new(runs: Vec<Run>) -> Self {
        Self {
            runs,
            next_answers: VecDeque::new(),
            scopes: vec![
                "meeting:read:list_past_instances:admin",
                "meeting:read:past_meeting:admin",
                "meeting:read:list_past_participants:admin",
            ],
            scope_status: 400,
            has_plan: true,
            page_size: 300,
            token_life: Duration::from_hours(1),
            expired_pages: 0,
            leads_in_circle: false,
            lists_nobody: false,
            tokens_issued: 0,
            tokens: Vec::new(),
            asked: Vec::new(),
        }
    }

    fn answer(&mut self, request: &Request) -> ZoomAnswer {
        if request.path == "/oauth/token" {
            return self.issue_token(request);
        }

        self.asked.push(request.path.clone());
        if let Some(answer) = self.next_answers.pop_front() {
            return answer;
        }

        let token = request.authorization.strip_prefix("Bearer ");
        let now = Instant::now();
        let is_known =
            |(value, until): &(String, Instant)| Some(value.as_str()) == token && now < *until;
        if !self.tokens.iter().any(is_known) {
            return refusal(401, 124, "Invalid access token.");
        }

        let parts: Vec<&str> = request.path.split('/').collect();
        match parts[..] {
            ["", "v2", "past_meetings", name] => self.meeting(name),
            ["", "v2", "past_meetings", number, "instances"] => {
                self.instances(number, &request.query)
            }
            ["", "v2", "past_meetings", name, "participants"] => {
                self.participants(name, &request.query)
            }
            _ => refusal(404, 2300, "This API endpoint is not recognized."),
        }
    }

    fn issue_token(&mut self, request: &Request) -> ZoomAnswer {
        let is_of_account = request.body.contains("grant_type=account_credentials")
            && request.body.contains("account_id=account-1");
        if request.authorization != BASIC || !is_of_account {
            let body = json!({ "reason": "Invalid client_id or client_secret", "error": "invalid_client" });
            return ZoomAnswer::Json(400, body);
        }

        self.tokens_issued += 1;
        let token = format!("token-{}", self.tokens_issued);
        self.tokens
            .push((token.clone(), Instant::now() + self.token_life));

        ZoomAnswer::Json(
            200,
            json!({
                "access_token": token, "token_type": "bearer", "expires_in": self.token_life.as_secs(),
                "scope": self.scopes.join(" "), "api_url": "https://api.zoom.us",
            }),
        )
    }

    fn lacks(&self, scope: &str) -> Option<ZoomAnswer> {
        if self.scopes.contains(&scope) {
            return None;
        }

        let message = format!("Invalid access token, does not contain scopes:[{scope}].");
        Some(refusal(self.scope_status, 4711, &message))
    }

    fn meeting(&self, name: &str) -> ZoomAnswer {
        if let Some(refused) = self.lacks("meeting:read:past_meeting:admin") {
            return refused;
        }
        let Some(run) = self.run(name) else {
            return refusal(404, 3001, "Meeting does not exist.");
        };

        ZoomAnswer::Json(
            200,
            json!({
                "uuid": run.uuid, "id": run.number.parse::<u64>().unwrap(), "host_id": "host-1", "type": 2,
                "start_time": run.started_at, "participants_count": run.participants,
            }),
        )
    }

    fn instances(&self, number: &str, query: &str) -> ZoomAnswer {
        if let Some(refused) = self.lacks("meeting:read:list_past_instances:admin") {
            return refused;
        }
        let (from, to) = (value(query, "from"), value(query, "to"));
        let listed: Vec<Value> = self
            .runs
            .iter()
            .filter(|run| run.number == number)
            .filter(|run| (from.as_str()..=to.as_str()).contains(&&run.started_at[..10]))
            .map(|run| json!({ "uuid": run.uuid, "start_time": run.started_at }))
            .collect();

        if listed.is_empty() {
            refusal(404, 3001, "Meeting does not exist.")
        } else {
            ZoomAnswer::Json(200, json!({ "meetings": listed }))
        }
    }

    fn participants(&mut self, name: &str, query: &str) -> ZoomAnswer {
        if let Some(refused) = self.lacks("meeting:read:list_past_participants:admin") {
            return refused;
        }
        if !self.has_plan {
            return refusal(400, 200, "Only available for Paid account.");
        }

        let Some(run) = self.run(name).cloned() else {
            return refusal(404, 3001, "Meeting does not exist.");
        };
        if !run.is_ready || run.participants < 2 {
            return if self.lists_nobody {
                ZoomAnswer::Json(200, json!({ "participants": [], "next_page_token": "" }))
            } else {
                refusal(404, 3001, "Meeting does not exist.")
            };
        }

        let token = value(query, "next_page_token");
        if !token.is_empty() && self.expired_pages > 0 {
            self.expired_pages -= 1;
            return refusal(400, 300, "The next page token is invalid or expired.");
        }

        let first: usize = token
            .strip_prefix("page-")
            .map_or(0, |text| text.parse().unwrap());
        let size = self
            .page_size
            .min(value(query, "page_size").parse().unwrap_or(30));
        let rows: Vec<&Value> = run.rows.iter().skip(first).take(size).collect();
        let next = first + rows.len();
        let next_page_token = if self.leads_in_circle {
            "page-0".to_owned()
        } else if next < run.rows.len() {
            format!("page-{next}")
        } else {
            String::new()
        };

        ZoomAnswer::Json(
            200,
            json!({
                "page_size": size, "total_records": run.rows.len(),
                "next_page_token": next_page_token, "participants": rows,
            }),
        )
    }

    /// Finds a run by the name in a path.
    fn run(&self, name: &str) -> Option<&Run> {
        let once = decoded(name);
        // Zoom takes the second slash for the path's.
        if once.starts_with('/') || once.contains("//") {
            return None;
        }

        let uuid = decoded(&once);
        self.runs
            .iter()
            .find(|run| run.uuid == once || run.uuid == uuid)
    }
}

fn refusal(status: u16, code: i64, message: &str) -> ZoomAnswer {
    ZoomAnswer::Json(status, json!({ "code": code, "message": message }))
}

fn value(query: &str, name: &str) -> String {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(found, _)| *found == name)
        .map_or_else(String::new, |(_, value)| decoded(value))
}

fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        plain.push(char::from(u8::from_str_radix(digits, 16).unwrap()));
        plain.push_str(rest);
    }

    plain
}

fn serve(mut connection: TcpStream, state: &Mutex<ZoomServer>) {
    // Whoever gave up a kept connection asks nothing more.
    while let Some(request) = read_request(&mut connection) {
        let answer = state.lock().unwrap().answer(&request);
        let (status, headers, body) = match answer {
            ZoomAnswer::Json(status, body) => {
                (status, "content-type: application/json", body.to_string())
            }
            ZoomAnswer::Limit(headers, message) => (
                429,
                headers,
                json!({ "code": 429, "message": message }).to_string(),
            ),
            ZoomAnswer::Page(status) => (status, "content-type: text/html", "<html>".to_owned()),
            ZoomAnswer::CutOff => {
                let _ =
                    connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"part");
                return;
            }
            ZoomAnswer::Silence => {
                // Until the other side gives up.
                let _ = connection.read(&mut [0]);
                return;
            }
        };

        let head = format!(
            "HTTP/1.1 {status} Scripted\r\n{headers}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        if connection.write_all((head + &body).as_bytes()).is_err() {
            return;
        }
    }
}

fn read_request(connection: &mut TcpStream) -> Option<Request> {
    let mut received = Vec::new();
    let mut piece = [0; 4096];
    loop {
        if let Some(request) = parse(&received) {
            return Some(request);
        }

        let length = connection
            .read(&mut piece)
            .ok()
            .filter(|length| *length > 0)?;
        received.extend_from_slice(&piece[..length]);
    }
}

/// `None`: more of the request is to come.
fn parse(received: &[u8]) -> Option<Request> {
    let text = String::from_utf8_lossy(received);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let header = |name: &str| {
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map_or_else(String::new, |(_, value)| value.trim().to_owned())
    };
    if body.len() < header("content-length").parse().unwrap_or(0) {
        return None;
    }

    let target = head.split(' ').nth(1)?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Some(Request {
        path: path.to_owned(),
        query: query.to_owned(),
        authorization: header("authorization"),
        body: body.to_owned(),
    })
}
