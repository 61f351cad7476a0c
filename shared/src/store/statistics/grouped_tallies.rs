//! The sums over sessions, as they add up.

use std::collections::BTreeMap;

use crate::domain::{Day, OpenPhases, Session, Status, Tallies, Tally, TeacherId};
use crate::store::statistics::query::{GroupBy, StatisticsQuery};
use crate::store::statistics::tallies::TallyRow;

/// Sums over all sessions that match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// All sessions.
    pub total: Tallies,
    /// The open sessions.
    pub open: OpenPhases,
    /// The sessions of each school day, if asked for.
    pub days: BTreeMap<Day, Tallies>,
    /// The sessions of each teacher, if asked for.
    pub teachers: BTreeMap<TeacherId, Tallies>,
}

/// The group that a tally belongs to, beside the total.
enum Group {
    None,
    Day(Day),
    Teacher(TeacherId),
}

impl Statistics {
    /// Adds a sum of the database. `day_of` reads the key of a day.
    pub(crate) fn add_row(
        &mut self,
        row: TallyRow,
        query: StatisticsQuery<'_>,
        day_of: impl Fn(&str) -> Option<Day>,
    ) {
        let Some((key, status, tally)) = row.read() else {
            return;
        };
        if !query.wants(status) {
            return;
        }

        let group = match query.by {
            GroupBy::Total => Group::None,
            GroupBy::Day => day_of(&key).map_or(Group::None, Group::Day),
            GroupBy::Teacher => Group::Teacher(TeacherId(key)),
        };
        self.add(group, status, tally);
    }

    /// Adds a session that is stored as open, by the state that it has now.
    pub(crate) fn add_open(&mut self, session: Session, query: StatisticsQuery<'_>) {
        // Settled first, so that a late sweep changes no figure.
        let session = session.settle(query.now, query.rules).session;
        if !query.wants(session.status()) {
            return;
        }

        let day = session.time().map(|at| query.days.day_of(at));
        let group = match query.by {
            GroupBy::Total => Group::None,
            GroupBy::Day => day.map_or(Group::None, Group::Day),
            GroupBy::Teacher => Group::Teacher(session.teacher.clone()),
        };

        self.open.add(&session, query.now, query.rules);
        self.add(group, session.status(), Tally::of(&session, query.rules));
    }

    fn add(&mut self, group: Group, status: Status, tally: Tally) {
        self.total.add(status, tally);
        match group {
            Group::None => {}
            Group::Day(day) => self.days.entry(day).or_default().add(status, tally),
            Group::Teacher(teacher) => self.teachers.entry(teacher).or_default().add(status, tally),
        }
    }
}
