//! Per teacher and month.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Days, Utc};

use crate::app::App;
use crate::app::teacher_months::{TeacherMonth, TeacherMonths, figures, month};
use crate::domain::{LATE_AFTER, Period, Role, Tallies};
use crate::endpoints::dashboard::link::Link;
use crate::endpoints::teacher_sessions;
use crate::error::Error;
use crate::pages;
use crate::pages::Frame;
use crate::pages::dashboard::SCRIPT;
use crate::pages::dashboard::months::{MonthRow, MonthsPage};
use crate::pages::staff::labels::{length, number};

pub(crate) async fn page(
    app: &App,
    asked: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let today = app.calendar().day_of(now);
    let period = month(asked, today)?;
    let TeacherMonths {
        teachers, total, ..
    } = TeacherMonths::read(app, period, now).await?;
    let name = |period: Period| period.first.date().format("%Y-%m").to_string();

    let link = |period: Period| {
        Link::home()
            .with("view", "months")
            .with("month", &name(period))
            .to_string()
    };
    let next = Period::month((period.last.date() + Days::new(1)).into());
    let title = period.first.date().format("%B %Y").to_string();
    let frame = Frame::of(
        &app.config,
        format!("Teachers in {title}"),
        Some(Role::Admin),
        SCRIPT,
    );

    let page = MonthsPage {
        frame: &frame,
        month: name(period),
        title,
        rows: teachers.iter().map(|one| row(one, period)).collect(),
        total: MonthRow {
            name: "All".to_owned(),
            link: None,
            figures: shown(&total),
        },
        previous: link(Period::month(period.first.before())),
        next: (next.first <= today).then(|| link(next)),
        csv: Link::at(teacher_sessions::ENDPOINT.path)
            .with("report", "teachers")
            .with("month", &name(period))
            .with("format", "csv")
            .to_string(),
        late_minutes: LATE_AFTER.num_minutes(),
    };

    Ok(pages::page(StatusCode::OK, &frame, &page))
}

fn row(teacher: &TeacherMonth, period: Period) -> MonthRow {
    let link = Link::home()
        .with("from", &period.first.to_string())
        .with("to", &period.last.to_string())
        .with("teacherId", &teacher.id.0);
    let is_known = !teacher.id.0.is_empty();
    let name = match (is_known, teacher.name.is_empty()) {
        (false, _) => "No teacher".to_owned(),
        (true, true) => teacher.id.0.clone(),
        (true, false) => teacher.name.clone(),
    };

    MonthRow {
        name,
        link: is_known.then(|| link.to_string()),
        figures: shown(&teacher.tallies),
    }
}

/// The columns behind the name.
fn shown(tallies: &Tallies) -> Vec<String> {
    let [
        sent,
        opened,
        completed,
        timed_out,
        open,
        not_opened,
        minutes,
        _,
        average,
        late,
    ] = figures(tallies);

    let counts = [
        sent, opened, completed, timed_out, open, not_opened, minutes,
    ]
    .map(number);

    counts
        .into_iter()
        .chain([length(average), number(late)])
        .collect()
}
