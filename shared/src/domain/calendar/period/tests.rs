//! The named spans, and the spans that their figures are compared with.

use super::*;

fn text(period: Period) -> String {
    format!("{} to {}", period.first, period.last)
}

#[test]
fn presets_are_spans_with_a_span_before() {
    let today: Day = "2026-03-30".parse().unwrap();
    for (preset, period, previous) in [
        (
            "today",
            "2026-03-30 to 2026-03-30",
            "2026-03-29 to 2026-03-29",
        ),
        (
            "yesterday",
            "2026-03-29 to 2026-03-29",
            "2026-03-28 to 2026-03-28",
        ),
        ("7d", "2026-03-24 to 2026-03-30", "2026-03-17 to 2026-03-23"),
        (
            "30d",
            "2026-03-01 to 2026-03-30",
            "2026-01-30 to 2026-02-28",
        ),
        // The month before is shorter.
        (
            "month",
            "2026-03-01 to 2026-03-30",
            "2026-02-01 to 2026-02-28",
        ),
        (
            "last-month",
            "2026-02-01 to 2026-02-28",
            "2026-01-01 to 2026-01-31",
        ),
    ] {
        let preset: Preset = preset.parse().unwrap();
        assert_eq!(
            (text(preset.period(today)), text(preset.previous(today))),
            (period.into(), previous.into())
        );
    }

    assert_eq!("week".parse::<Preset>(), Err(InvalidPreset));
    let new_year: Day = "2026-01-05".parse().unwrap();

    assert_eq!(
        text(Preset::Month.previous(new_year)),
        "2025-12-01 to 2025-12-05"
    );

    assert_eq!(Preset::Days7.period(today).iter().count(), 7);
}
