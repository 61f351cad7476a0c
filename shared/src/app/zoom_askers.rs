//! In whose names one run asks Zoom: a sweep, or a command. Whoever cannot ask any more is left out of the rest of the run,
//! and the others go on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::zoom_calls::ZoomCalls;
use super::zoom_connection::{TeacherAccess, TeacherCalls, teacher_access};
use crate::app::App;
use crate::domain::{
    AccountPlan, CallWeight, ConnectedTeacher, Day, MeetingOwner, PossibleAskers, TeacherId,
    ZoomAsker,
};
use crate::error::Error;
use crate::store::ZoomConnection;
use crate::zoom::{
    CallCounter, LIST_PARTICIPANTS, LIST_RUNS, OLDER_READING, ZoomAccess, ZoomApiError,
};

/// In whose names one run asks.
pub struct ZoomAskers<'a> {
    app: &'a App,
    app_calls: ZoomCalls<'a>,
    /// When the run has no more time.
    deadline: Option<Instant>,
    /// Those by which lists of participants can be asked for.
    connections: Vec<ZoomConnection>,
    /// Accounts whose plan has no lists, as Zoom said today.
    without_lists: BTreeSet<String>,
    accesses: BTreeMap<TeacherId, (TeacherAccess, TeacherCalls<'a>)>,
    stopped: BTreeMap<ZoomAsker, ZoomApiError>,
}

/// Before an account's id: its plan has no lists of participants. The note is good for one day of UTC.
const WITHOUT_LISTS: &str = "lists:";

impl<'a> ZoomAskers<'a> {
    /// Finds out in whose names a command may ask: also where Zoom refused it today, for the plan may be another one now.
    pub async fn load(app: &'a App) -> Result<Self, Error> {
        let mut connections = app.store().await?.list_zoom_connections().await?;
        connections.retain(|connection| can_ask(app, connection));

        Ok(Self {
            app,
            app_calls: ZoomCalls::of_app(app),
            deadline: None,
            connections,
            without_lists: BTreeSet::new(),
            accesses: BTreeMap::new(),
            stopped: BTreeMap::new(),
        })
    }

    /// The same for a sweep, until a time. What Zoom refused today for the sake of the plan is not asked again.
    pub(crate) async fn load_for_sweep(
        app: &'a App,
        now: DateTime<Utc>,
        deadline: Instant,
    ) -> Result<Self, Error> {
        let today = Day::from(now.date_naive());
        let counted = app.store().await?.list_zoom_calls(today).await?;
        let refused = counted
            .iter()
            .filter(|calls| calls.stopped_until.is_some_and(|until| until > now))
            .filter_map(|calls| calls.account.strip_prefix(WITHOUT_LISTS));

        Ok(Self {
            deadline: Some(deadline),
            without_lists: refused.map(str::to_owned).collect(),
            ..Self::load(app).await?
        })
    }

    /// Lists in whose names a lesson of this teacher may be asked about, likeliest first. Where no run of the meeting is
    /// known, they must be able to find it.
    pub(crate) fn of_meeting(
        &self,
        owner: &MeetingOwner,
        teacher: &TeacherId,
        knows_runs: bool,
    ) -> Vec<ZoomAsker> {
        let has_lists = |account: &str| !self.without_lists.contains(account);
        let app = self.app.config.zoom_app.as_ref();
        let app = app.map(|zoom| zoom.account_id.clone());

        let connected = self.connections.iter().filter(|connection| {
            has_lists(&connection.account)
                && (knows_runs || connection.may(LIST_RUNS, OLDER_READING))
        });
        let possible = PossibleAskers {
            app: app.filter(|account| has_lists(account)),
            connected: connected.map(connected_teacher).collect(),
        };

        possible.of_meeting(owner, teacher)
    }

    /// Asks in somebody's name. Refused where this run has found that it is of no use.
    pub(crate) async fn zoom(&mut self, asker: &ZoomAsker) -> Result<ZoomAccess<'_>, ZoomApiError> {
        if let Some(reason) = self.stopped.get(asker) {
            return Err(reason.clone());
        }

        let zoom = match asker {
            ZoomAsker::App => self.app.zoom.as_app(&self.app_calls),
            ZoomAsker::Teacher(teacher) => {
                if !self.accesses.contains_key(teacher) {
                    let access = teacher_access(self.app, teacher).await?;
                    let calls = access.calls(self.app);
                    self.accesses.insert(teacher.clone(), (access, calls));
                }
                let open = self.accesses.get(teacher);
                let (access, calls) = open.ok_or(ZoomApiError::Disconnected)?;
                access.zoom(self.app, calls)
            }
        };

        Ok(match self.deadline {
            Some(deadline) => zoom.until(deadline),
            None => zoom,
        })
    }

    /// Tells whether nothing more is asked in this name by this run.
    pub(crate) fn is_stopped(&self, asker: &ZoomAsker) -> bool {
        self.stopped.contains_key(asker)
    }

    /// Takes note of why Zoom did not answer: what is wrong with whoever asked ends the asking in that name.
    pub(crate) async fn record_trouble(&mut self, asker: &ZoomAsker, error: &ZoomApiError) {
        if !error.is_about_asker() || self.is_stopped(asker) {
            return;
        }
        self.stopped.insert(asker.clone(), error.clone());

        match asker {
            ZoomAsker::App => tracing::warn!(%error, "Zoom is asked nothing more by the app"),
            ZoomAsker::Teacher(_) => {
                tracing::warn!(%error, "Zoom is asked nothing more in a teacher's name");
            }
        }
        if *error == ZoomApiError::WrongPlan
            && let Some(account) = self.account_of(asker)
        {
            self.record_without_lists(account).await;
        }
    }

    fn account_of(&self, asker: &ZoomAsker) -> Option<String> {
        match asker {
            ZoomAsker::App => {
                let app = self.app.config.zoom_app.as_ref();
                app.map(|zoom| zoom.account_id.clone())
            }
            ZoomAsker::Teacher(teacher) => {
                let mut connections = self.connections.iter();
                let found = connections.find(|connection| connection.teacher == *teacher);
                found.map(|connection| connection.account.clone())
            }
        }
    }

    /// Notes it for all processes, so that the account is asked once a day whether its plan has lists now.
    async fn record_without_lists(&mut self, account: String) {
        let noted = format!("{WITHOUT_LISTS}{account}");
        let calls = ZoomCalls::of_account(self.app, noted, AccountPlan::Paid);
        calls.stop(CallWeight::Medium, None).await;

        self.without_lists.insert(account);
    }
}

/// Tells whether a connection is whole, its teacher agreed to lists of participants, and its tokens can be opened: a command
/// with another secret of the app must not break what works for the functions.
fn can_ask(app: &App, connection: &ZoomConnection) -> bool {
    let Some(oauth) = &app.zoom_oauth else {
        return false;
    };
    let is_open = || {
        let tokens = oauth.open_tokens(&connection.sealed_tokens, &connection.teacher);
        tokens.is_ok()
    };

    connection.broken_at.is_none() && connection.may(LIST_PARTICIPANTS, OLDER_READING) && is_open()
}

fn connected_teacher(connection: &ZoomConnection) -> ConnectedTeacher {
    ConnectedTeacher {
        teacher: connection.teacher.clone(),
        user: connection.zoom_user.clone(),
        account: connection.account.clone(),
    }
}
