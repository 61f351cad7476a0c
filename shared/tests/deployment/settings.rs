//! Every setting stands wherever settings are listed.

use std::collections::BTreeSet;

use crate::{read, template};

/// The names that `config/read.rs` looks up.
fn settings() -> BTreeSet<String> {
    let code = read("shared/src/config/read.rs");
    let (code, _tests) = code
        .split_once("#[cfg(test)]")
        .expect("its tests come last");
    let is_name = |text: &&str| {
        text.contains('_') && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
    };

    code.split('"').filter(is_name).map(str::to_owned).collect()
}

#[test]
fn every_setting_reaches_lambda_or_keeps_its_default_on_purpose() {
    const DEFAULT: [&str; 2] = ["TELEGRAM_API_URL", "TIMEOUT_BATCH_SIZE"];
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
            let (line, row) = (format!("{name}="), format!("| `{name}` |"));
            let listed = text
                .lines()
                .any(|text| text.starts_with(&line) || text.starts_with(&row));

            assert!(listed, "{name} is missing in {file}");
        }
    }
}

#[test]
fn every_parameter_of_the_sam_template_stands_once_in_its_form() {
    let template = template();
    let groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
        .as_sequence()
        .unwrap();
    let mut shown: Vec<&str> = groups
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

    shown.sort_unstable();
    all.sort_unstable();
    assert_eq!(shown, all);
}
