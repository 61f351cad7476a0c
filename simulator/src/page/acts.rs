//! The page's reactions to what happens to it.

use super::{BrowserPage, Message, To};
use crate::lesson::Act;
use crate::spans::Millis;

impl BrowserPage {
    /// Something happens to the page. Returns what it sends.
    pub fn act(&mut self, act: Act, now: Millis) -> Vec<Message> {
        let here = (self.joined || self.joining) && !self.over;
        match act {
            Act::TapZoom { same_tab } => {
                self.zoom_tapped = true;
                let mut said = Vec::new();

                if here {
                    said.push(self.tell_first(To::Heartbeat, "zoom", now));
                } else if !self.over {
                    said.push(self.message(To::Track, "", true, now));
                }

                if same_tab {
                    said.extend(here.then(|| self.tell_first(To::EndSession, "zoom", now)));
                    self.stop(now);
                }

                said
            }
            Act::Hide => {
                self.hidden_since = Some(now);
                self.visible_unsaid &= !here;
                here.then(|| self.tell_first(To::Heartbeat, "hidden", now))
                    .into_iter()
                    .collect()
            }
            Act::Show => {
                self.hidden_since = None;
                self.beat("visible", now).into_iter().collect()
            }
            Act::Freeze => {
                self.running = false;
                self.timer += 1;
                Vec::new()
            }
            Act::Thaw => {
                self.running = true;
                self.timer += 1;
                Vec::new()
            }
            Act::PressEnd if self.joined && !self.over => {
                self.end_pressed_at.get_or_insert(now);
                self.beat("heartbeat", now).into_iter().collect()
            }
            // The button is not there.
            Act::PressEnd => Vec::new(),
            Act::Close => {
                let said = here.then(|| self.tell_first(To::EndSession, "closed", now));
                self.stop(now);
                said.into_iter().collect()
            }
            Act::Die => {
                self.stop(now);
                Vec::new()
            }
        }
    }

    fn stop(&mut self, now: Millis) {
        self.leaving = true;
        self.running = false;
        self.timer += 1;
        self.gone_at.get_or_insert(now);
    }
}
