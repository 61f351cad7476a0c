//! Every setting stands wherever settings are listed.

use std::collections::BTreeSet;

use crate::{read, template};

/// The names that `config/read.rs` looks up.
fn settings() -> BTreeSet<String> {
    let file = read("shared/src/config/read.rs");
    // Its tests, if it has any, come last.
    let code = file.split("#[cfg(test)]").next().unwrap_or_default();
    let texts = code.split('"').filter(|text| is_name_of_a_setting(text));
    texts.map(str::to_owned).collect()
}

fn is_name_of_a_setting(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.contains('_') && bytes.all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

#[test]
fn every_setting_reaches_lambda_or_keeps_its_default_on_purpose() {
    const DEFAULT: [&str; 4] = [
        "TELEGRAM_API_URL",
        "TIMEOUT_BATCH_SIZE",
        "ZOOM_API_URL",
        "ZOOM_OAUTH_URL",
    ];
    // Of the platform's runtime, not ours.
    const RUNTIME: &str = "AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH";

    let template = template();
    let variables = template["Globals"]["Function"]["Environment"]["Variables"]
        .as_mapping()
        .unwrap();
    let mut found: BTreeSet<String> = variables
        .keys()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect();

    assert!(found.remove(RUNTIME));
    found.extend(DEFAULT.map(str::to_owned));
    assert_eq!(found, settings());
}

#[test]
fn every_setting_is_documented_wherever_settings_are_listed() {
    let settings = settings();
    assert!(settings.len() > 10, "{settings:?}");
    let files = [".env.example", "README.md", "docs/deployment.md"].map(|file| (file, read(file)));

    for name in settings {
        for (file, text) in &files {
            let forms = [format!("{name}="), format!("| `{name}` |")];
            let is_listed = text
                .lines()
                .any(|line| forms.iter().any(|form| line.starts_with(form)));

            assert!(is_listed, "{name} is missing in {file}");
        }
    }
}

#[test]
fn every_parameter_of_the_sam_template_stands_once_in_its_form() {
    let template = template();
    let groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
        .as_sequence()
        .unwrap();
    let mut in_form: Vec<&str> = groups
        .iter()
        .flat_map(|group| group["Parameters"].as_sequence().unwrap())
        .map(|name| name.as_str().unwrap())
        .collect();
    let mut all: Vec<&str> = template["Parameters"]
        .as_mapping()
        .unwrap()
        .keys()
        .map(|name| name.as_str().unwrap())
        .collect();

    in_form.sort_unstable();
    all.sort_unstable();
    assert_eq!(in_form, all);
}
