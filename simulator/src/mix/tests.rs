use super::*;

const DEFAULT: &str = include_str!("../../mixes/default.toml");

#[test]
fn both_mixes_are_read() {
    assert!((Mix::parse(DEFAULT, None).unwrap().school.phones - 0.7).abs() < 1e-9);
    Mix::parse(include_str!("../../mixes/other.toml"), None).unwrap();
}

#[test]
fn a_scenario_can_be_alone() {
    let mix = Mix::parse(DEFAULT, Some("phone_returns")).unwrap();
    assert_eq!(
        (mix.scenarios.phone_returns, mix.scenarios.crash).partial_cmp(&(1.0, 0.0)),
        Some(std::cmp::Ordering::Equal)
    );

    let error = Mix::parse(DEFAULT, Some("moon")).unwrap_err().to_string();
    assert!(
        error.contains("moon") && error.contains("network_drop"),
        "{error}"
    );
}

#[test]
fn mistakes_are_named() {
    for (from, to, named) in [
        ("crash = 0.03", "crash = 1.5", "scenarios.crash"),
        ("crash = 0.03", "krash = 0.03", "krash"),
        (
            "desktop_closes_late = 0.25",
            "desktop_closes_late = 0.9",
            "desktop_",
        ),
        ("days = 20", "days = 0", "school.days"),
        ("[4, 7]", "[7, 4]", "lessons_a_day"),
        ("[30, 45, 60]", "[]", "school.minutes"),
    ] {
        let error = format!(
            "{:#}",
            Mix::parse(&DEFAULT.replace(from, to), None).unwrap_err()
        );
        assert!(error.contains(named), "{error}");
    }
}
