//! What Zoom does for a teacher who agreed: a user's own authorisation, and meetings that are created in the user's name.
//!
//! - `authorize` stands for the page on which the user agrees: it takes what the browser was led to, and gives the
//!   address to which Zoom leads back. A code is good once, for the verifier of its challenge (S256) and its redirect.
//! - Each refresh gives a new pair and ends the old one; a token that was used is refused with `invalid_grant`. A test
//!   may lose an answer after the pair was changed.
//! - Agreeing again ends all earlier tokens of the user. `revoke` ends a token.
//! - `users/me` says id, account and plan. Meetings get numbers of their own, settings as they were asked, and a link;
//!   free users get no registration, and registering there is refused with 3161. A test sets a number that the account
//!   forces, and refusals of each call.
//! - `past_meetings` as for the school's app, of the user's own runs, by the user's own scopes and plan.

use std::collections::BTreeMap;
use std::time::Duration;

use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::server::{Run, ZoomServer};
use super::wire::{Request, ZoomAnswer, refusal, value};

/// The values of the app by which teachers connect.
pub(crate) const TEACHER_APP: [(&str, &str); 3] = [
    ("ZOOM_TEACHER_CLIENT_ID", "client-2"),
    ("ZOOM_TEACHER_CLIENT_SECRET", "secret-2"),
    (
        "ZOOM_TEACHER_SECRET_TOKEN",
        "test-only-teacher-secret-token",
    ),
];

/// `client-2:secret-2`.
const BASIC: &str = "Basic Y2xpZW50LTI6c2VjcmV0LTI=";

/// The user who agrees, with what was made in the user's name.
#[derive(Clone, Debug)]
pub(crate) struct UserAtZoom {
    pub(crate) id: &'static str,
    pub(crate) plan: i64,
    pub(crate) scopes: Vec<&'static str>,
    pub(crate) token_seconds: u64,
    /// Codes that wait, each with its challenge and redirect.
    codes: BTreeMap<String, (String, String)>,
    pub(crate) access: Vec<String>,
    pub(crate) refresh: Vec<String>,
    issued: usize,
    /// Meetings that were created and not deleted, by their numbers.
    pub(crate) meetings: BTreeMap<String, Value>,
    pub(crate) created: usize,
    pub(crate) registered: usize,
    pub(crate) refreshed: usize,
    pub(crate) revoked: usize,
    /// The next refresh changes the pair, and its answer is lost.
    pub(crate) loses_refresh: bool,
    /// How long Zoom thinks before a meeting is there.
    pub(crate) takes: Duration,
    /// The next answers of these calls: `create`, `register`, `start`, `refresh`, `code`, `me`, `past`.
    pub(crate) scripted: Vec<(&'static str, ZoomAnswer)>,
    /// Where start links lead.
    pub(crate) start_host: Option<&'static str>,
    /// Runs of the user's own meetings, and whether the account's plan has lists of them.
    pub(crate) runs: Vec<Run>,
    pub(crate) has_plan: bool,
    /// What was asked about past meetings in the user's name.
    pub(crate) asked: Vec<String>,
}

impl Default for UserAtZoom {
    fn default() -> Self {
        Self {
            id: "user-1",
            plan: 2,
            scopes: vec![
                "meeting:write:meeting",
                "meeting:read:meeting",
                "meeting:write:registrant",
                "user:read:user",
            ],
            token_seconds: 3600,
            codes: BTreeMap::new(),
            access: Vec::new(),
            refresh: Vec::new(),
            issued: 0,
            meetings: BTreeMap::new(),
            created: 0,
            registered: 0,
            refreshed: 0,
            revoked: 0,
            loses_refresh: false,
            takes: Duration::ZERO,
            scripted: Vec::new(),
            start_host: None,
            runs: Vec::new(),
            has_plan: true,
            asked: Vec::new(),
        }
    }
}

impl UserAtZoom {
    /// The user agrees on the page at this address. Returns where Zoom leads back to.
    pub(crate) fn authorize(&mut self, address: &str) -> String {
        let (_, query) = address.split_once("/oauth/authorize?").unwrap();
        assert_eq!(value(query, "client_id"), "client-2");
        assert_eq!(value(query, "response_type"), "code");
        assert_eq!(value(query, "code_challenge_method"), "S256");

        self.issued += 1;
        let code = format!("code-{}", self.issued);
        let redirect = value(query, "redirect_uri");
        let challenge = value(query, "code_challenge");
        self.codes
            .insert(code.clone(), (challenge, redirect.clone()));

        format!("{redirect}?code={code}&state={}", value(query, "state"))
    }

    /// Ends every token for calls, as an administrator may.
    pub(crate) fn end_access(&mut self) {
        self.access.clear();
    }

    fn issue(&mut self) -> ZoomAnswer {
        self.issued += 1;
        // Agreeing again ends what was issued before, as a refresh does.
        self.access = vec![format!("user-token-{}", self.issued)];
        self.refresh = vec![format!("user-refresh-{}", self.issued)];

        ZoomAnswer::Json(
            200,
            json!({
                "access_token": self.access[0], "refresh_token": self.refresh[0], "token_type": "bearer",
                "expires_in": self.token_seconds, "scope": self.scopes.join(" "),
            }),
        )
    }

    pub(super) fn scripted(&mut self, call: &str) -> Option<ZoomAnswer> {
        let position = self.scripted.iter().position(|(name, _)| *name == call)?;
        Some(self.scripted.remove(position).1)
    }

    pub(super) fn lacks(&self, scope: &str) -> Option<ZoomAnswer> {
        let message = format!("Invalid access token, does not contain scopes:[{scope}].");
        (!self.scopes.contains(&scope)).then(|| refusal(400, 4711, &message))
    }
}

fn oauth_refusal(error: &str) -> ZoomAnswer {
    ZoomAnswer::Json(400, json!({ "reason": "refused", "error": error }))
}

fn challenge_of(verifier: &str) -> String {
    let bytes = digest(&SHA256, verifier.as_bytes());
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.as_ref().chunks(3) {
        let mut word = [0_u8; 3];
        word[..three.len()].copy_from_slice(three);
        let number = u32::from_be_bytes([0, word[0], word[1], word[2]]);
        for position in 0..=three.len() {
            let digit = (number >> (18 - 6 * position)) & 63;
            text.push(char::from(alphabet[digit as usize]));
        }
    }

    text
}

impl ZoomServer {
    /// `None`: it is no call in a user's name.
    pub(super) fn answer_user(&mut self, request: &Request) -> Option<ZoomAnswer> {
        if request.authorization == BASIC {
            return Some(match request.path.as_str() {
                "/oauth/token" => self.token_of_user(&request.body),
                "/oauth/revoke" => self.revoke(&request.body),
                _ => refusal(404, 2300, "unknown"),
            });
        }

        let token = request.authorization.strip_prefix("Bearer user-token-")?;
        let token = format!("user-token-{token}");
        self.asked.push(request.path.clone());
        if !self.user.access.contains(&token) {
            return Some(refusal(401, 124, "Invalid access token."));
        }

        let parts: Vec<&str> = request.path.split('/').collect();
        Some(match (request.method.as_str(), &parts[..]) {
            ("GET", ["", "v2", "users", "me"]) => self.me(),
            ("POST", ["", "v2", "users", "me", "meetings"]) => self.create(&request.body),
            ("POST", ["", "v2", "meetings", number, "registrants"]) => {
                self.register(number, &request.body)
            }
            ("GET", ["", "v2", "meetings", number]) => self.find(number),
            ("DELETE", ["", "v2", "meetings", number]) => self.delete(number),
            ("GET", ["", "v2", "past_meetings", past @ ..]) => {
                self.user.asked.push(request.path.clone());
                self.past_of_user(past, &request.query)
            }
            _ => refusal(404, 2300, "This API endpoint is not recognized."),
        })
    }

    fn token_of_user(&mut self, body: &str) -> ZoomAnswer {
        let user = &mut self.user;
        match value(body, "grant_type").as_str() {
            "authorization_code" => {
                if let Some(answer) = user.scripted("code") {
                    return answer;
                }
                let Some((challenge, redirect)) = user.codes.remove(&value(body, "code")) else {
                    return oauth_refusal("invalid_grant");
                };
                let is_same = challenge_of(&value(body, "code_verifier")) == challenge
                    && value(body, "redirect_uri") == redirect;
                if is_same {
                    user.issue()
                } else {
                    oauth_refusal("invalid_grant")
                }
            }
            "refresh_token" => {
                user.refreshed += 1;
                if let Some(answer) = user.scripted("refresh") {
                    return answer;
                }
                if !user.refresh.contains(&value(body, "refresh_token")) {
                    return oauth_refusal("invalid_grant");
                }
                let answer = user.issue();
                if std::mem::take(&mut user.loses_refresh) {
                    return ZoomAnswer::CutOff;
                }
                answer
            }
            _ => oauth_refusal("unsupported_grant_type"),
        }
    }

    fn revoke(&mut self, body: &str) -> ZoomAnswer {
        if let Some(answer) = self.user.scripted("revoke") {
            return answer;
        }
        let token = value(body, "token");
        if self.user.access.contains(&token) {
            self.user.access.clear();
            self.user.refresh.clear();
            self.user.revoked += 1;
        }

        ZoomAnswer::Json(200, json!({ "status": "success" }))
    }

    fn me(&mut self) -> ZoomAnswer {
        if let Some(answer) = self.user.scripted("me") {
            return answer;
        }
        let user = &self.user;
        user.lacks("user:read:user").unwrap_or_else(|| {
            ZoomAnswer::Json(
                200,
                json!({ "id": user.id, "account_id": "account-2", "type": user.plan, "pmi": 1_234_567_890 }),
            )
        })
    }
}
