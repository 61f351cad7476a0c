//! What is read, what is refused, and what is never printed.

mod zoom;

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
        ("ZOOM_API_URL", "http://zoom.example"),
        ("ZOOM_OAUTH_URL", "zoom.us"),
    ])
    .unwrap_err();

    for name in [
        "DATABASE_URL",
        "PUBLIC_BASE_URL",
        "SCHOOL_TIMEZONE",
        "HEARTBEAT_SECONDS",
        "LOG_LEVEL",
        "TELEGRAM_API_URL",
        "ZOOM_API_URL",
        "ZOOM_OAUTH_URL",
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

fn warnings(values: &[(&str, &str)]) -> Vec<String> {
    let mut all = GOOD.to_vec();
    all.retain(|(name, _)| values.iter().all(|(other, _)| other != name));
    all.extend(values);
    let config = read(&all).unwrap();

    // Missing settings are not asked about here.
    let texts = config
        .warnings()
        .into_iter()
        .map(|warning| warning.to_string());
    texts.filter(|text| !text.contains(" is missing")).collect()
}

#[test]
fn what_surrounds_a_value_is_cut_off_and_told() {
    let values = [
        ("DATABASE_URL", "\"mysql://u:p@db.example/school\"\n"),
        ("PUBLIC_BASE_URL", " https://school.example/\r\n"),
        ("ZOOM_WEBHOOK_SECRET_TOKEN", "sixteen-bytes-or\n"),
        ("TELEGRAM_BOT_TOKEN", "'1:token'"),
        ("SCHOOL_TIMEZONE", "Africa/Addis_Ababa "),
        ("HEARTBEAT_SECONDS", "45\n"),
        ("NODE_ENV", "test\n"),
    ];

    let config = read(&values).unwrap();
    assert_eq!(
        config.database_url.expose(),
        "mysql://u:p@db.example/school"
    );
    assert_eq!(
        config.public_base_url.join("/x"),
        "https://school.example/x"
    );
    assert_eq!(config.webhook_secrets()[0].expose(), "sixteen-bytes-or");
    assert_eq!(
        config.telegram_bot_token.as_ref().unwrap().expose(),
        "1:token"
    );
    assert!(!config.is_production());

    let told = warnings(&values);
    for expected in [
        "DATABASE_URL had a line end and quotation marks around it, which was cut off",
        "PUBLIC_BASE_URL had a line end around it",
        "ZOOM_WEBHOOK_SECRET_TOKEN had a line end around it",
        "TELEGRAM_BOT_TOKEN had quotation marks around it",
        "SCHOOL_TIMEZONE had spaces around it",
        "HEARTBEAT_SECONDS had a line end around it",
        "NODE_ENV had a line end around it",
    ] {
        let times = told
            .iter()
            .filter(|text| text.starts_with(expected))
            .count();
        assert_eq!(times, 1, "{expected}: {told:?}");
    }

    assert_eq!(told.len(), values.len(), "{told:?}");
    assert!(
        told.iter()
            .all(|text| !text.contains("u:p") && !text.contains("1:token"))
    );
}

#[test]
fn nothing_is_told_of_values_that_stand_alone() {
    assert_eq!(warnings(&GOOD), Vec::<String>::new());
    assert_eq!(
        warnings(&[
            ("ZOOM_WEBHOOK_SECRET_TOKEN", " \n"),
            ("SIGN_IN_URL", "\"\"")
        ]),
        Vec::<String>::new()
    );
}

#[test]
fn the_cron_secret_is_compared_as_it_is_sent() {
    for (stored, expected, remark) in [
        ("sixteen-bytes-or", Some("sixteen-bytes-or"), ""),
        (
            "sixteen-bytes-or\n",
            Some("sixteen-bytes-or"),
            "had a line end or spaces",
        ),
        (
            "\"sixteen-bytes-or\"",
            Some("\"sixteen-bytes-or\""),
            "has quotation marks",
        ),
        ("fifteen-bytes-x\n", None, ""),
    ] {
        let values = [("CRON_SECRET", stored)];
        let mut all = GOOD.to_vec();
        all.extend(values);
        let config = read(&all).unwrap();
        assert_eq!(config.cron_secret.as_ref().map(Secret::expose), expected);

        let told = warnings(&values);
        let told: Vec<&str> = told
            .iter()
            .map(String::as_str)
            .filter(|text| !text.contains("shorter"))
            .collect();
        assert_eq!(told.len(), usize::from(!remark.is_empty()), "{told:?}");
        assert!(told.iter().all(|text| text.contains(remark)), "{told:?}");
    }
}

const LONG: &str = "only-test-secret-0123456789abcdef";

#[test]
fn the_secret_of_sessions_stays_as_it_is_stored() {
    let line_end = format!("{LONG}\n");
    for (name, other, expected) in [
        (LONG, "", Some(LONG)),
        (&line_end, "", Some(&line_end)),
        ("", &line_end, Some(&line_end)),
        (" \n", LONG, Some(LONG)),
        (
            &line_end,
            "another-secret-0123456789abcdef-0",
            Some(&line_end),
        ),
        ("too-short", LONG, None),
        ("only-31-bytes-long-0123456789ab\n", "", None),
        ("\"only-30-bytes-long-0123456789a\"", "", None),
    ] {
        let mut values = GOOD.to_vec();
        values.extend([("NEXTAUTH_SECRET", name), ("AUTH_SECRET", other)]);
        let config = read(&values).unwrap();
        let secret = config.nextauth_secret.as_ref().map(Secret::expose);
        assert_eq!(secret, expected, "{name:?} {other:?}");
    }

    let told = warnings(&[("NEXTAUTH_SECRET", &line_end)]);
    assert!(told[0].starts_with("NEXTAUTH_SECRET has a line end around it. NextAuth takes"));
    let told = warnings(&[("AUTH_SECRET", &line_end)]);
    assert!(
        told[0].starts_with("AUTH_SECRET has a line end around it."),
        "{told:?}"
    );
}

#[test]
fn an_address_that_telegram_refuses_is_told_where_messages_go_to_telegram() {
    const TELEGRAM: &str = "https://api.telegram.org";
    const OUTBOX: &str = "http://127.0.0.1:3000/dev/telegram/api";

    let told = |url, environment, api| {
        warnings(&[
            ("PUBLIC_BASE_URL", url),
            ("NODE_ENV", environment),
            ("TELEGRAM_BOT_TOKEN", "1:token"),
            ("TELEGRAM_API_URL", api),
        ])
    };

    for (url, environment, api, expected) in [
        ("https://school.local", "production", TELEGRAM, true),
        ("https://school.local", "production", OUTBOX, true),
        ("https://10.0.0.5", "production", TELEGRAM, true),
        ("https://school.example", "production", TELEGRAM, false),
        ("http://127.0.0.1:3000", "development", TELEGRAM, true),
        ("http://127.0.0.1:3000", "development", OUTBOX, false),
    ] {
        let told = told(url, environment, api);
        assert_eq!(
            told.len(),
            usize::from(expected),
            "{url} {environment}: {told:?}"
        );
        assert!(
            told.iter()
                .all(|text| text.starts_with("PUBLIC_BASE_URL is ")
                    && text.contains("Telegram refuses every message"))
        );
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
