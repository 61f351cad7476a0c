//! The students' pages: what they send, what gets lost, and what they hear.

use serde::Deserialize;

use super::Play;
use crate::events::{Event, PageKey};
use crate::lesson::Act;
use crate::page::{Answer, Message, Page, To, Told};
use crate::site::{Ask, Who};
use crate::spans::{Millis, SECOND};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status<'a> {
    #[serde(borrow)]
    status: Option<&'a str>,
    #[serde(default)]
    already_ended: bool,
}

impl Play<'_> {
    /// A person opens the page: it is fetched, and joins.
    pub(super) async fn load(&mut self, key: PageKey, now: Millis) -> anyhow::Result<()> {
        let Some(token) = self.logs[key.lesson].token.clone() else {
            return Ok(());
        };
        let life = &self.school.lessons[key.lesson].pages[key.page];
        self.logs[key.lesson].first_opened.get_or_insert(now);

        if !life.offline.holds(now) {
            let path = format!("/api/zoom/track?token={token}");
            self.site
                .ask(now, "page", Who::Nobody, Ask::get(&path))
                .await?;
        }

        let mut page = Page::new(life, &token, self.dice.uuid());
        self.trace(key.lesson, now, || format!("page {} opened", key.page));
        let said = page.join(now);

        self.pages[key.lesson][key.page] = Some(page);
        self.send(key, said, now);

        Ok(())
    }

    pub(super) fn act(&mut self, key: PageKey, number: usize, now: Millis) {
        let (_, act) = self.school.lessons[key.lesson].pages[key.page].acts[number];
        let Some(page) = &mut self.pages[key.lesson][key.page] else {
            return;
        };
        let (was_running, gone) = (page.running && !page.over, page.gone_at.is_some());

        if gone {
            return;
        }

        let said = page.act(act, now);
        let (ticking, timer) = (page.ticking, page.timer);

        if was_running {
            self.logs[key.lesson].page_ends[key.page].at = now;
        }

        if act == Act::Thaw && ticking {
            // What was missed is caught up with by one tick.
            self.events.add(now + 200, Event::Tick(key, timer));
        }

        self.trace(key.lesson, now, || format!("page {} {act:?}", key.page));
        self.send(key, said, now);
    }

    pub(super) fn tick(&mut self, key: PageKey, timer: u32, now: Millis) {
        let Some(page) = &mut self.pages[key.lesson][key.page] else {
            return;
        };

        if page.timer != timer || !page.running {
            return;
        }

        let said = page.tick(now);
        let next = now + page.tick_after(now);
        self.events.add(next, Event::Tick(key, timer));
        self.send(key, said, now);
    }

    pub(super) fn rejoin(&mut self, key: PageKey, now: Millis) {
        let said = self.pages[key.lesson][key.page]
            .as_mut()
            .filter(|page| page.running)
            .and_then(|page| page.join(now));
        self.send(key, said, now);
    }

    fn send(&mut self, key: PageKey, messages: impl IntoIterator<Item = Message>, now: Millis) {
        let offline = self.school.lessons[key.lesson].pages[key.page]
            .offline
            .holds(now);
        for message in messages {
            let trip = if self.dice.chance(0.02) {
                self.dice.between(SECOND, 5 * SECOND)
            } else {
                self.dice.between(40, 400)
            };
            let lost = self.dice.chance(self.odd.message_lost);
            let broken = self.dice.chance(self.odd.server_error);
            let (to, beacon) = (message.to, message.beacon);
            let fail = if offline {
                Some((300, None))
            } else if lost && self.dice.chance(0.5) {
                // Mostly noticed at once; sometimes only by the page's own limit.
                let noticed = if self.dice.chance(0.1) {
                    20 * SECOND
                } else {
                    self.dice.between(100, SECOND)
                };
                Some((noticed, None))
            } else if broken {
                Some((trip, Some(503)))
            } else {
                self.events
                    .add(now + trip, Event::Arrive(key, message, !lost));
                None
            };
            if let Some((after, status)) = fail
                && !beacon
            {
                self.events.add(now + after, Event::Fail(key, to, status));
            }
        }
    }

    pub(super) async fn arrive(
        &mut self,
        key: PageKey,
        message: Message,
        answered: bool,
        now: Millis,
    ) -> anyhow::Result<()> {
        let (name, path) = match message.to {
            To::Track => ("join", "/api/zoom/track"),
            To::Heartbeat => ("heartbeat", "/api/zoom/heartbeat"),
            To::EndSession => ("end-session", "/api/zoom/end-session"),
        };
        let Message {
            to,
            body,
            kind,
            beacon,
        } = message;
        let traced = self.traced.then(|| body.clone());
        let reply = self
            .site
            .ask(now, name, Who::Nobody, Ask::json(path, body))
            .await?;
        let mut taken = true;
        let answer = if reply.status == 200 {
            let status: Status<'_> = serde_json::from_slice(&reply.body)?;
            // The session was over before: the message moved nothing.
            taken =
                !(status.already_ended || to == To::Heartbeat && status.status == Some("ended"));

            Answer::Told(match status.status {
                Some("active") => Told::Active,
                Some("sent") => Told::Sent,
                _ => Told::Over,
            })
        } else {
            Answer::Refused(reply.status)
        };
        if let Some(body) = traced
            && (kind != "heartbeat" || answer != Answer::Told(Told::Active))
        {
            self.trace(key.lesson, now, || format!("{name} {body} -> {answer:?}"));
        }
        if taken {
            self.note(key, kind, answer, now);
        }
        match (beacon, answered) {
            (true, _) => {}
            (false, true) => self.hear(key, to, answer, now),
            (false, false) => self.events.add(now + SECOND, Event::Fail(key, to, None)),
        }
        Ok(())
    }

    /// Keeps the books: what the server was told, by its own answers.
    fn note(&mut self, key: PageKey, kind: &str, answer: Answer, now: Millis) {
        let log = &mut self.logs[key.lesson];
        let Answer::Told(told) = answer else { return };
        log.open = told == Told::Active;
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
                    .and_then(Page::pressed_at);
                log.finished_at = pressed.or(Some(now));
            }
            "closed" => log.page_ends[key.page].signed = true,
            _ => {}
        }
    }

    pub(super) fn fail(&mut self, key: PageKey, to: To, status: Option<u16>, now: Millis) {
        self.hear(
            key,
            to,
            status.map_or(Answer::Nothing, Answer::Refused),
            now,
        );
    }

    fn hear(&mut self, key: PageKey, to: To, answer: Answer, now: Millis) {
        let Some(page) = &mut self.pages[key.lesson][key.page] else {
            return;
        };
        let (was_ticking, was_over) = (page.ticking, page.over);
        let (said, again) = page.hear(to, answer, now);

        if page.over && !was_over {
            // It is told that all is over, and shows that from now on.
            self.logs[key.lesson].page_ends[key.page].at = now;
        }

        if page.ticking && !was_ticking && page.running {
            self.events
                .add(now + page.tick_after(now), Event::Tick(key, page.timer));
        }

        if let Some(wait) = again {
            let spread = self.dice.between(wait * 3 / 4, wait * 5 / 4);
            self.events.add(now + spread, Event::Rejoin(key));
        }

        self.send(key, said, now);
        if to == To::EndSession && matches!(answer, Answer::Told(_)) {
            self.tell_other_tabs(key, now);
        }
    }

    /// Tabs of one browser hear of each other's end.
    fn tell_other_tabs(&mut self, key: PageKey, now: Millis) {
        let lives = &self.school.lessons[key.lesson].pages;
        for page in (0..lives.len())
            .filter(|page| *page != key.page && lives[*page].phone == lives[key.page].phone)
        {
            let other = PageKey { page, ..key };
            let said = self.pages[key.lesson][page]
                .as_mut()
                .filter(|one| one.running)
                .and_then(|one| one.beat("heartbeat", now));

            self.send(other, said, now);
        }
    }
}
