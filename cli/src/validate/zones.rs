//! Compares the zone data of this machine and of the database with this program's own.

use session_tracking::config::Config;
use session_tracking::domain::{CHANGED_ZONES, SchoolCalendar, ZoneComparison, compared_instants};
use session_tracking::store::{Store, StoreError};

use crate::environment;
use crate::finding::Finding;

const MACHINE: &str = "this machine";
const DATABASE: &str = "the database";
const UPDATE_MACHINE: &str = "This program's own data are right and need nothing. For the other programs of this \
    machine, update its package tzdata; Node.js and others that bring their own data need a newer version";
const UPDATE_DATABASE: &str = "This program never asks the database for a zone. For SQL of other programs, load its \
    tables anew from a machine with new data: mysql_tzinfo_to_sql /usr/share/zoneinfo | mysql mysql";

/// Checks the zone files of this machine.
pub(super) fn check_machine(config: &Config) -> Finding {
    let folder = environment::zone_folder();
    let comparison = ZoneComparison::of(zones(config), |zone, at| {
        let file = folder.join(zone);
        let calendar = SchoolCalendar::from_zone_file(zone, &std::fs::read(file).ok()?)?;
        Some(calendar.offset(at))
    });

    finding(config, &comparison, MACHINE, UPDATE_MACHINE)
}

/// Checks the time zone tables of the database.
pub(super) async fn check_database(store: &Store, config: &Config) -> Result<Finding, StoreError> {
    let mut asked = Vec::new();
    for zone in zones(config) {
        asked.extend(compared_instants().map(|at| (zone, at)));
    }
    let answers = store.read_zone_tables(&asked).await?;

    let comparison = ZoneComparison::of(zones(config), |zone, at| {
        let number = asked.iter().position(|asked| *asked == (zone, at))?;
        answers[number]
    });
    Ok(finding(config, &comparison, DATABASE, UPDATE_DATABASE))
}

/// The school's zone, and those whose law changed.
fn zones(config: &Config) -> Vec<&str> {
    let school = config.school_days.zone();
    let others = CHANGED_ZONES.into_iter().filter(|zone| *zone != school);
    std::iter::once(school).chain(others).collect()
}

fn finding(config: &Config, found: &ZoneComparison, whose: &str, remedy: &str) -> Finding {
    let school = config.school_days.zone();
    let different = found.different.join(", ");
    let age = if found.is_older() {
        "are older than this program's"
    } else {
        "differ from this program's"
    };

    if found.known.is_empty() {
        return Finding::ok(format!("zone data of {whose}: none, and none is needed"));
    }
    if found.differs_in(school) {
        let what =
            format!("zone data of {whose} {age}, for the school's zone {school}, too: {different}");
        return Finding::warn(what, remedy);
    }
    if !found.different.is_empty() {
        return Finding::ok(format!(
            "zone data of {whose} {age}: {different}; they are right for {school}"
        ));
    }

    Finding::ok(format!("zone data of {whose}: as new as this program's"))
}
