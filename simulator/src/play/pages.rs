//! The students' pages: what happens to them.

use super::Play;
use crate::events::{Event, PageKey};
use crate::lesson::Act;
use crate::page::BrowserPage;
use crate::site::{Ask, Who};
use crate::spans::Millis;

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

        let mut page = BrowserPage::new(life, &token, self.dice.uuid());
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
            // One tick makes up for all that were missed.
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

    /// Tabs of one browser hear of each other's end.
    pub(super) fn tell_other_tabs(&mut self, key: PageKey, now: Millis) {
        let lives = &self.school.lessons[key.lesson].pages;
        for page in (0..lives.len())
            .filter(|page| *page != key.page && lives[*page].phone == lives[key.page].phone)
        {
            let other = PageKey { page, ..key };
            let said = self.pages[key.lesson][page]
                .as_mut()
                .filter(|tab| tab.running)
                .and_then(|tab| tab.beat("heartbeat", now));

            self.send(other, said, now);
        }
    }
}
