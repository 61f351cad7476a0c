//! What an administrator wants to know of Zoom: of how many lessons it told, what may still be asked, and who is who.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::domain::{AccountPlan, CallWeight, Day, FoundBy, TeacherId, accounts_of_teachers};
use crate::error::Error;
use crate::store::{CountedCalls, Store, ZoomConnection, ZoomShare};

/// Lessons of this time are counted.
pub(crate) const WEEK: TimeDelta = TimeDelta::days(7);
/// More teachers than any school has.
const MAX_TEACHERS: i64 = 10_000;

/// What an administrator wants to know of Zoom.
pub(crate) struct ZoomOverview {
    /// Whether the settings name an app of the school that may be asked.
    pub(crate) has_app: bool,
    /// Whether teachers may connect Zoom.
    pub(crate) has_teacher_app: bool,
    /// The lessons of the last week, by teacher. A teacher who is connected, or was, stands there without lessons, too.
    pub(crate) shares: Vec<ZoomShare>,
    /// Lessons that were mended in that time by asking Zoom.
    pub(crate) mended: i64,
    /// The teachers who connected Zoom.
    pub(crate) connections: BTreeMap<TeacherId, ZoomConnection>,
    /// The calls of this day of UTC in the name of the school's app.
    pub(crate) calls: Vec<CallsLeft>,
    /// Users of the account who seem to be a teacher.
    pub(crate) proposals: Vec<Proposal>,
    /// Users of the account of whom nothing is known.
    pub(crate) unknown: Vec<UnknownUser>,
    /// When the users were read; `None`: never.
    pub(crate) users_read_at: Option<DateTime<Utc>>,
    /// All teachers with their names.
    pub(crate) teachers: Vec<(TeacherId, String)>,
    names: HashMap<String, String>,
}

/// Calls of one weight.
pub(crate) struct CallsLeft {
    pub(crate) weight: CallWeight,
    pub(crate) made: i64,
    /// How many are left of our own share of the day; `None`: there is no limit.
    pub(crate) left: Option<i64>,
    /// Until when Zoom gives no more.
    pub(crate) stopped_until: Option<DateTime<Utc>>,
}

/// A user who seems to be a teacher.
pub(crate) struct Proposal {
    pub(crate) user: UnknownUser,
    pub(crate) teacher: TeacherId,
    pub(crate) found_by: FoundBy,
}

/// A user of the account.
pub(crate) struct UnknownUser {
    pub(crate) id: String,
    pub(crate) name: String,
}

impl ZoomOverview {
    /// Reads it as of `now`.
    pub(crate) async fn read(app: &App, now: DateTime<Utc>) -> Result<Self, Error> {
        let store = app.store().await?;
        let teachers = store.list_teachers(MAX_TEACHERS).await?;
        let names = teachers
            .iter()
            .map(|(teacher, name)| (teacher.0.clone(), name.clone()))
            .collect();

        let connections: BTreeMap<TeacherId, ZoomConnection> = store
            .list_zoom_connections()
            .await?
            .into_iter()
            .map(|connection| (connection.teacher.clone(), connection))
            .collect();

        let mut overview = Self {
            has_app: app.config.zoom_app.is_some(),
            has_teacher_app: app.config.zoom_teacher_app.is_some(),
            shares: with_connected(store.list_zoom_shares(now - WEEK).await?, &connections),
            connections,
            mended: store.count_mended_lessons(now - WEEK, now).await?,
            calls: calls_left(app, store, now).await?,
            proposals: Vec::new(),
            unknown: Vec::new(),
            users_read_at: store.zoom_users_read_at().await?,
            teachers,
            names,
        };
        overview.add_users(store).await?;

        Ok(overview)
    }

    /// Returns the name of a teacher, where it is known.
    pub(crate) fn name_of(&self, teacher: &TeacherId) -> Option<&str> {
        self.names.get(&teacher.0).map(String::as_str)
    }

    /// Adds the users of whom it is not known yet who they are.
    async fn add_users(&mut self, store: &Store) -> Result<(), Error> {
        let known = known_accounts(store).await?;
        for user in store.list_zoom_users().await? {
            if known.contains(&format!("u:{}", user.id)) {
                continue;
            }

            let unknown = UnknownUser {
                id: user.id,
                name: user.name,
            };
            match user.seems_to_be.filter(|_| !user.is_refused) {
                Some((teacher, found_by)) => self.proposals.push(Proposal {
                    user: unknown,
                    teacher,
                    found_by,
                }),
                None => self.unknown.push(unknown),
            }
        }

        Ok(())
    }
}

/// Adds teachers who are connected and held no lesson.
fn with_connected(
    mut shares: Vec<ZoomShare>,
    connections: &BTreeMap<TeacherId, ZoomConnection>,
) -> Vec<ZoomShare> {
    let known: BTreeSet<TeacherId> = shares.iter().map(|share| share.teacher.clone()).collect();
    for teacher in connections
        .keys()
        .filter(|teacher| !known.contains(teacher))
    {
        shares.push(ZoomShare {
            teacher: teacher.clone(),
            lessons: 0,
            by_zoom: 0,
        });
    }

    shares
}

/// Lists the accounts of which an administrator, the school's own table or the teacher says whose they are.
async fn known_accounts(store: &Store) -> Result<BTreeSet<String>, Error> {
    let confirmed = store.list_confirmed_accounts().await?;
    let table = store.list_zoom_ids_of_teachers().await?;
    let connected = store.list_connected_users().await?;

    let confirmed = confirmed
        .into_iter()
        .map(|confirmed| confirmed.owner.account);
    // Together, as for a meeting: an account that stands beside two teachers proves nothing, and is asked about.
    let told: Vec<(TeacherId, String)> = table.into_iter().chain(connected).collect();
    let told = accounts_of_teachers(&told)
        .into_iter()
        .map(|known| known.person);
    Ok(confirmed.chain(told).collect())
}

async fn calls_left(app: &App, store: &Store, now: DateTime<Utc>) -> Result<Vec<CallsLeft>, Error> {
    let Some(zoom) = &app.config.zoom_app else {
        return Ok(Vec::new());
    };

    let counted = store.list_zoom_calls(Day::from(now.date_naive())).await?;
    let counted: BTreeMap<String, CountedCalls> = counted
        .into_iter()
        .filter(|calls| calls.account == zoom.account_id)
        .map(|calls| (calls.weight.clone(), calls))
        .collect();

    Ok(CallWeight::ALL
        .into_iter()
        .map(|weight| {
            let counted = counted.get(weight.as_str());
            let made = counted.map_or(0, |counted| counted.calls);
            let share = AccountPlan::Paid.daily_share(weight);

            CallsLeft {
                weight,
                made,
                left: (share != i64::MAX).then(|| (share - made).max(0)),
                stopped_until: counted
                    .and_then(|counted| counted.stopped_until)
                    .filter(|until| *until > now),
            }
        })
        .collect())
}
