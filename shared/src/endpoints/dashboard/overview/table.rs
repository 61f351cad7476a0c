//! The list of sessions as a table.

use chrono::{DateTime, Utc};

use super::here;
use crate::app::App;
use crate::domain::{Confidence, MeasuredTime, MeasurementSource, Phase};
use crate::endpoints::dashboard::link::Link;
use crate::endpoints::list_query::{AskedDays, ListQuery};
use crate::http::rfc3339;
use crate::pages::ShownInstant;
use crate::pages::dashboard::{ColumnHeader, List, ListRow};
use crate::pages::staff::labels;
use crate::pages::staff::labels::length;
use crate::store::{Page, PagePosition, SessionWithNames, SortKey, SortOrder};

pub(crate) fn list(
    app: &App,
    query: &ListQuery,
    page: Page,
    total: i64,
    now: DateTime<Utc>,
) -> List {
    let turned = |turn: PagePosition| here(query).turned(&turn).to_string();
    let bare = ListQuery {
        teacher: None,
        student: None,
        status: None,
        text: None,
        ..query.clone()
    };

    let is_first = query.turn == PagePosition::First;
    List {
        total: match total {
            1 => "1 session".to_owned(),
            total => format!("{} sessions", labels::number(total)),
        },
        head: head(query),
        first: (!is_first).then(|| here(query).to_string()),
        previous: page
            .previous
            .map(|cursor| turned(PagePosition::Before(cursor))),
        next: page.next.map(|cursor| turned(PagePosition::After(cursor))),
        rows: page
            .sessions
            .into_iter()
            .map(|listed| row(app, query, listed, now))
            .collect(),
        csv: here(query).into_csv().to_string(),
        clear: here(&ListQuery {
            days: AskedDays::Dates(None, None),
            ..bare
        })
        .to_string(),
    }
}

fn head(query: &ListQuery) -> Vec<ColumnHeader> {
    let column = |title, sort: Option<(SortKey, bool)>| {
        let chosen = sort.is_some_and(|(sort, _)| sort == query.order.sort);
        let descending = if chosen {
            !query.order.descending
        } else {
            sort.is_some_and(|(_, first)| first)
        };
        let sorted = match (chosen, query.order.descending) {
            (false, _) => "",
            (true, true) => "descending",
            (true, false) => "ascending",
        };
        let link = sort.map(|(sort, _)| {
            here(query)
                .sorted(SortOrder { sort, descending })
                .to_string()
        });

        ColumnHeader {
            title,
            link,
            sorted,
        }
    };

    vec![
        column("Started", Some((SortKey::Time, true))),
        column("Student", Some((SortKey::Student, false))),
        column("Teacher", Some((SortKey::Teacher, false))),
        column("Status", Some((SortKey::Status, false))),
        column("Time in class", Some((SortKey::Duration, true))),
        column("Evidence", None),
        column("Message", None),
    ]
}

fn row(app: &App, query: &ListQuery, listed: SessionWithNames, now: DateTime<Utc>) -> ListRow {
    let (rules, days) = (&app.config.rules, app.calendar());
    let session = listed.session.settle(now, rules).session;
    let (figures, presence, phase) = (
        session.figures(rules),
        session.presence(),
        session.phase(now, rules),
    );
    let live = presence.filter(|_| phase == Phase::Live);

    let named =
        |name: Option<String>, id: String| name.filter(|name| !name.is_empty()).unwrap_or(id);
    ListRow {
        id: session.id.0,
        link: Link::home()
            .with("session", &session.id.to_string())
            .to_string(),
        when: session.time().map(|at| ShownInstant::of(at, days)),
        student: named(listed.student_name, format!("Student {}", session.student)),
        student_link: here(&ListQuery {
            student: Some(session.student),
            ..query.clone()
        })
        .to_string(),
        teacher: named(listed.teacher_name, session.teacher.0.clone()),
        // Rows of older systems may have no teacher.
        teacher_link: (!session.teacher.0.is_empty()).then(|| {
            here(&ListQuery {
                teacher: Some(session.teacher.clone()),
                ..query.clone()
            })
            .to_string()
        }),
        phase: phase.as_str(),
        phase_title: labels::phase(phase),
        end_reason: session
            .no_show
            .map(labels::no_show)
            .or(session.end_reason().map(labels::end_reason))
            .unwrap_or_default(),
        duration: figures.map_or_else(|| "–".to_owned(), |figures| length(figures.seconds)),
        live: live.map(|presence| (presence.seconds(), rfc3339(presence.last_sign_at))),
        // A live session's time goes on anyway.
        band: figures
            .filter(|_| phase != Phase::Live)
            .map_or_else(String::new, band),
        evidence: figures.map_or_else(String::new, evidence),
        message: labels::delivery(listed.notification.as_ref()).to_owned(),
    }
}

/// Within which bounds the truth lies, where that is worth saying: what a page alone saw bounds hardly anything.
pub(crate) fn band(figures: MeasuredTime) -> String {
    let (low, high) = (length(figures.low_seconds), length(figures.high_seconds));
    if figures.grade == Some(Confidence::C)
        && figures.source != Some(MeasurementSource::Page)
        && low != high
    {
        format!("{low} to {high}")
    } else {
        String::new()
    }
}

pub(crate) fn evidence(figures: MeasuredTime) -> String {
    match (figures.source, figures.grade) {
        (Some(source), Some(grade)) => format!("{} · {}", grade.as_str(), source_name(source)),
        _ => "no grade".to_owned(),
    }
}

fn source_name(source: MeasurementSource) -> &'static str {
    match source {
        MeasurementSource::Page => "page",
        MeasurementSource::Zoom => "Zoom",
        MeasurementSource::PageAndZoom => "Zoom and page",
        MeasurementSource::PageAndTeacher => "page and teacher",
    }
}
