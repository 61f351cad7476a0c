//! What is read, what is refused, and what is never printed.

use super::*;

fn read(values: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let lookup = |name: &str| {
        values
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, v)| (*v).to_owned())
    };

    Config::from_lookup(lookup)
        .map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

const GOOD: [(&str, &str); 2] = [
    ("DATABASE_URL", "mysql://u:p@db.example/school"),
    ("PUBLIC_BASE_URL", "https://school.example/"),
];

#[test]
fn two_settings_are_enough_and_the_rest_has_defaults() {
    let config = read(&GOOD).unwrap();
    assert!(config.is_production());

    assert_eq!(
        config.rules,
        PresenceParameters::new(seconds(30), seconds(7200), seconds(10_800))
    );

    assert_eq!(config.timeout_batch_size, 50);
    assert_eq!(
        config.public_base_url.join("/x"),
        "https://school.example/x"
    );

    let warnings: Vec<&str> = config
        .warnings()
        .iter()
        .map(|warning| warning.name)
        .collect();

    assert_eq!(
        warnings,
        [
            "NEXTAUTH_SECRET",
            "CRON_SECRET",
            "ZOOM_WEBHOOK_SECRET_TOKEN",
            "TELEGRAM_BOT_TOKEN"
        ]
    );
}

#[test]
fn every_problem_is_named_at_once() {
    let problems = read(&[
        ("SCHOOL_TIMEZONE", "Mars/Base"),
        ("HEARTBEAT_SECONDS", "soon"),
        ("LOG_LEVEL", "loud"),
        ("TELEGRAM_API_URL", "ftp://x"),
    ])
    .unwrap_err();

    for name in [
        "DATABASE_URL",
        "PUBLIC_BASE_URL",
        "SCHOOL_TIMEZONE",
        "HEARTBEAT_SECONDS",
        "LOG_LEVEL",
        "TELEGRAM_API_URL",
    ] {
        assert!(
            problems.iter().any(|problem| problem.starts_with(name)),
            "{name} in {problems:?}"
        );
    }
}

#[test]
fn short_secrets_count_as_missing() {
    let mut values = GOOD.to_vec();
    values.extend([
        ("NEXTAUTH_SECRET", "only-31-bytes-long-0123456789ab"),
        ("CRON_SECRET", "fifteen-bytes-x"),
        ("ZOOM_WEBHOOK_SECRET_TOKEN", "fifteen-bytes-x"),
    ]);

    let config = read(&values).unwrap();
    assert!(config.nextauth_secret.is_none() && config.cron_secret.is_none());
    assert!(config.zoom_webhook_secret.is_none());
    assert_eq!(config.warnings().len(), 4);
}

#[test]
fn a_previous_zoom_secret_must_be_whole_another_one_and_beside_the_current_one() {
    const CURRENT: &str = "sixteen-bytes-or";
    const PREVIOUS: &str = "another-of-sixteen";
    let secrets = |current, previous| {
        let mut values = GOOD.to_vec();
        values.push(("ZOOM_WEBHOOK_SECRET_TOKEN", current));
        values.push(("ZOOM_WEBHOOK_SECRET_TOKEN_PREVIOUS", previous));
        let config = read(&values)?;
        let secrets = config.webhook_secrets().into_iter();
        Ok(secrets
            .map(|secret| secret.expose().to_owned())
            .collect::<Vec<_>>())
    };

    assert_eq!(
        secrets(CURRENT, PREVIOUS),
        Ok(vec![CURRENT.into(), PREVIOUS.into()])
    );
    assert_eq!(secrets(CURRENT, " "), Ok(vec![CURRENT.into()]));
    assert_eq!(secrets("", ""), Ok(Vec::new()));

    for (current, previous, problem) in [
        (CURRENT, "fifteen-bytes-x", "is shorter than 16 bytes"),
        (CURRENT, CURRENT, "is the same as ZOOM_WEBHOOK_SECRET_TOKEN"),
        ("", PREVIOUS, "needs ZOOM_WEBHOOK_SECRET_TOKEN"),
        ("short", PREVIOUS, "needs ZOOM_WEBHOOK_SECRET_TOKEN"),
    ] {
        let problems: Vec<String> = secrets(current, previous).unwrap_err();
        let expected = format!("ZOOM_WEBHOOK_SECRET_TOKEN_PREVIOUS {problem}");
        assert!(problems[0].starts_with(&expected), "{problems:?}");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(!problems[0].contains(PREVIOUS), "{problems:?}");
    }
}

#[test]
fn sqlite_and_plain_http_are_for_development_only() {
    let values = [
        ("DATABASE_URL", "sqlite://x.db"),
        ("PUBLIC_BASE_URL", "http://127.0.0.1:3000"),
    ];

    assert_eq!(read(&values).unwrap_err().len(), 2);
    let mut development = values.to_vec();
    development.push(("NODE_ENV", "development"));
    assert!(read(&development).is_ok());
}

#[test]
fn secrets_do_not_print() {
    let mut values = GOOD.to_vec();
    values.push(("TELEGRAM_BOT_TOKEN", "12345:hush"));
    let printed = format!("{:?}", read(&values).unwrap());

    assert!(!printed.contains("hush") && !printed.contains("u:p@"));
}
