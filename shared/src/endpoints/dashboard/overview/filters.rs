//! The filters as they stand: the form, and a chip for each that is set.

use super::here;
use crate::domain::{Day, Preset, SchoolCalendar, Status, StudentId, TeacherId};
use crate::endpoints::list_query::{AskedDays, ListQuery};
use crate::pages::dashboard::{Chip, Choice, FilterForm};
use crate::pages::staff::labels;
use crate::store::SortOrder;

/// Who is called what.
pub(crate) struct Names<'a> {
    pub(crate) teachers: &'a [(TeacherId, String)],
    pub(crate) students: &'a [(StudentId, String)],
}

impl Names<'_> {
    pub(crate) fn teacher(&self, id: &TeacherId) -> String {
        let found = self
            .teachers
            .iter()
            .find(|(one, _)| one == id)
            .map(|(_, name)| name.as_str());
        match found.filter(|name| !name.is_empty()) {
            Some(name) => name.to_owned(),
            None if id.0.is_empty() => "No teacher".to_owned(),
            None => id.0.clone(),
        }
    }

    fn student(&self, id: StudentId) -> String {
        let found = self
            .students
            .iter()
            .find(|(one, _)| *one == id)
            .map(|(_, name)| name.as_str());
        found
            .filter(|name| !name.is_empty())
            .map_or_else(|| format!("Student {id}"), str::to_owned)
    }
}

pub(crate) fn form(
    query: &ListQuery,
    names: &Names<'_>,
    days: &SchoolCalendar,
    today: Day,
) -> FilterForm {
    let preset = |preset: Preset| Choice {
        value: here(&ListQuery {
            days: AskedDays::Preset(preset),
            ..query.clone()
        })
        .to_string(),
        title: preset.title().to_owned(),
        chosen: query.days == AskedDays::Preset(preset),
    };

    let teacher = |(id, _): &(TeacherId, String)| Choice {
        value: id.0.clone(),
        title: names.teacher(id),
        chosen: query.teacher.as_ref() == Some(id),
    };
    let student = |(id, _): &(StudentId, String)| Choice {
        value: id.to_string(),
        title: names.student(*id),
        chosen: query.student == Some(*id),
    };
    let status = |status: Status| Choice {
        value: status.as_str().to_owned(),
        title: labels::status(status).to_owned(),
        chosen: query.status == Some(status),
    };
    let (from, to) = query.days.ends(today);

    let text = |day: Option<Day>| day.map_or(String::new(), |day| day.to_string());
    let sign = if query.order.descending { "-" } else { "" };

    FilterForm {
        presets: Preset::ALL.map(preset).into(),
        zone: days.zone().to_owned(),
        from: text(from),
        to: text(to),
        teachers: names.teachers.iter().map(teacher).collect(),
        students: names.students.iter().map(student).collect(),
        student: query.student.map_or(String::new(), |id| id.to_string()),
        statuses: Status::ALL.map(status).into(),
        text: query.text.clone().unwrap_or_default(),
        sort: if query.order == SortOrder::default() {
            String::new()
        } else {
            format!("{sign}{}", query.order.sort.as_str())
        },
    }
}

pub(crate) fn chips(query: &ListQuery, names: &Names<'_>) -> Vec<Chip> {
    let chip = |text: String, without: ListQuery| Chip {
        text,
        without: here(&without).to_string(),
    };
    let mut chips = Vec::new();

    if let AskedDays::Dates(first, last) = query.days {
        let text = match (first, last) {
            (Some(first), Some(last)) if first == last => first.to_string(),
            (Some(first), Some(last)) => format!("{first} to {last}"),
            (Some(first), None) => format!("from {first}"),
            (None, Some(last)) => format!("to {last}"),
            (None, None) => String::new(),
        };

        chips.push(chip(
            text,
            ListQuery {
                days: AskedDays::Dates(None, None),
                ..query.clone()
            },
        ));
    }

    if let Some(teacher) = &query.teacher {
        let text = format!("Teacher: {}", names.teacher(teacher));
        chips.push(chip(
            text,
            ListQuery {
                teacher: None,
                ..query.clone()
            },
        ));
    }

    if let Some(student) = query.student {
        let text = format!("Student: {}", names.student(student));
        chips.push(chip(
            text,
            ListQuery {
                student: None,
                ..query.clone()
            },
        ));
    }

    if let Some(status) = query.status {
        let text = format!("Status: {}", labels::status(status));
        chips.push(chip(
            text,
            ListQuery {
                status: None,
                ..query.clone()
            },
        ));
    }

    if let Some(text) = &query.text {
        chips.push(chip(
            format!("Search: {text}"),
            ListQuery {
                text: None,
                ..query.clone()
            },
        ));
    }

    chips
}
