use super::*;
use crate::lesson::Flags;

fn judged(teacher: usize, truth: f64, told: f64) -> Judged {
    let fault = if (told - truth).abs() > 60.0 {
        vec!["duration"]
    } else {
        Vec::new()
    };
    Judged {
        teacher,
        phone: teacher == 0,
        flags: Flags::new(),
        no_show: truth == 0.0,
        page_faults: Vec::new(),
        faults: [fault.clone(), fault.clone(), fault],
        truth,
        told: Some(told),
        taught: truth,
        counted: told,
        band: Some(("C".to_owned(), told >= truth, 100.0)),
        double: false,
        overlaps: false,
        closed_live: false,
        overdue: false,
        wrong_day: false,
        wrongly_absent: truth > 0.0 && told <= 0.0,
        wrong_a: false,
    }
}

#[test]
fn errors_cancel_in_the_bias_but_not_between_teachers() {
    let score = Score::of(&[judged(0, 1000.0, 1100.0), judged(1, 1000.0, 900.0)]);
    assert!(
        score.bias_percent.abs() < 1e-9 && (score.bias_teacher_month_percent - 10.0).abs() < 1e-9
    );

    assert!((score.mae_minutes - 100.0 / 60.0).abs() < 1e-9);
    assert!((score.a2.share - 0.0).abs() < 1e-9 && (score.a1.share - 1.0).abs() < 1e-9);

    assert_eq!(
        (score.band_coverage["C"], score.band_coverage["A"]),
        (Some(0.5), None)
    );

    assert_eq!(
        (score.phone.lessons, score.lesson_faults["duration"]),
        (1, 2)
    );
}

#[test]
fn minutes_without_a_lesson_are_phantoms() {
    let score = Score::of(&[judged(0, 0.0, 600.0), judged(0, 600.0, 0.0)]);
    assert_eq!((score.phantom, score.missed), (1, 1));
    assert_eq!((score.wrongly_absent, score.wrong_a), (1, 0));
}
