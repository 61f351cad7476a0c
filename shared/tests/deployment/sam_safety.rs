//! What `template.yaml` watches, hides and does not log.

use std::collections::BTreeSet;

use crate::{read, template, untagged};

/// The resources of one type, by their names.
fn resources<'a>(template: &'a yaml::Value, kind: &str) -> Vec<Resource<'a>> {
    let all = template["Resources"]
        .as_mapping()
        .expect("a mapping")
        .iter();
    let of_kind = all.filter(|(_, resource)| resource["Type"].as_str() == Some(kind));
    of_kind
        .map(|(name, resource)| (name.as_str().expect("a name"), &resource["Properties"]))
        .collect()
}

/// What `!Ref`, `!Sub` or `!GetAtt` names.
fn name_in(value: &yaml::Value) -> &str {
    untagged(value).as_str().unwrap_or_default()
}

type Resource<'a> = (&'a str, &'a yaml::Value);

/// Whether an alarm watches this metric of a resource, and is set up as `is_right` says.
fn is_watched(
    alarms: &[Resource],
    (metric, resource): (&str, &str),
    is_right: impl Fn(&yaml::Value) -> bool,
) -> bool {
    let mut of_metric = alarms.iter().filter(|(_, alarm)| {
        alarm["MetricName"] == metric && name_in(&alarm["Dimensions"][0]["Value"]) == resource
    });

    of_metric.any(|(_, alarm)| is_right(alarm))
}

/// Goes off with the first failure.
fn is_set_off_once(alarm: &yaml::Value) -> bool {
    alarm["Statistic"] == "Sum" && alarm["Threshold"] == 1
}

/// Goes off when nothing happens.
fn is_set_off_by_silence(alarm: &yaml::Value) -> bool {
    alarm["ComparisonOperator"] == "LessThanThreshold"
        && alarm["Threshold"] == 1
        && alarm["TreatMissingData"] == "breaching"
        && alarm["Period"] == 900
}

#[test]
fn the_sam_template_alarms_when_a_function_the_sweep_or_the_api_fails() {
    let template = template();
    let alarms = resources(&template, "AWS::CloudWatch::Alarm");

    for (function, _) in resources(&template, "AWS::Serverless::Function") {
        assert!(
            is_watched(&alarms, ("Errors", function), is_set_off_once),
            "nobody is told when {function} fails"
        );
    }

    let sweep = ("Invocations", "SessionTimeoutScheduleFunction");
    assert!(
        is_watched(&alarms, sweep, is_set_off_by_silence),
        "nobody is told when the sweep stops"
    );

    assert!(is_watched(&alarms, ("5xx", "Api"), |_| true));
    for percentile in ["p95", "p99"] {
        let is_meant = |alarm: &yaml::Value| alarm["ExtendedStatistic"] == percentile;
        assert!(is_watched(&alarms, ("Latency", "Api"), is_meant));
    }

    for (name, alarm) in alarms {
        let actions = untagged(&alarm["AlarmActions"]);
        assert_eq!(name_in(&actions[0]), "HasAlarmEmail", "{name}");
        assert_eq!(name_in(&actions[1][0]), "AlarmTopic", "{name}");
    }

    expect_filter_of_the_log(&template);
}

/// The phrase that the filter looks for is the one that the sweep logs.
fn expect_filter_of_the_log(template: &yaml::Value) {
    let phrase = "Error in auto-timeout";
    assert_eq!(
        template["Resources"]["SweepRowFilter"]["Properties"]["FilterPattern"],
        format!("\"{phrase}\"")
    );

    assert!(read("shared/src/app/sweep.rs").contains(phrase));
}

#[test]
fn the_sam_template_hides_every_secret() {
    let template = template();
    let keys = template["Parameters"]["SecretArn"]["Description"]
        .as_str()
        .unwrap();

    for name in [
        "DATABASE_URL",
        "NEXTAUTH_SECRET",
        "CRON_SECRET",
        "TELEGRAM_BOT_TOKEN",
        "ZOOM_WEBHOOK_SECRET_TOKEN",
    ] {
        expect_secret(&template, name, "HasSecret");
        assert!(
            keys.contains(name),
            "SecretArn does not say that {name} must be there"
        );
    }
}

/// A setting comes from the secret under this condition, else from a parameter that is hidden and may be empty.
fn expect_secret(template: &yaml::Value, name: &str, condition: &str) {
    let variables = &template["Globals"]["Function"]["Environment"]["Variables"];
    let choice = untagged(&variables[name]);
    let dynamic = format!(
        "{{{{resolve:secretsmanager:${{SecretArn}}:SecretString:{name}::${{SecretVersion}}}}}}"
    );

    assert_eq!(
        (name_in(&choice[0]), name_in(&choice[1])),
        (condition, dynamic.as_str())
    );

    let parameter = &template["Parameters"][name_in(&choice[2])];
    assert_eq!(
        (&parameter["NoEcho"], &parameter["Default"]),
        (&true.into(), &"".into()),
        "{name}"
    );
}

#[test]
fn the_sam_template_looks_for_the_secrets_of_the_teachers_app_only_if_there_is_one() {
    let template = template();
    let client = &template["Parameters"]["ZoomTeacherClientId"];
    assert_eq!(client["Default"], "");

    for name in ["ZOOM_TEACHER_CLIENT_SECRET", "ZOOM_TEACHER_SECRET_TOKEN"] {
        expect_secret(&template, name, "HasTeacherSecrets");
        assert!(client["Description"].as_str().unwrap().contains(name));
    }
}

#[test]
fn the_sam_template_looks_for_the_secret_of_the_server_to_server_app_only_if_there_is_one() {
    let template = template();
    let name = "ZOOM_CLIENT_SECRET";
    expect_secret(&template, name, "HasZoomAppSecret");

    let client = &template["Parameters"]["ZoomClientId"];
    assert_eq!(client["Default"], "");
    assert!(client["Description"].as_str().unwrap().contains(name));
}

#[test]
fn the_sam_template_looks_for_the_previous_zoom_secret_only_if_told_that_it_is_there() {
    let template = template();
    let name = "ZOOM_WEBHOOK_SECRET_TOKEN_PREVIOUS";
    expect_secret(&template, name, "HasPreviousZoomSecret");

    let is_told = &template["Parameters"]["PreviousZoomSecret"];
    assert_eq!(is_told["Default"], "false");
    assert!(is_told["Description"].as_str().unwrap().contains(name));

    let condition = untagged(&template["Conditions"]["HasPreviousZoomSecret"]);
    assert_eq!(name_in(&condition[0]), "HasSecret");
    let equals = untagged(&condition[1]);
    assert_eq!(name_in(&equals[0]), "PreviousZoomSecret");
    assert_eq!(equals[1], "true");
}

#[test]
fn the_access_log_tells_neither_what_was_asked_for_nor_who_asked() {
    let template = template();
    let format = template["Resources"]["Api"]["Properties"]["AccessLogSettings"]["Format"]
        .as_str()
        .unwrap();
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(format).unwrap();
    let logged: BTreeSet<&str> = fields
        .values()
        .map(|value| value.as_str().unwrap())
        .collect();

    assert!(logged.contains("$context.requestId") && logged.contains("$context.routeKey"));
    for variable in logged {
        let name = variable.strip_prefix("$context.").unwrap().to_lowercase();
        for private in ["path", "query", "identity", "authorizer", "header"] {
            assert!(!name.contains(private), "{variable}");
        }
    }
}
