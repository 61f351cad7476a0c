//! The messages of the students' pages: what gets lost, what arrives, and what the pages learn of it.

use serde::Deserialize;

use super::Play;
use crate::events::{Event, PageKey};
use crate::page::{Answer, BrowserPage, Message, ReportedStatus, To};
use crate::site::{Ask, Reply, Who};
use crate::spans::{Millis, SECOND};

/// A page without a network notices that after this time.
const OFFLINE_AFTER: Millis = 300;

/// The part of an answer that describes the session.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SessionAnswer<'a> {
    #[serde(borrow)]
    status: Option<&'a str>,
    #[serde(default)]
    already_ended: bool,
}

/// The fate of a message.
enum Fate {
    /// It reaches the server after a time; its answer reaches the page, or does not.
    Arrives(Millis, bool),
    /// It does not reach the server: the page notices after a time, perhaps by an HTTP status.
    Fails(Millis, Option<u16>),
}

impl Play<'_> {
    /// Sends what a page says.
    pub(super) fn send(
        &mut self,
        key: PageKey,
        messages: impl IntoIterator<Item = Message>,
        now: Millis,
    ) {
        let life = &self.school.lessons[key.lesson].pages[key.page];
        let offline = life.offline.holds(now);

        for message in messages {
            match self.draw_fate(offline) {
                Fate::Arrives(after, answered) => {
                    let event = Event::Arrive(key, message, answered);
                    self.events.add(now + after, event);
                }
                Fate::Fails(after, status) if !message.beacon => {
                    let event = Event::Fail(key, message.to, status);
                    self.events.add(now + after, event);
                }
                // A page hears nothing of a beacon.
                Fate::Fails(..) => {}
            }
        }
    }

    fn draw_fate(&mut self, offline: bool) -> Fate {
        let trip = if self.dice.chance(0.02) {
            self.dice.between(SECOND, 5 * SECOND)
        } else {
            self.dice.between(40, 400)
        };
        let lost = self.dice.chance(self.odd.message_lost);
        let broken = self.dice.chance(self.odd.server_error);

        if offline {
            return Fate::Fails(OFFLINE_AFTER, None);
        }

        if lost && self.dice.chance(0.5) {
            // Mostly noticed at once; sometimes only by the page's own limit.
            let noticed = if self.dice.chance(0.1) {
                20 * SECOND
            } else {
                self.dice.between(100, SECOND)
            };

            return Fate::Fails(noticed, None);
        }

        if broken {
            Fate::Fails(trip, Some(503))
        } else {
            Fate::Arrives(trip, !lost)
        }
    }

    /// A message reaches the server.
    pub(super) async fn arrive(
        &mut self,
        key: PageKey,
        message: Message,
        answered: bool,
        now: Millis,
    ) -> anyhow::Result<()> {
        let Message {
            to,
            body,
            kind,
            beacon,
        } = message;
        let (name, path) = match to {
            To::Track => ("join", "/api/zoom/track"),
            To::Heartbeat => ("heartbeat", "/api/zoom/heartbeat"),
            To::EndSession => ("end-session", "/api/zoom/end-session"),
        };

        let traced = self.traced.then(|| body.clone());
        let ask = Ask::json(path, body);
        let reply = self.site.ask(now, name, Who::Nobody, ask).await?;
        let (answer, counts) = read_reply(to, &reply)?;

        if let Some(body) = traced
            && (kind != "heartbeat" || answer != Answer::Status(ReportedStatus::Active))
        {
            self.trace(key.lesson, now, || format!("{name} {body} -> {answer:?}"));
        }

        if counts {
            self.note(key, kind, answer, now);
        }

        match (beacon, answered) {
            (true, _) => {}
            (false, true) => self.receive(key, to, answer, now),
            (false, false) => self.events.add(now + SECOND, Event::Fail(key, to, None)),
        }

        Ok(())
    }

    /// Notes what the server knows, by its own answers.
    fn note(&mut self, key: PageKey, kind: &str, answer: Answer, now: Millis) {
        let Answer::Status(status) = answer else {
            return;
        };
        let log = &mut self.logs[key.lesson];
        log.open = status == ReportedStatus::Active;
        log.page_ends[key.page].heard = true;

        if log.finished_at.is_some() {
            return;
        }

        log.last_signal = Some(now);
        log.last_was_close = kind == "closed";

        match kind {
            "finished" => {
                let pressed = self.pages[key.lesson][key.page]
                    .as_ref()
                    .and_then(BrowserPage::pressed_at);
                log.finished_at = pressed.or(Some(now));
            }
            "closed" => log.page_ends[key.page].signed = true,
            _ => {}
        }
    }

    /// A page notices that its message failed.
    pub(super) fn fail(&mut self, key: PageKey, to: To, status: Option<u16>, now: Millis) {
        let answer = status.map_or(Answer::Nothing, Answer::Refused);
        self.receive(key, to, answer, now);
    }

    fn receive(&mut self, key: PageKey, to: To, answer: Answer, now: Millis) {
        let Some(page) = &mut self.pages[key.lesson][key.page] else {
            return;
        };
        let was_ticking = page.ticking;
        let was_over = page.over;
        let (reaction, retry_after) = page.receive(to, answer, now);

        if page.over && !was_over {
            // From now on the page shows that all is over.
            self.logs[key.lesson].page_ends[key.page].at = now;
        }

        if page.ticking && !was_ticking && page.running {
            let event = Event::Tick(key, page.timer);
            self.events.add(now + page.tick_after(now), event);
        }

        if let Some(wait) = retry_after {
            let spread = self.dice.between(wait * 3 / 4, wait * 5 / 4);
            self.events.add(now + spread, Event::Rejoin(key));
        }

        self.send(key, reaction, now);
        if to == To::EndSession && matches!(answer, Answer::Status(_)) {
            self.tell_other_tabs(key, now);
        }
    }
}

/// Reads an answer, and whether the message changed anything: not if the session was over before.
fn read_reply(to: To, reply: &Reply) -> anyhow::Result<(Answer, bool)> {
    if reply.status != 200 {
        return Ok((Answer::Refused(reply.status), true));
    }

    let session: SessionAnswer<'_> = serde_json::from_slice(&reply.body)?;
    let was_over = session.already_ended || to == To::Heartbeat && session.status == Some("ended");
    let status = match session.status {
        Some("active") => ReportedStatus::Active,
        Some("sent") => ReportedStatus::Sent,
        _ => ReportedStatus::Over,
    };

    Ok((Answer::Status(status), !was_over))
}
