//! A small fixed set of lessons: fails when the system tells them less accurately than before.

use simulator::mix::Mix;
use simulator::outcome::Outcome;
use simulator::play::EvidenceSet;
use simulator::run::{RunOrder, run};
use simulator::score::Score;

const MIX: &str = include_str!("../mixes/default.toml");

fn play(lessons: usize, threads: usize, connected: f64) -> anyhow::Result<Outcome> {
    play_mix(Mix::parse(MIX, None)?, lessons, threads, connected)
}

fn play_mix(mix: Mix, lessons: usize, threads: usize, connected: f64) -> anyhow::Result<Outcome> {
    run(&order(mix, lessons, threads, connected), &|_| {})
}

fn order(mix: Mix, lessons: usize, threads: usize, connected: f64) -> RunOrder {
    RunOrder {
        mix,
        seed: 7,
        lessons,
        connected,
        evidence: EvidenceSet::Fused,
        reconciles: false,
        database: None,
        threads,
        traced: false,
    }
}

/// Plays with a system that may ask Zoom.
fn play_asking(mix: Mix, lessons: usize) -> anyhow::Result<Outcome> {
    let order = RunOrder {
        reconciles: true,
        ..order(mix, lessons, 2, 1.0)
    };

    run(&order, &|_| {})
}

/// The targets of docs/accuracy.md, less what a small set may miss by chance. Each of `grades` is given to some lesson,
/// and no other one.
fn check(connected: f64, a2: f64, grades: &[&str]) -> anyhow::Result<Score> {
    let score = Score::of(&play(300, 2, connected)?.judged);
    assert_eq!(score.lessons, 300);

    assert!(
        score.a1.share >= 0.99,
        "{:?} {:?}",
        score.a1,
        score.page_faults
    );

    assert!(
        score.a2.share >= a2,
        "{:?} {:?}",
        score.a2,
        score.lesson_faults
    );

    let given: Vec<_> = score
        .band_coverage
        .iter()
        .filter_map(|(grade, share)| Some((*grade, (*share)?)))
        .collect();

    assert_eq!(
        given.iter().map(|(grade, _)| *grade).collect::<Vec<_>>(),
        grades
    );

    for (grade, share) in given {
        assert!(share >= 0.95, "{grade}: {share}");
    }

    assert_eq!(
        (
            score.double_counted,
            score.live_closed,
            score.overdue,
            score.wrong_day
        ),
        (0, 0, 0, 0)
    );

    assert_eq!(score.missed, 0);
    Ok(score)
}

#[test]
fn lessons_of_connected_accounts_are_told_as_they_were() {
    let score = check(1.0, 0.98, &["A", "B", "C"]).unwrap();
    assert!(score.bias_percent.abs() < 1.0, "{}", score.bias_percent);
}

#[test]
fn without_zoom_both_pages_tell_most_lessons() {
    // Only Zoom's word is worth an A.
    check(0.0, 0.70, &["B", "C"]).unwrap();
}

#[test]
fn threads_change_nothing() {
    let told = |threads| format!("{:?}", play(260, threads, 0.5).unwrap().judged);
    assert_eq!(told(1), told(2));
}

#[test]
fn reports_with_the_times_of_another_zone_change_no_lesson() {
    let mix = Mix::parse(MIX, Some("wrong_zone_report")).unwrap();
    let outcome = play_mix(mix, 60, 2, 1.0).unwrap();
    let score = Score::of(&outcome.judged);

    assert_eq!(score.scenarios["wrong_zone_report"].lessons, 60);
    assert_eq!(outcome.refusals.get(&("report", 422)), Some(&60));
    assert!(
        score.a2.share > 0.999,
        "{:?} {:?}",
        score.a2,
        score.lesson_faults
    );
    assert_eq!((score.wrong_a, score.wrongly_absent), (0, 0));
}

#[test]
fn lost_events_come_back_where_zoom_is_asked() {
    let lost = include_str!("../mixes/lost.toml");
    let outcome = play_asking(Mix::parse(lost, None).unwrap(), 150).unwrap();
    let (mended, harmed) = outcome.mended_and_harmed();
    let calls = outcome.calls.total();

    assert!(
        mended >= 5 && harmed <= 1,
        "{mended} mended, {harmed} harmed"
    );
    assert!((1..=3 * 150).contains(&calls), "{calls}");
}

#[test]
fn zoom_is_asked_nothing_where_all_events_came() {
    let outcome = play_asking(Mix::parse(MIX, Some("rejoin")).unwrap(), 60).unwrap();
    assert_eq!(outcome.calls.total(), 0);

    let outcome = play(60, 2, 1.0).unwrap();
    assert_eq!((outcome.calls.total(), outcome.calls.tokens), (0, 0));
}
