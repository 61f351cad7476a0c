//! The filters of the overview: the form, and a chip for each filter that is set.

use crate::app::overview::People;
use crate::app::session_selection::{AskedDays, SessionSelection};
use crate::domain::{Day, Preset, SchoolCalendar, Status, StudentId, TeacherId};
use crate::pages::dashboard::link::{Link, sort_parameter};
use crate::pages::staff::{labels, names};

/// The filters as they are set.
#[derive(Debug)]
pub(crate) struct FilterForm {
    pub(crate) presets: Vec<Choice>,
    /// The school's time zone.
    pub(crate) zone: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) teachers: Vec<Choice>,
    /// Students to choose from, by id; empty where there are too many.
    pub(crate) students: Vec<Choice>,
    pub(crate) student: String,
    pub(crate) statuses: Vec<Choice>,
    pub(crate) text: String,
    pub(crate) sort: String,
}

/// One of several values of a filter, or the address that it leads to.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) title: String,
    pub(crate) chosen: bool,
}

/// A filter that is set, and the address without it.
#[derive(Debug)]
pub(crate) struct Chip {
    pub(crate) text: String,
    pub(crate) without: String,
}

/// Returns the form.
pub(crate) fn form(
    selection: &SessionSelection,
    people: &People,
    days: &SchoolCalendar,
    today: Day,
) -> FilterForm {
    let (from, to) = selection.days.ends(today);
    let student = selection.student.map(|id| id.to_string());

    FilterForm {
        presets: Preset::ALL
            .map(|preset| preset_choice(selection, preset))
            .into(),
        zone: days.zone().to_owned(),
        from: date_text(from),
        to: date_text(to),
        teachers: teacher_choices(selection, people),
        students: student_choices(selection, people),
        student: student.unwrap_or_default(),
        statuses: Status::ALL
            .map(|status| status_choice(selection, status))
            .into(),
        text: selection.text.clone().unwrap_or_default(),
        sort: sort_parameter(selection.order).unwrap_or_default(),
    }
}

fn preset_choice(selection: &SessionSelection, preset: Preset) -> Choice {
    let chosen = SessionSelection {
        days: AskedDays::Preset(preset),
        ..selection.clone()
    };

    Choice {
        value: Link::to_list(&chosen).to_string(),
        title: preset.title().to_owned(),
        chosen: selection.days == chosen.days,
    }
}

fn teacher_choices(selection: &SessionSelection, people: &People) -> Vec<Choice> {
    let mut choices = Vec::new();
    for (id, name) in &people.teachers {
        choices.push(Choice {
            value: id.0.clone(),
            title: names::teacher(Some(name), id),
            chosen: selection.teacher.as_ref() == Some(id),
        });
    }

    choices
}

fn student_choices(selection: &SessionSelection, people: &People) -> Vec<Choice> {
    let mut choices = Vec::new();
    for (id, name) in &people.students {
        choices.push(Choice {
            value: id.to_string(),
            title: names::student(Some(name), *id),
            chosen: selection.student == Some(*id),
        });
    }

    choices
}

fn status_choice(selection: &SessionSelection, status: Status) -> Choice {
    Choice {
        value: status.as_str().to_owned(),
        title: labels::status(status).to_owned(),
        chosen: selection.status == Some(status),
    }
}

fn date_text(day: Option<Day>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

/// Returns a chip for each filter that is set. Days that are chosen by name have none.
pub(crate) fn chips(selection: &SessionSelection, people: &People) -> Vec<Chip> {
    let mut chips = Vec::new();
    let all = || selection.clone();

    if let AskedDays::Dates(first, last) = selection.days {
        let days = AskedDays::Dates(None, None);
        let text = dates_text(first, last);
        chips.push(chip(text, &SessionSelection { days, ..all() }));
    }

    if let Some(id) = &selection.teacher {
        let teacher = None;
        let text = format!("Teacher: {}", teacher_name(people, id));
        chips.push(chip(text, &SessionSelection { teacher, ..all() }));
    }

    if let Some(id) = selection.student {
        let student = None;
        let text = format!("Student: {}", student_name(people, id));
        chips.push(chip(text, &SessionSelection { student, ..all() }));
    }

    if let Some(asked) = selection.status {
        let status = None;
        let text = format!("Status: {}", labels::status(asked));
        chips.push(chip(text, &SessionSelection { status, ..all() }));
    }

    if let Some(words) = &selection.text {
        let text = None;
        let label = format!("Search: {words}");
        chips.push(chip(label, &SessionSelection { text, ..all() }));
    }

    chips
}

fn chip(text: String, without: &SessionSelection) -> Chip {
    Chip {
        text,
        without: Link::to_list(without).to_string(),
    }
}

fn dates_text(first: Option<Day>, last: Option<Day>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) => format!("{first} to {last}"),
        (Some(first), None) => format!("from {first}"),
        (None, Some(last)) => format!("to {last}"),
        (None, None) => String::new(),
    }
}

/// Returns the name of a teacher whose sessions are shown.
pub(crate) fn teacher_name(people: &People, id: &TeacherId) -> String {
    let found = people.teachers.iter().find(|(known, _)| known == id);
    names::teacher(found.map(|(_, name)| name.as_str()), id)
}

fn student_name(people: &People, id: StudentId) -> String {
    let found = people.students.iter().find(|(known, _)| *known == id);
    names::student(found.map(|(_, name)| name.as_str()), id)
}
