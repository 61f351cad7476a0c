//! `session-tracking validate` while the secret token is changed at Zoom.

use crate::installation::{Installation, Run};

#[test]
fn a_previous_zoom_secret_that_cannot_be_used_fails_and_is_not_shown() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);
    let validate = |current: &str, previous: &str| {
        let settings = [
            ("NODE_ENV", "development"),
            ("PUBLIC_BASE_URL", "https://school.example"),
            ("ZOOM_WEBHOOK_SECRET_TOKEN", current),
            ("ZOOM_WEBHOOK_SECRET_TOKEN_PREVIOUS", previous),
        ];
        let mut command = installation.command(&["validate"]);
        Run::of(&command.envs(settings).output().unwrap())
    };

    for (current, previous, problem) in [
        ("hush-hush-hush-hush", "hush", "is shorter than 16 bytes"),
        ("hush-hush-hush-hush", "hush-hush-hush-hush", "is the same"),
        (
            "",
            "hush-hush-hush-hush",
            "needs ZOOM_WEBHOOK_SECRET_TOKEN with",
        ),
    ] {
        let name = "ZOOM_WEBHOOK_SECRET_TOKEN_PREVIOUS";
        let run = validate(current, previous);
        let told = format!("FAIL  setting {name}\n        {name} {problem}");
        run.expect(1, &[&told, " 1 FAIL\n"]);
        assert!(!run.printed.contains("hush"), "{}", run.printed);
    }

    validate("hush-hush-hush-hush", "another-hush-of-old").expect(0, &[" 0 FAIL\n"]);
}
