//! Which lesson each of a student's links is for.

use chrono::{DateTime, TimeDelta, Utc};

use super::{ComparedLesson, NEAR_PLAN, SentLink};
use crate::domain::calendar::SchoolCalendar;

/// How good it is to give links to lessons: as many lessons as possible have one, and those are as near as possible.
type Score = (usize, TimeDelta);

/// Returns the number of the lesson of each link of a student. Both are sorted by time.
pub(super) fn match_links(
    lessons: &[ComparedLesson],
    links: &[SentLink],
    calendar: &SchoolCalendar,
) -> Vec<Option<usize>> {
    let choices: Vec<Vec<usize>> = links.iter().map(|link| choices(lessons, link)).collect();
    let mut matched = first_links(lessons, links, &choices);

    let mut has_link = vec![false; lessons.len()];
    for number in matched.iter().flatten() {
        has_link[*number] = true;
    }

    for (number, link) in links.iter().enumerate() {
        if matched[number].is_some() {
            continue;
        }

        let mut of_day = Vec::new();
        if choices[number].is_empty() {
            let day = calendar.day_of(link.sent_at);
            of_day.extend((0..lessons.len()).filter(|one| lessons[*one].lesson.day == day));
        }
        let lesson = choices[number]
            .iter()
            .chain(&of_day)
            .copied()
            .min_by_key(|one| (has_link[*one], distance(&lessons[*one], link)));

        if let Some(lesson) = lesson {
            has_link[lesson] = true;
            matched[number] = Some(lesson);
        }
    }

    matched
}

/// Returns the lessons near to a link that it may be for: the nearest one, and those that are already due. A student
/// may have lessons of two teachers: a teacher's link is for a lesson of that teacher, if one is near. Whoever stands
/// in for the teacher has none.
fn choices(lessons: &[ComparedLesson], link: &SentLink) -> Vec<usize> {
    let mut near: Vec<usize> = (0..lessons.len())
        .filter(|one| distance(&lessons[*one], link) <= NEAR_PLAN)
        .collect();
    if near.iter().any(|one| is_own(&lessons[*one], link)) {
        near.retain(|one| is_own(&lessons[*one], link));
    }

    let nearest = near
        .iter()
        .copied()
        .min_by_key(|one| distance(&lessons[*one], link));
    near.retain(|one| Some(*one) == nearest || lessons[*one].lesson.starts_at <= link.sent_at);
    near
}

fn is_own(one: &ComparedLesson, link: &SentLink) -> bool {
    one.lesson.teacher == link.teacher
}

/// Gives each lesson at most one link, in the order of both, so that the score is the best.
fn first_links(
    lessons: &[ComparedLesson],
    links: &[SentLink],
    choices: &[Vec<usize>],
) -> Vec<Option<usize>> {
    let scores = scores(lessons, links, choices);
    let mut matched = vec![None; links.len()];
    let (mut link, mut lesson) = (links.len(), lessons.len());

    while link > 0 && lesson > 0 {
        let score = scores[link][lesson];
        if score == scores[link][lesson - 1] {
            lesson -= 1;
        } else if score == scores[link - 1][lesson] {
            link -= 1;
        } else {
            (link, lesson) = (link - 1, lesson - 1);
            matched[link] = Some(lesson);
        }
    }

    matched
}

/// Returns the best score of the first links and the first lessons, by the numbers of both.
fn scores(
    lessons: &[ComparedLesson],
    links: &[SentLink],
    choices: &[Vec<usize>],
) -> Vec<Vec<Score>> {
    let mut scores = vec![vec![(0, TimeDelta::zero()); lessons.len() + 1]];

    for (number, link) in links.iter().enumerate() {
        let before = &scores[number];
        let mut row = vec![(0, TimeDelta::zero())];
        for (lesson, one) in lessons.iter().enumerate() {
            let mut best = before[lesson + 1].max(row[lesson]);
            if choices[number].contains(&lesson) {
                let (count, nearness) = before[lesson];
                best = best.max((count + 1, nearness - distance(one, link)));
            }
            row.push(best);
        }
        scores.push(row);
    }

    scores
}

/// Returns how far from the planned time a link was sent, or the student came to class: a link may be sent long before.
pub(super) fn distance(one: &ComparedLesson, link: &SentLink) -> TimeDelta {
    let from_plan = |at: DateTime<Utc>| (at - one.lesson.starts_at).abs();
    let of_link = from_plan(link.sent_at);

    link.student_came_at
        .map_or(of_link, |at| of_link.min(from_plan(at)))
}
