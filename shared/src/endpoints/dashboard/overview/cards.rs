//! The figures at the top, each with its change against the days before.

use super::here;
use crate::domain::{Day, Period, Status, Tallies};
use crate::endpoints::list_query::ListQuery;
use crate::pages::dashboard::Card;
use crate::pages::staff::labels::{length, number, percent};
use crate::store::Statistics;

/// Figures of now, and of the days before.
struct Comparison<'a> {
    now: &'a Tallies,
    before: Option<&'a Tallies>,
}

/// The days that figures are compared with; empty for none.
pub(crate) fn compared_with(query: &ListQuery, today: Day) -> String {
    query
        .days
        .periods(today)
        .map_or(String::new(), |(_, before)| shown(before))
}

pub(crate) fn cards(
    query: &ListQuery,
    statistics: &Statistics,
    before: Option<&Statistics>,
) -> Vec<Card> {
    let compare = Comparison {
        now: &statistics.total,
        before: before.map(|one| &one.total),
    };
    let (total, open) = (&statistics.total, &statistics.open);
    let (all, opened) = (total.all(), total.opened());
    let of = |status| move |tallies: &Tallies| tallies.of(status).sessions;

    let link = |status: Status| {
        let query = ListQuery {
            status: Some(status),
            ..query.clone()
        };
        Some(here(&query).to_string())
    };

    let closed = |tallies: &Tallies| {
        tallies.of(Status::Ended).sessions + tallies.of(Status::Timeout).sessions
    };
    let timeout_rate =
        |tallies: &Tallies| share(tallies.of(Status::Timeout).sessions, closed(tallies));
    let card = |title, value, detail, change, link| Card {
        title,
        value,
        detail,
        change,
        link,
    };

    vec![
        card(
            "Sessions",
            number(all.sessions),
            format!("{} opened", number(opened.sessions)),
            compare.relative(|tallies| tallies.all().sessions),
            None,
        ),
        card(
            "Live now",
            number(open.live),
            format!(
                "{} away in Zoom · {} idle",
                number(open.away),
                number(open.idle)
            ),
            String::new(),
            link(Status::Active),
        ),
        card(
            "Not opened",
            number(total.of(Status::Sent).sessions),
            format!(
                "{} of all",
                percent(total.of(Status::Sent).sessions, all.sessions)
            ),
            compare.relative(of(Status::Sent)),
            link(Status::Sent),
        ),
        card(
            "Ended",
            number(total.of(Status::Ended).sessions),
            format!(
                "{} of those opened",
                percent(total.of(Status::Ended).sessions, opened.sessions)
            ),
            compare.relative(of(Status::Ended)),
            link(Status::Ended),
        ),
        card(
            "Timed out",
            number(total.of(Status::Timeout).sessions),
            format!(
                "{} of those over",
                percent(total.of(Status::Timeout).sessions, closed(total))
            ),
            compare.points(timeout_rate),
            link(Status::Timeout),
        ),
        card(
            "Average length",
            length(total.average_seconds()),
            "of those opened".to_owned(),
            compare.relative(Tallies::average_seconds),
            None,
        ),
        card(
            "Time in class",
            length(all.seconds),
            format!("{} started late", number(all.late)),
            compare.relative(|tallies| tallies.all().seconds),
            None,
        ),
        card(
            "Evidence",
            format!("A {}", percent(all.grade_a, opened.sessions)),
            format!(
                "B {} · C {} · no grade {}",
                percent(all.grade_b, opened.sessions),
                percent(all.grade_c, opened.sessions),
                percent(
                    opened.sessions - all.grade_a - all.grade_b - all.grade_c,
                    opened.sessions
                )
            ),
            compare.points(|tallies| {
                let all = tallies.all();
                share(all.grade_a + all.grade_b, tallies.opened().sessions)
            }),
            None,
        ),
    ]
}

/// Tenths of a percent.
fn share(part: i64, whole: i64) -> i64 {
    if whole == 0 {
        0
    } else {
        (part * 1000 + whole / 2) / whole
    }
}

fn shown(period: Period) -> String {
    let day = |day: Day| day.date().format("%-d %b").to_string();
    if period.first == period.last {
        day(period.first)
    } else {
        format!("{} – {}", day(period.first), day(period.last))
    }
}

impl Comparison<'_> {
    /// By how many percent a figure grew.
    fn relative(&self, figure: impl Fn(&Tallies) -> i64) -> String {
        let Some(before) = self.before else {
            return String::new();
        };
        let (now, before) = (figure(self.now), figure(before));

        match (now - before, before) {
            (0, _) => "no change".to_owned(),
            (_, 0) => "none before".to_owned(),
            (more @ 1.., _) => format!("▲ {}", percent(more, before)),
            (less, _) => format!("▼ {}", percent(-less, before)),
        }
    }

    /// By how many percentage points a share grew.
    fn points(&self, tenths: impl Fn(&Tallies) -> i64) -> String {
        let Some(before) = self.before else {
            return String::new();
        };
        let change = tenths(self.now) - tenths(before);
        let points = format!("{}.{} points", change.abs() / 10, change.abs() % 10);

        match change {
            0 => "no change".to_owned(),
            1.. => format!("▲ {points}"),
            _ => format!("▼ {points}"),
        }
    }
}
