//! The page's reactions to answers, and to their absence.

use super::{Answer, BrowserPage, Message, ReportedStatus, To};
use crate::spans::{MINUTE, Millis};

/// After the first join that fails; each further wait is twice as long.
pub(super) const FIRST_RETRY: Millis = 2_500;
const LONGEST_RETRY: Millis = MINUTE / 2;

impl BrowserPage {
    /// Takes in an answer, or that there was none. Returns what the page sends in return, and how long it waits
    /// before it tries to join again.
    pub fn receive(
        &mut self,
        to: To,
        answer: Answer,
        now: Millis,
    ) -> (Option<Message>, Option<Millis>) {
        let joins = to == To::Track;
        if joins {
            self.joining = false;
            self.joined |= matches!(answer, Answer::Status(_));
        }

        if self.over || self.gone_at.is_some() {
            return (None, None);
        }

        let reaction = match to {
            To::EndSession => self.react_to_end(answer, now),
            To::Track | To::Heartbeat => self.react(joins, answer, now),
        };

        let retries = joins && !self.joined && !self.over && reaction.is_none();
        let wait = retries.then_some(self.retry_after);

        self.retry_after = if retries {
            (self.retry_after * 2).min(LONGEST_RETRY)
        } else {
            FIRST_RETRY
        };

        (reaction, wait)
    }

    fn react_to_end(&mut self, answer: Answer, now: Millis) -> Option<Message> {
        match answer {
            Answer::Status(_) => {
                self.over = true;
                None
            }
            Answer::Refused(status) if status < 500 && status != 429 => {
                self.end_pressed_at = None;
                self.beat("heartbeat", now)
            }
            Answer::Refused(_) | Answer::Nothing => None,
        }
    }

    fn react(&mut self, joins: bool, answer: Answer, now: Millis) -> Option<Message> {
        match answer {
            Answer::Status(ReportedStatus::Active) => {
                self.visible_unsaid &= joins;
                self.ticking = true;
                None
            }
            Answer::Status(ReportedStatus::Sent) => {
                self.joined = false;
                self.join(now)
            }
            Answer::Status(ReportedStatus::Over) | Answer::Refused(404 | 409 | 410) => {
                self.over = true;
                None
            }
            Answer::Refused(_) | Answer::Nothing => None,
        }
    }
}
