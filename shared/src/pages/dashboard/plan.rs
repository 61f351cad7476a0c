//! The lessons of some days that did not go as the timetable says.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::frame::frame;
use super::link::Link;
use super::months::month_link;
use super::plan_words::start;
use crate::app::plan_report::{Listed, PlanLists, PlanNames, PlanReport};
use crate::config::Config;
use crate::domain::{
    ComparedLesson, LATE_AFTER, LATE_AGAINST_PLAN, OddSlot, Period, PlannedLesson, SchoolCalendar,
    SentLink, StudentId, TeacherId,
};
use crate::pages::staff::{ShownInstant, names};
use crate::pages::{Frame, page};

/// The page.
#[derive(Debug, Template)]
#[template(path = "dashboard/plan.html")]
struct PlanPage<'a> {
    frame: &'a Frame,
    title: String,
    month_title: String,
    months: String,
    all_teachers: Option<String>,
    teacher: Option<String>,
    teacher_id: Option<&'a str>,
    /// The day in the form.
    date: String,
    has_timetable: bool,
    lists: Vec<LessonList>,
    odd: Vec<String>,
    odd_count: usize,
    opened_late_minutes: i64,
}

/// Lessons of one kind.
#[derive(Debug)]
struct LessonList {
    id: &'static str,
    title: &'static str,
    /// The head of the times' column.
    when: &'static str,
    has_start: bool,
    rows: Vec<LessonRow>,
    /// How many there are; the rows may be fewer.
    count: usize,
    empty: &'static str,
    hint: String,
}

#[derive(Debug)]
struct LessonRow {
    at: ShownInstant,
    /// The session's page.
    link: Option<String>,
    student: String,
    teacher: String,
    start: String,
}

/// Answers with the report.
pub(crate) fn plan(config: &Config, report: &PlanReport) -> Response {
    let title = title(report.period);
    let frame = frame(config, format!("Timetable and lessons, {title}"));
    let rows = Rows {
        names: &report.names,
        days: &config.school_days,
    };
    let month = Period::month(report.period.first);
    let no_odd = Listed::default();
    let odd: &Listed<OddSlot> = report.lists.as_ref().map_or(&no_odd, |lists| &lists.odd);

    let plan = PlanPage {
        frame: &frame,
        title,
        month_title: month.first.date().format("%B %Y").to_string(),
        months: month_link(month),
        all_teachers: report
            .teacher
            .as_ref()
            .map(|_| Link::to_plan(report.period, None).to_string()),
        teacher: report.teacher.as_ref().map(|id| rows.teacher(id)),
        teacher_id: report.teacher.as_ref().map(|id| id.0.as_str()),
        date: report.period.first.to_string(),
        has_timetable: report.lists.is_some(),
        lists: report
            .lists
            .as_ref()
            .map(|lists| rows.lists(lists))
            .unwrap_or_default(),
        odd: odd.shown.iter().map(ToString::to_string).collect(),
        odd_count: odd.count,
        opened_late_minutes: LATE_AFTER.num_minutes(),
    };

    page(StatusCode::OK, &frame, &plan)
}

fn title(period: Period) -> String {
    let first = period.first.date();
    let layout = if period.first == period.last {
        "%a %-d %b %Y"
    } else {
        "%B %Y"
    };

    first.format(layout).to_string()
}

/// Makes rows with names and times.
struct Rows<'a> {
    names: &'a PlanNames,
    days: &'a SchoolCalendar,
}

impl Rows<'_> {
    fn lists(&self, lists: &PlanLists) -> Vec<LessonList> {
        let late_minutes = LATE_AGAINST_PLAN.num_minutes();

        vec![
            LessonList {
                id: "not-held",
                title: "Planned, not held",
                when: "Planned at",
                has_start: false,
                rows: lists.not_held.shown.iter().map(|one| self.not_held(one)).collect(),
                count: lists.not_held.count,
                empty: "No lesson whose day is over is without a link.",
                hint: "A planned lesson was not held if no link was sent for it although its day is over. The timetable does not say who is on leave: end the slots of those students in the school’s application.".to_owned(),
            },
            LessonList {
                id: "late",
                title: "Late starts",
                when: "Planned at",
                has_start: true,
                rows: lists.late.shown.iter().filter_map(|one| self.late(one)).collect(),
                count: lists.late.count,
                empty: "No lesson started late.",
                hint: format!("A lesson started late if its first link was sent {late_minutes} minutes after the planned time or later."),
            },
            LessonList {
                id: "not-planned",
                title: "Held, not planned",
                when: "Link sent",
                has_start: false,
                rows: lists.unplanned.shown.iter().map(|one| self.unplanned(one)).collect(),
                count: lists.unplanned.count,
                empty: "Every link was sent for a planned lesson.",
                hint: "The student has no lesson in the timetable on that day. Students whose slots cannot be read are left out.".to_owned(),
            },
        ]
    }

    fn not_held(&self, lesson: &PlannedLesson) -> LessonRow {
        LessonRow {
            link: None,
            start: String::new(),
            ..self.row(lesson.starts_at, lesson.student, &lesson.teacher)
        }
    }

    fn unplanned(&self, link: &SentLink) -> LessonRow {
        LessonRow {
            link: Some(Link::to_session(link.session).to_string()),
            ..self.row(link.sent_at, link.student, &link.teacher)
        }
    }

    fn late(&self, one: &ComparedLesson) -> Option<LessonRow> {
        let link = one.first_link()?;
        let came_at = one
            .student_delay()
            .map(|delay| one.lesson.starts_at + delay);

        Some(LessonRow {
            link: Some(Link::to_session(link.session).to_string()),
            start: start(link.sent_at, came_at, one.lesson.starts_at, self.days),
            ..self.row(one.lesson.starts_at, link.student, &link.teacher)
        })
    }

    fn row(&self, at: DateTime<Utc>, student: StudentId, teacher: &TeacherId) -> LessonRow {
        let name = self.names.students.get(&student.0).map(String::as_str);

        LessonRow {
            at: ShownInstant::of(at, self.days),
            link: None,
            student: names::student(name, student),
            teacher: self.teacher(teacher),
            start: String::new(),
        }
    }

    fn teacher(&self, id: &TeacherId) -> String {
        names::teacher(self.names.teachers.get(&id.0).map(String::as_str), id)
    }
}
