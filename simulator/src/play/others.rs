//! Everybody but the students' pages: teachers, machines that fetch links, and Zoom.

use axum::http::Method;
use serde::Deserialize;

use super::Play;
use crate::events::Event;
use crate::lesson::Word;
use crate::site::{Ask, Who};
use crate::spans::{MINUTE, Millis};
use crate::zoom::{StayOf, signature_headers};

#[derive(Deserialize)]
struct Created {
    id: i64,
    tracking_token: String,
}

const FORM: &[(&str, &str)] = &[
    ("content-type", "application/x-www-form-urlencoded"),
    ("sec-fetch-site", "same-origin"),
];
/// Minutes after which Zoom tries again.
const RETRIES: [Millis; 3] = [5, 20, 60];

impl Play<'_> {
    /// The teacher posts the link, some twice by a double tap.
    pub(super) async fn post(&mut self, number: usize, now: Millis) -> anyhow::Result<()> {
        let lesson = &self.school.lessons[number];
        let path = format!("/api/teachers/students/{}/zoom", lesson.student);
        let body = format!("{{\"link\":\"{}\"}}", lesson.link);
        let who = Who::Teacher(lesson.teacher);

        let reply = self
            .site
            .ask(now, "create", who, Ask::json(&path, body.clone()))
            .await?;

        anyhow::ensure!(
            reply.status == 201,
            "a link was refused with {}: {:?}",
            reply.status,
            reply.body
        );

        let created: Created = serde_json::from_slice(&reply.body)?;
        if let Some(after) = lesson.posted_again {
            let again = self
                .site
                .ask(now + after, "create", who, Ask::json(&path, body))
                .await?;
            let again: Created = serde_json::from_slice(&again.body)?;
            self.logs[number].posted_double = again.id != created.id;
        }

        let log = &mut self.logs[number];
        log.id = Some(created.id);
        log.token = Some(created.tracking_token);

        Ok(())
    }

    pub(super) async fn bot(
        &mut self,
        number: usize,
        head: bool,
        now: Millis,
    ) -> anyhow::Result<()> {
        let Some(token) = &self.logs[number].token else {
            return Ok(());
        };
        let path = format!("/api/zoom/track?token={token}");
        let method = if head { Method::HEAD } else { Method::GET };
        let headers = &[("user-agent", "TelegramBot (like TwitterBot)")];

        let ask = Ask {
            method,
            path: &path,
            headers,
            body: String::new(),
        };

        self.site.ask(now, "bot", Who::Nobody, ask).await?;
        Ok(())
    }

    /// One delivery. What is not taken comes again, three times at most.
    pub(super) async fn webhook(
        &mut self,
        number: usize,
        tries: usize,
        now: Millis,
    ) -> anyhow::Result<()> {
        let webhook = &self.webhooks[number];
        let (timestamp, signature) = signature_headers(now, &webhook.body);
        let headers = [
            ("content-type", "application/json"),
            ("x-zm-request-timestamp", timestamp.as_str()),
            ("x-zm-signature", signature.as_str()),
        ];
        let ask = Ask {
            method: Method::POST,
            path: "/api/zoom/webhook",
            headers: &headers,
            body: webhook.body.clone(),
        };
        let reply = self.site.ask(now, "webhook", Who::Nobody, ask).await?;
        if !(200..300).contains(&reply.status) {
            // Where there is no such endpoint, none will be there in an hour.
            if let Some(wait) = RETRIES.get(tries).filter(|_| reply.status != 404) {
                self.events
                    .add(now + wait * MINUTE, Event::Webhook(number, tries + 1));
            }

            return Ok(());
        }
        if let Some(StayOf {
            lesson,
            stay,
            begins,
        }) = webhook.student
        {
            let log = &mut self.logs[lesson];
            if begins {
                log.joined.insert(stay);
                log.joined_at = Some(now);
            } else {
                log.left.insert(stay);
            }

            log.last_other = log.last_other.max(Some(now));
        }
        if let Some(lesson) = webhook.lesson {
            let body = self.traced.then(|| self.webhooks[number].body.clone());
            self.trace(lesson, now, || {
                format!("webhook {}", body.unwrap_or_default())
            });
        }
        Ok(())
    }

    /// The teacher's page: what it does not offer is not said.
    pub(super) async fn says(
        &mut self,
        number: usize,
        word: Word,
        now: Millis,
    ) -> anyhow::Result<()> {
        let Some(id) = self.logs[number].id else {
            return Ok(());
        };
        let who = Who::Teacher(self.school.lessons[number].teacher);
        let action = match word {
            Word::Start => "start-class",
            Word::End | Word::EndedAt(_) => "end-class",
            Word::NoClass => "no-class",
            Word::Seen => "seen",
        };
        let ended_at = match word {
            Word::EndedAt(at) => self.school.zone.clock(at).replace(':', "%3A"),
            _ => String::new(),
        };

        let body = format!("action={action}&session={id}&ended_at={ended_at}");
        if matches!(word, Word::EndedAt(_) | Word::NoClass) {
            let page = self
                .site
                .ask(now, "teacher's page", who, Ask::get("/teacher"))
                .await?;
            let offered = match word {
                Word::NoClass => format!(
                    "value=\"no-class\"><input type=\"hidden\" name=\"session\" value=\"{id}\""
                ),
                _ => format!("id=\"ended-{id}\""),
            };
            if !String::from_utf8_lossy(&page.body).contains(&offered) {
                self.trace(number, now, || "the teacher's page asks nothing".to_owned());
                return Ok(());
            }
        }

        let ask = Ask {
            method: Method::POST,
            path: "/teacher",
            headers: FORM,
            body: body.clone(),
        };
        let reply = self.site.ask(now, action, who, ask).await?;
        if reply.status < 400 {
            self.logs[number].last_other = self.logs[number].last_other.max(Some(now));
        }

        if !matches!(word, Word::Seen) {
            self.trace(number, now, || {
                format!("teacher {body} -> {}", reply.status)
            });
        }

        Ok(())
    }
}
