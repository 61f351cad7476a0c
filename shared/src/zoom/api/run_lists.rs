//! Who was in one run of a meeting, by Zoom's own lists.
//!
//! `past_meetings` is asked first: an administrator of any paid plan may read it, a teacher too, and no number of calls a
//! day limits it. The report of the same meeting is a heavy call, of which the account has so many a day for all of its
//! apps, and tells no more that matters here: which room of the meeting somebody was in changes no time. So it is asked
//! for only where the app may read reports, and not past meetings.

use std::collections::BTreeMap;

use serde_json::Value;

use super::client::ZoomAccess;
use super::pages::Listing;
use super::past_meetings::encoded_uuid;
use super::refusal::ZoomApiError;
use crate::domain::CallWeight;
use crate::zoom::report::{ListedRun, RunAnswer};
use crate::zoom::teacher_scopes::READ_RUN;
use crate::zoom::wire_text::field;

/// A run of a meeting about which Zoom is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunToAsk {
    /// Zoom's name of the run.
    pub uuid: String,
    /// Zoom's id of the account that the meeting belongs to, if it is known that two people were there: then the list is
    /// asked for at once. Otherwise a light call says first whether there can be one.
    pub host_of_several: Option<String>,
}

/// The most rows that Zoom gives at once.
const PAGE_SIZE: &str = "300";

impl ZoomAccess<'_> {
    /// Asks who was in one run of a meeting.
    pub async fn ask_for_run(
        &self,
        meeting: &str,
        run: &RunToAsk,
    ) -> Result<RunAnswer, ZoomApiError> {
        match self.list_run(run).await {
            Ok(Some(listed)) => Ok(listed.answer(meeting)),
            Ok(None) => Ok(RunAnswer::OnePerson),
            Err(ZoomApiError::NothingTold) => Ok(RunAnswer::Silence),
            Err(error) => Err(error),
        }
    }

    /// `None`: one person was there, and there is no list.
    async fn list_run(&self, run: &RunToAsk) -> Result<Option<ListedRun>, ZoomApiError> {
        let mut host = run.host_of_several.clone();
        if host.is_none() && !self.lacks(READ_RUN) {
            match self.probe_run(&run.uuid).await {
                Ok(Some(known)) => host = Some(known).filter(|known| !known.is_empty()),
                Ok(None) => return Ok(None),
                Err(refused) => self.expect_reports_instead(refused).await?,
            }
        }

        Ok(Some(ListedRun {
            uuid: run.uuid.clone(),
            rows: self.list_rows(&run.uuid).await?,
            host,
        }))
    }

    /// Returns the host of a run, empty if Zoom does not say. `None`: one person was there. A light call that saves a
    /// heavier one.
    async fn probe_run(&self, uuid: &str) -> Result<Option<String>, ZoomApiError> {
        let path = format!("/past_meetings/{}", encoded_uuid(uuid));
        let run = self.get(CallWeight::Light, &path, &[]).await?;
        let is_of_one = matches!(field(&run, "participants_count").parse(), Ok(0 | 1));

        Ok((!is_of_one).then(|| field(&run, "host_id")))
    }

    async fn list_rows(&self, uuid: &str) -> Result<Vec<Value>, ZoomApiError> {
        let name = encoded_uuid(uuid);
        let of_past = format!("/past_meetings/{name}/participants");
        let past = Listing {
            weight: CallWeight::Medium,
            path: &of_past,
            query: &[("page_size", PAGE_SIZE)],
            rows: "participants",
        };
        match self.list_participants(&past).await {
            Ok(rows) => return Ok(rows),
            Err(refused) => self.expect_reports_instead(refused).await?,
        }

        let of_report = format!("/report/meetings/{name}/participants");
        self.list_participants(&Listing {
            weight: CallWeight::Heavy,
            path: &of_report,
            // Unasked, only past meetings tell it.
            query: &[
                ("page_size", PAGE_SIZE),
                ("include_fields", "registrant_id"),
            ],
            rows: "participants",
        })
        .await
    }

    /// Passes a refusal on, unless it is about past meetings alone, and the app may read reports.
    async fn expect_reports_instead(&self, refused: ZoomApiError) -> Result<(), ZoomApiError> {
        if !matches!(
            refused,
            ZoomApiError::MissingScope(_) | ZoomApiError::WrongPlan
        ) {
            return Err(refused);
        }

        if self.may_read_reports().await? {
            Ok(())
        } else {
            Err(refused)
        }
    }

    /// Lists who was there. Zoom may list the same stay on two pages.
    async fn list_participants(&self, listing: &Listing<'_>) -> Result<Vec<Value>, ZoomApiError> {
        let mut rows: BTreeMap<[String; 4], Value> = BTreeMap::new();
        for row in self.list(listing).await? {
            rows.entry(identity(&row)).or_insert(row);
        }

        Ok(rows.into_values().collect())
    }
}

/// Returns what is the same in a row that Zoom lists twice, and an order that does not depend on Zoom's.
fn identity(row: &Value) -> [String; 4] {
    ["join_time", "leave_time", "user_id", "name"].map(|name| field(row, name))
}
