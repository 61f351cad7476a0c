//! The figures as tables.

use std::fmt::Write as _;

use crate::rates::Share;
use crate::score::Score;

/// Writes the tables of a run, the original's figures beside them.
#[must_use]
pub fn tables(score: &Score, original: &Score) -> String {
    let mut text = String::new();
    let mut row = |name: &str, ours: String, theirs: String| {
        let _ = writeln!(text, "| {name} | {ours} | {theirs} |");
    };

    row("", "system".into(), "original".into());
    row("---", "---".into(), "---".into());
    row("A1 (page)", share(score.a1), share(original.a1));
    row("A2 60 s / 2 %", share(score.a2), share(original.a2));

    row(
        "A2 120 s / 5 %",
        share(score.a2_120),
        share(original.a2_120),
    );

    row(
        "A2 300 s / 10 %",
        share(score.a2_300),
        share(original.a2_300),
    );

    for (name, figure) in [
        (
            "bias %",
            (|score: &Score| score.bias_percent) as fn(&Score) -> f64,
        ),
        ("mean bias of a teacher-month %", |score| {
            score.bias_teacher_month_percent
        }),
        ("mean error, min", |score| score.mae_minutes),
        ("95 % of errors below, min", |score| score.p95_minutes),
    ] {
        row(
            name,
            format!("{:.2}", figure(score)),
            format!("{:.2}", figure(original)),
        );
    }

    for (name, count) in [
        (
            "phantom lessons",
            (|score: &Score| score.phantom) as fn(&Score) -> usize,
        ),
        ("missed lessons", |score| score.missed),
        ("counted twice", |score| score.double_counted),
        ("reaching into the next one", |score| score.overlapping),
        ("live ones closed", |score| score.live_closed),
        ("overdue", |score| score.overdue),
        ("under another day", |score| score.wrong_day),
    ] {
        row(name, count(score).to_string(), count(original).to_string());
    }

    row(
        "A1, phones",
        share(score.phone.a1),
        share(original.phone.a1),
    );

    row(
        "A1, computers",
        share(score.desktop.a1),
        share(original.desktop.a1),
    );

    row(
        "A2, phones",
        share(score.phone.a2),
        share(original.phone.a2),
    );

    row(
        "A2, computers",
        share(score.desktop.a2),
        share(original.desktop.a2),
    );

    bands(&mut text, score);
    scenarios(&mut text, score);

    let _ = writeln!(
        text,
        "\nWrong by the page: {:?}\nWrong lessons: {:?}",
        score.page_faults, score.lesson_faults
    );

    text
}

fn bands(text: &mut String, score: &Score) {
    let _ = writeln!(
        text,
        "\n| grade | lessons | band holds the truth | median width, s |\n|---|---|---|---|"
    );
    for (grade, band) in &score.bands {
        let of = 100.0 * band.share;
        let (coverage, width) = (share(band.coverage), band.median_seconds);
        let _ = writeln!(
            text,
            "| {grade} | {} ({of:.1} %) | {coverage} | {width:.0} |",
            band.coverage.of
        );
    }
}

fn scenarios(text: &mut String, score: &Score) {
    let _ = writeln!(
        text,
        "\n| scenario | lessons | A1 | A2 |\n|---|---|---|---|"
    );
    for (name, stratum) in &score.scenarios {
        let (lessons, a1, a2) = (stratum.lessons, share(stratum.a1), share(stratum.a2));
        let _ = writeln!(text, "| {name} | {lessons} | {a1} | {a2} |");
    }
}

fn share(share: Share) -> String {
    if share.of == 0 {
        return "-".to_owned();
    }

    format!(
        "{:.2} % (> {:.2})",
        100.0 * share.share,
        100.0 * share.lower
    )
}
