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
        ("[1, 30]", "[30, 1]", "zoom_api.list_delay"),
        (
            "too_many_calls = 0.01",
            "too_many_calls = 0.9",
            "too_many_calls",
        ),
        ("paid = 1.0", "paid = 2.0", "zoom_api.paid"),
    ] {
        let error = format!(
            "{:#}",
            Mix::parse(&DEFAULT.replace(from, to), None).unwrap_err()
        );
        assert!(error.contains(named), "{error}");
    }
}

#[test]
fn one_key_can_be_changed() {
    let changes = ["scenarios.webhook_lost=0.2", "school.days=5"].map(|text| text.parse().unwrap());
    let mix = Mix::parse_changed(DEFAULT, None, &changes).unwrap();
    assert!((mix.scenarios.webhook_lost - 0.2).abs() < 1e-9);
    assert_eq!(mix.school.days, 5);

    for (text, named) in [
        ("scenarios.moon=0.2", "scenarios.moon"),
        ("scenarios.crash=1.5", "scenarios.crash"),
    ] {
        let changes = [text.parse().unwrap()];
        let error = Mix::parse_changed(DEFAULT, None, &changes).unwrap_err();
        assert!(format!("{error:#}").contains(named), "{error:#}");
    }
    for text in ["crash=0.1", "scenarios.crash", "scenarios.crash=often"] {
        assert!(text.parse::<MixChange>().is_err(), "{text}");
    }
}

#[test]
fn the_mix_of_lost_events_is_the_first_school() {
    let lost = include_str!("../../mixes/lost.toml");
    let changes = ["scenarios.webhook_lost=0.20".parse().unwrap()];
    let default = Mix::parse_changed(DEFAULT, None, &changes).unwrap();
    let lost = Mix::parse(lost, None).unwrap();

    assert_eq!(format!("{default:?}"), format!("{lost:?}"));
}
