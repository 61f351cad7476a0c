//! The figures as tables.

mod calls;

use std::fmt::Write as _;

pub use self::calls::CallFigures;
use crate::rates::Share;
use crate::score::Score;

/// A figure of a score.
type Figure<T> = (&'static str, fn(&Score) -> T);

const ACCURACY: [Figure<Share>; 4] = [
    ("A1 (page)", |score| score.a1),
    ("A2 60 s / 2 %", |score| score.a2),
    ("A2 120 s / 5 %", |score| score.a2_120),
    ("A2 300 s / 10 %", |score| score.a2_300),
];

const ERRORS: [Figure<f64>; 5] = [
    ("bias %", |score| score.bias_percent),
    ("mean bias of a teacher-month %", |score| {
        score.bias_teacher_month_percent
    }),
    ("the same of counted minutes %", |score| {
        score.bias_counted_month_percent
    }),
    ("mean error, min", |score| score.mae_minutes),
    ("95 % of errors below, min", |score| score.p95_minutes),
];

const COUNTS: [Figure<usize>; 9] = [
    ("phantom lessons", |score| score.phantom),
    ("missed lessons", |score| score.missed),
    ("counted twice", |score| score.double_counted),
    ("reaching into the next one", |score| score.overlapping),
    ("live ones closed", |score| score.live_closed),
    ("overdue", |score| score.overdue),
    ("under another day", |score| score.wrong_day),
    ("named absent, were there", |score| score.wrongly_absent),
    ("grade A and wrong", |score| score.wrong_a),
];

const BY_DEVICE: [Figure<Share>; 4] = [
    ("A1, phones", |score| score.phone.a1),
    ("A1, computers", |score| score.desktop.a1),
    ("A2, phones", |score| score.phone.a2),
    ("A2, computers", |score| score.desktop.a2),
];

/// Writes the tables of a run: a column for each score with its name, and what else there is to say of the first one.
#[must_use]
pub fn tables(columns: &[(&str, &Score)]) -> String {
    let mut text = String::new();
    write_row(&mut text, "", columns, |(name, _)| (*name).to_owned());
    write_row(&mut text, "---", columns, |_| "---".to_owned());

    for (name, figure) in ACCURACY {
        write_row(&mut text, name, columns, |(_, score)| share(figure(score)));
    }

    for (name, figure) in ERRORS {
        let cell = |(_, score): &(_, &Score)| format!("{:.3}", figure(score));
        write_row(&mut text, name, columns, cell);
    }

    for (name, count) in COUNTS {
        let cell = |(_, score): &(_, &Score)| count(score).to_string();
        write_row(&mut text, name, columns, cell);
    }

    for (name, figure) in BY_DEVICE {
        write_row(&mut text, name, columns, |(_, score)| share(figure(score)));
    }

    let Some((_, score)) = columns.first() else {
        return text;
    };

    bands(&mut text, score);
    scenarios(&mut text, score);

    let _ = writeln!(
        text,
        "\nWrong by the page: {:?}\nWrong lessons: {:?}",
        score.page_faults, score.lesson_faults
    );

    text
}

fn write_row<'a>(
    text: &mut String,
    name: &str,
    columns: &'a [(&'a str, &'a Score)],
    cell: impl Fn(&'a (&'a str, &'a Score)) -> String,
) {
    let cells: Vec<String> = columns.iter().map(cell).collect();
    let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
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
