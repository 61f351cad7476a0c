//! The account, its app and its tokens.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::teachers::UserAtZoom;
use super::wire::{Request, ZoomAnswer, refusal};

/// `client-1:secret-1`.
const BASIC: &str = "Basic Y2xpZW50LTE6c2VjcmV0LTE=";

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

/// Where the last page of a list leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pages {
    ComeToAnEnd,
    /// Each page leads to the first one.
    LeadInCircle,
    /// There is always another one.
    NeverEnd,
}

impl Pages {
    pub(super) fn next(self, next: usize, all: usize) -> String {
        match self {
            Self::LeadInCircle => "page-0".to_owned(),
            Self::NeverEnd => format!("page-{}", next + 1),
            Self::ComeToAnEnd if next < all => format!("page-{next}"),
            Self::ComeToAnEnd => String::new(),
        }
    }
}

/// The account and the server, with what was asked so far.
#[derive(Clone, Debug)]
pub(crate) struct ZoomServer {
    pub(crate) runs: Vec<Run>,
    /// Numbers of meetings of the account that nobody began yet.
    pub(crate) waiting: Vec<&'static str>,
    /// Zoom's type of every meeting: 2 is scheduled, 4 is a personal room.
    pub(crate) meeting_type: i64,
    /// Meetings are going on: no list has them yet.
    pub(crate) goes_on: bool,
    /// Rows of the list of users.
    pub(crate) users: Vec<Value>,
    pub(crate) next_answers: VecDeque<ZoomAnswer>,
    pub(crate) scopes: Vec<&'static str>,
    /// The status with which a missing scope is refused.
    pub(crate) scope_status: u16,
    pub(crate) has_plan: bool,
    pub(crate) page_size: usize,
    pub(crate) token_life: Duration,
    /// So many tokens of pages are over before one is good.
    pub(crate) expired_pages: usize,
    pub(crate) pages: Pages,
    /// Where there is no list, an empty page comes instead of 3001.
    pub(crate) lists_nobody: bool,
    /// What could not be delivered, as the log of webhooks has it.
    pub(crate) logs: Vec<Value>,
    pub(crate) tokens_issued: usize,
    pub(super) tokens: Vec<(String, Instant)>,
    /// The paths that were asked, as they came.
    pub(crate) asked: Vec<String>,
    /// Who agrees on Zoom's page.
    pub(crate) user: UserAtZoom,
}

impl ZoomServer {
    pub(super) fn new(runs: Vec<Run>) -> Self {
        Self {
            runs,
            waiting: Vec::new(),
            meeting_type: 2,
            goes_on: false,
            users: Vec::new(),
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
            pages: Pages::ComeToAnEnd,
            lists_nobody: false,
            logs: Vec::new(),
            tokens_issued: 0,
            tokens: Vec::new(),
            asked: Vec::new(),
            user: UserAtZoom::default(),
        }
    }

    pub(super) fn answer(&mut self, request: &Request) -> ZoomAnswer {
        if let Some(answer) = self.answer_user(request) {
            return answer;
        }
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
            ["", "v2", "meetings", number] => self.scheduled(number),
            ["", "v2", "past_meetings", name] => self.meeting(name),
            ["", "v2", "past_meetings", number, "instances"] => {
                self.instances(number, &request.query)
            }
            ["", "v2", "past_meetings", name, "participants"] => {
                self.participants(name, &request.query)
            }
            ["", "v2", "users"] => self.users(&request.query),
            ["", "v2", "marketplace", "apps", "app-1", "webhook_logs"] => {
                self.webhook_logs(&request.query)
            }
            ["", "v2", "report", "meetings", name, "participants"] => {
                self.report(name, &request.query)
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

    pub(super) fn lacks(&self, scope: &str) -> Option<ZoomAnswer> {
        if self.scopes.contains(&scope) {
            return None;
        }

        let message = format!("Invalid access token, does not contain scopes:[{scope}].");
        Some(refusal(self.scope_status, 4711, &message))
    }
}
