//! The figures at the top of the overview, each with its change against the days before.

use crate::app::overview::Overview;
use crate::app::session_selection::SessionSelection;
use crate::domain::{Status, Tallies};
use crate::pages::dashboard::comparison::{Comparison, share};
use crate::pages::dashboard::link::Link;
use crate::pages::staff::labels::{length, number, percent};

/// A figure.
#[derive(Debug)]
pub(crate) struct FigureCard {
    pub(crate) title: &'static str,
    pub(crate) value: String,
    pub(crate) detail: String,
    /// The change against the days before; empty where there is nothing to compare with.
    pub(crate) change: String,
    /// The list of the sessions behind the figure.
    pub(crate) link: Option<String>,
}

/// Returns all cards, in the order in which they are shown.
pub(crate) fn cards(selection: &SessionSelection, overview: &Overview) -> Vec<FigureCard> {
    let comparison = Comparison {
        now: &overview.by_day.total,
        before: overview.before.as_ref().map(|before| &before.total),
    };

    vec![
        all_sessions(&comparison),
        live_now(selection, overview),
        not_opened(selection, &comparison),
        ended(selection, &comparison),
        timed_out(selection, &comparison),
        average_length(&comparison),
        time_in_class(&comparison),
        evidence(&comparison),
    ]
}

fn all_sessions(comparison: &Comparison<'_>) -> FigureCard {
    FigureCard {
        title: "Sessions",
        value: number(comparison.now.all().sessions),
        detail: format!("{} opened", number(comparison.now.opened().sessions)),
        change: comparison.relative(|tallies| tallies.all().sessions),
        link: None,
    }
}

fn live_now(selection: &SessionSelection, overview: &Overview) -> FigureCard {
    let open = &overview.by_day.open;
    FigureCard {
        title: "Live now",
        value: number(open.live),
        detail: format!(
            "{} away in Zoom · {} idle",
            number(open.away),
            number(open.idle)
        ),
        // This is a figure of the moment. The days before have none to compare it with.
        change: String::new(),
        link: Some(list_link(selection, Status::Active)),
    }
}

fn not_opened(selection: &SessionSelection, comparison: &Comparison<'_>) -> FigureCard {
    let not_opened = sessions_of(comparison.now, Status::Sent);
    let all = comparison.now.all().sessions;

    FigureCard {
        title: "Not opened",
        value: number(not_opened),
        detail: format!("{} of all sessions", percent(not_opened, all)),
        change: comparison.relative(|tallies| sessions_of(tallies, Status::Sent)),
        link: Some(list_link(selection, Status::Sent)),
    }
}

fn ended(selection: &SessionSelection, comparison: &Comparison<'_>) -> FigureCard {
    let ended = sessions_of(comparison.now, Status::Ended);
    let opened = comparison.now.opened().sessions;

    FigureCard {
        title: "Ended",
        value: number(ended),
        detail: format!("{} of opened sessions", percent(ended, opened)),
        change: comparison.relative(|tallies| sessions_of(tallies, Status::Ended)),
        link: Some(list_link(selection, Status::Ended)),
    }
}

fn timed_out(selection: &SessionSelection, comparison: &Comparison<'_>) -> FigureCard {
    let timed_out = sessions_of(comparison.now, Status::Timeout);
    let closed = closed_sessions(comparison.now);

    FigureCard {
        title: "Timed out",
        value: number(timed_out),
        detail: format!("{} of closed sessions", percent(timed_out, closed)),
        change: comparison.points(|tallies| {
            share(
                sessions_of(tallies, Status::Timeout),
                closed_sessions(tallies),
            )
        }),
        link: Some(list_link(selection, Status::Timeout)),
    }
}

fn average_length(comparison: &Comparison<'_>) -> FigureCard {
    FigureCard {
        title: "Average length",
        value: length(comparison.now.average_seconds()),
        detail: "of opened sessions".to_owned(),
        change: comparison.relative(Tallies::average_seconds),
        link: None,
    }
}

fn time_in_class(comparison: &Comparison<'_>) -> FigureCard {
    let all = comparison.now.all();
    FigureCard {
        title: "Time in class",
        value: length(all.seconds),
        detail: format!("{} opened late after the link", number(all.late)),
        change: comparison.relative(|tallies| tallies.all().seconds),
        link: None,
    }
}

fn evidence(comparison: &Comparison<'_>) -> FigureCard {
    let all = comparison.now.all();
    let opened = comparison.now.opened().sessions;
    // The numbers of an older system have no grade.
    let ungraded = opened - all.grade_a - all.grade_b - all.grade_c;

    FigureCard {
        title: "Evidence",
        value: format!("A {}", percent(all.grade_a, opened)),
        detail: format!(
            "B {} · C {} · no grade {}",
            percent(all.grade_b, opened),
            percent(all.grade_c, opened),
            percent(ungraded, opened)
        ),
        change: comparison.points(|tallies| {
            let all = tallies.all();
            share(all.grade_a + all.grade_b, tallies.opened().sessions)
        }),
        link: None,
    }
}

fn sessions_of(tallies: &Tallies, status: Status) -> i64 {
    tallies.of(status).sessions
}

fn closed_sessions(tallies: &Tallies) -> i64 {
    sessions_of(tallies, Status::Ended) + sessions_of(tallies, Status::Timeout)
}

fn list_link(selection: &SessionSelection, status: Status) -> String {
    let selection = SessionSelection {
        status: Some(status),
        ..selection.clone()
    };

    Link::to_list(&selection).to_string()
}
