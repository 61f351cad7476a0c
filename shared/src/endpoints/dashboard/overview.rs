//! The overview: cards, charts and the list, all of the same sessions.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};

use super::system;
use crate::app::App;
use crate::domain::{Preset, Role, StudentId, TeacherId};
use crate::endpoints::dashboard::link::Link;
use crate::endpoints::list_query::{AskedDays, ListQuery};
use crate::error::Error;
use crate::http::rfc3339;
use crate::pages;
use crate::pages::Frame;
use crate::pages::dashboard::{DashboardPage, Results, SCRIPT};
use crate::store::{Filter, GroupBy, Page, Statistics, Store};

mod cards;
mod drawings;
mod filters;
pub(crate) mod table;

/// What is shown when nothing is asked for.
const DEFAULT_DAYS: AskedDays = AskedDays::Preset(Preset::Days7);
/// People to choose from; a school with more of them searches.
const MAX_TEACHERS: i64 = 500;
const MAX_STUDENTS: i64 = 300;

/// Everything that was read for one view.
struct Found {
    page: Page,
    by_day: Statistics,
    by_teacher: Statistics,
    /// Of the days before, if the days have both ends.
    before: Option<Statistics>,
    teachers: Vec<(TeacherId, String)>,
    students: Vec<(StudentId, String)>,
    system: pages::dashboard::SystemStatus,
}

/// Answers with the whole page, or, for the page's script, with the results alone, unless it has them (`known`).
pub(crate) async fn page(
    app: &App,
    mut query: ListQuery,
    results_only: bool,
    known: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    if query.days == AskedDays::Dates(None, None) {
        query.days = DEFAULT_DAYS;
    }

    let found = Box::pin(read(app, &query, now)).await?;
    let results = results(app, &query, found, now).render().map_err(|error| {
        tracing::error!(%error, "The dashboard could not be rendered");
        Error::Internal
    })?;

    if results_only {
        return Ok(part(results, known));
    }

    let frame = Frame::of(&app.config, "Sessions", Some(Role::Admin), SCRIPT);
    let page = DashboardPage {
        frame: &frame,
        now: rfc3339(now),
        results,
    };

    Ok(pages::page(StatusCode::OK, &frame, &page))
}

/// Reads at once what does not depend on each other.
async fn read(app: &App, query: &ListQuery, now: DateTime<Utc>) -> Result<Found, Error> {
    let (store, rules, days) = (app.store().await?, &app.config.rules, app.calendar());
    let filter = query.filter(app, now).await?;
    let sum_up = |by| Box::pin(store.compute_statistics(&filter, by, days, now, rules));
    let before = async {
        let Some((_, before)) = query.days.periods(days.day_of(now)) else {
            return Ok(None);
        };
        let filter: Filter = filter
            .clone()
            .within(days, Some(before.first), Some(before.last));

        store
            .compute_statistics(&filter, GroupBy::Total, days, now, rules)
            .await
            .map(Some)
    };

    let list = Box::pin(store.list_sessions(
        &filter,
        query.order,
        query.turn.clone(),
        query.limit,
        now,
        rules,
    ));

    let (page, by_day, by_teacher, before) = tokio::try_join!(
        list,
        sum_up(GroupBy::Day),
        sum_up(GroupBy::Teacher),
        Box::pin(before)
    )?;
    let (teachers, students, system) = tokio::try_join!(
        store.list_teachers(MAX_TEACHERS),
        store.list_students(MAX_STUDENTS + 1),
        Box::pin(system::read(app, store, now))
    )?;
    let (teachers, students) = with_asked(store, query, teachers, students).await?;

    Ok(Found {
        page,
        by_day,
        by_teacher,
        before,
        teachers,
        students,
        system,
    })
}

/// Sees to it that who is asked for has a name, wherever in the school's lists they stand.
async fn with_asked(
    store: &Store,
    query: &ListQuery,
    mut teachers: Vec<(TeacherId, String)>,
    mut students: Vec<(StudentId, String)>,
) -> Result<(Vec<(TeacherId, String)>, Vec<(StudentId, String)>), Error> {
    if let Some(asked) = query
        .teacher
        .as_ref()
        .filter(|asked| !teachers.iter().any(|(id, _)| id == *asked))
    {
        let name = store
            .teacher_names([asked.0.as_str()])
            .await?
            .remove(&asked.0);
        teachers.push((asked.clone(), name.unwrap_or_default()));
    }
    if i64::try_from(students.len()).is_ok_and(|count| count > MAX_STUDENTS) {
        students.clear();
    }
    if let Some(asked) = query
        .student
        .filter(|asked| !students.iter().any(|(id, _)| id == asked))
    {
        let name = store.student_names([asked]).await?.remove(&asked.0);
        students.push((asked, name.unwrap_or_default()));
    }
    Ok((teachers, students))
}

fn results(app: &App, query: &ListQuery, found: Found, now: DateTime<Utc>) -> Results {
    let days = app.calendar();
    let names = filters::Names {
        teachers: &found.teachers,
        students: &found.students,
    };

    Results {
        form: filters::form(query, &names, days, days.day_of(now)),
        chips: filters::chips(query, &names),
        cards: cards::cards(query, &found.by_day, found.before.as_ref()),
        compared_with: cards::compared_with(query, days.day_of(now)),
        charts: drawings::charts(
            query,
            &found.by_day,
            &found.by_teacher,
            &names,
            days.day_of(now),
        ),
        list: table::list(
            app,
            query,
            found.page,
            found.by_day.total.all().sessions,
            now,
        ),
        system: found.system,
    }
}

/// The results as they change while lessons go on; 304 where they have not.
fn part(results: String, known: Option<&str>) -> Response {
    let hash = digest(&SHA256, results.as_bytes());
    let tag = format!(
        "\"{}\"",
        Base64UrlUnpadded::encode_string(&hash.as_ref()[..16])
    );
    let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let tag = HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""));

    // The browser may keep it, to ask whether it still stands; nobody in between may.
    let headers = [
        (ETAG, tag),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
        ),
    ];

    if is_known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }

    let kind = [(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    )];

    (headers, kind, results).into_response()
}

/// The address of the list, for links on the page.
fn here(query: &ListQuery) -> Link {
    Link::to(query)
}
