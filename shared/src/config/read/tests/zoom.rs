//! The settings of Zoom's apps and servers.

use super::*;

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
fn zooms_app_is_read_whole_or_not_at_all() {
    let values = [
        ("ZOOM_ACCOUNT_ID", "account-1"),
        ("ZOOM_CLIENT_ID", "client-1"),
        ("ZOOM_CLIENT_SECRET", "secret-1"),
    ];
    let with = |values: &[(&'static str, &'static str)]| {
        let all: Vec<_> = GOOD.iter().chain(values).copied().collect();
        read(&all).unwrap()
    };

    let app = with(&values).zoom_app.unwrap();
    assert_eq!(
        (app.account_id.as_str(), app.client_id.as_str()),
        ("account-1", "client-1")
    );
    assert_eq!(app.client_secret.expose(), "secret-1");

    let begun = with(&values[..1]);
    assert!(begun.zoom_app.is_none());
    let warnings: Vec<&str> = begun
        .warnings()
        .iter()
        .map(|warning| warning.name)
        .collect();
    assert!(
        warnings.ends_with(&["ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET"]),
        "{warnings:?}"
    );
}

#[test]
fn the_app_by_which_teachers_connect_is_read_whole_or_not_at_all() {
    let id = ("ZOOM_TEACHER_CLIENT_ID", "client-2");
    let secret = ("ZOOM_TEACHER_CLIENT_SECRET", "secret-2");
    let with = |values: &[(&'static str, &'static str)]| read(&[&GOOD, values].concat()).unwrap();

    let config = with(&[id, secret]);
    let app = config.zoom_teacher_app.as_ref().unwrap();
    assert_eq!(app.client_id, "client-2");
    assert!(!format!("{config:?}").contains("secret-2"));
    let warned = |name: &str| config.warnings().iter().any(|warning| warning.name == name);
    assert!(warned("ZOOM_TEACHER_SECRET_TOKEN"));

    for (only, missing) in [(id, secret.0), (secret, id.0)] {
        let config = with(&[only]);
        assert!(config.zoom_teacher_app.is_none());
        assert!(config.remarks.iter().any(|remark| remark.name == missing));
    }
    assert!(with(&[]).remarks.is_empty());
}

#[test]
fn each_app_of_zooms_signs_with_its_own_secret() {
    let [own, teachers] = ["0123456789abcdef", "fedcba9876543210"];
    let config = read(
        &[
            &GOOD[..],
            &[
                ("ZOOM_WEBHOOK_SECRET_TOKEN", own),
                ("ZOOM_TEACHER_SECRET_TOKEN", teachers),
            ],
        ]
        .concat(),
    )
    .unwrap();
    let secrets: Vec<&str> = config
        .webhook_secrets()
        .iter()
        .map(|secret| secret.expose())
        .collect();

    assert_eq!(secrets, [own, teachers]);
}

#[test]
fn zooms_servers_are_asked_by_https_or_on_a_developers_own_machine() {
    for (environment, url, is_taken) in [
        ("production", "https://zoom.example/v2", true),
        ("production", "http://127.0.0.1:9000", false),
        ("development", "http://127.0.0.1:9000/v2", true),
        ("development", "http://[::1]:9000/v2", true),
        ("development", "http://localhost:9000/v2", true),
        ("development", "http://192.168.1.5/v2", false),
        ("development", "http://localhost.example", false),
    ] {
        let mut values = GOOD.to_vec();
        values.push(("NODE_ENV", environment));
        values.push(("ZOOM_API_URL", url));
        assert_eq!(read(&values).is_ok(), is_taken, "{environment} {url}");
    }
}
