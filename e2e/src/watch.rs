//! Watches a tab for what no page of ours may do: errors, violations of its policy, requests to others.

use std::sync::{Arc, Mutex};

use anyhow::{Result, ensure};
use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::log::{EnableParams as EnableLog, EventEntryAdded};
use chromiumoxide::cdp::browser_protocol::network::{
    EnableParams as EnableNetwork, EventRequestWillBeSent,
};
use chromiumoxide::cdp::js_protocol::runtime::{EventConsoleApiCalled, EventExceptionThrown};
use futures_util::StreamExt;

/// The observations since the watch began.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    complaints: Arc<Mutex<Vec<String>>>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Watch {
    /// Starts watching. Before the page goes anywhere.
    pub async fn over(page: &Page) -> Result<Self> {
        let watch = Self::default();
        page.execute(EnableLog::default()).await?;
        page.execute(EnableNetwork::default()).await?;
        let mut entries = page.event_listener::<EventEntryAdded>().await?;

        let mut exceptions = page.event_listener::<EventExceptionThrown>().await?;
        let mut console = page.event_listener::<EventConsoleApiCalled>().await?;
        let mut requests = page.event_listener::<EventRequestWillBeSent>().await?;
        let (complaints, sent) = (Arc::clone(&watch.complaints), Arc::clone(&watch.requests));

        tokio::spawn(async move {
            loop {
                let complaint = tokio::select! {
                    Some(event) = entries.next() => format!("{:?}: {}", event.entry.level, event.entry.text),
                    Some(event) = exceptions.next() => format!("exception: {:?}", event.exception_details),
                    Some(event) = console.next() => format!("console: {:?}", event.args),
                    Some(event) = requests.next() => {
                        push(&sent, event.request.url.clone());
                        continue;
                    }
                    else => break,
                };

                push(&complaints, complaint);
            }
        });

        Ok(watch)
    }

    /// Returns the complaints so far.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        self.complaints
            .lock()
            .map(|list| list.clone())
            .unwrap_or_default()
    }

    /// Returns the addresses asked for so far.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.requests
            .lock()
            .map(|list| list.clone())
            .unwrap_or_default()
    }

    /// Demands that nothing was noticed but complaints that hold one of `excused`: what the browser itself says of a
    /// page with an error's status, say.
    pub fn check(&self, excused: &[&str]) -> Result<()> {
        let is_excused =
            |complaint: &String| excused.iter().any(|excuse| complaint.contains(excuse));
        let complaints: Vec<String> = self
            .complaints()
            .into_iter()
            .filter(|complaint| !is_excused(complaint))
            .collect();

        ensure!(complaints.is_empty(), "{complaints:#?}");
        let own = ["http://127.0.0.1:", "about:", "data:", "blob:"];
        let strangers: Vec<String> = self
            .requests()
            .into_iter()
            .filter(|url| !own.iter().any(|own| url.starts_with(own)))
            .collect();

        ensure!(strangers.is_empty(), "requests to others: {strangers:?}");
        Ok(())
    }
}

fn push(list: &Mutex<Vec<String>>, text: String) {
    if let Ok(mut list) = list.lock() {
        list.push(text);
    }
}
