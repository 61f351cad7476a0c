//! What `template.yaml` watches, hides and does not log.

use std::collections::BTreeSet;

use crate::{read, template, untagged};

/// The resources of one type, by their names.
fn resources<'a>(template: &'a yaml::Value, kind: &str) -> Vec<(&'a str, &'a yaml::Value)> {
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

#[test]
fn the_sam_template_alarms_when_a_function_the_sweep_or_the_api_fails() {
    const SWEEP: &str = "SessionTimeoutScheduleFunction";

    let template = template();
    let alarms = resources(&template, "AWS::CloudWatch::Alarm");
    let watches = |metric: &str, of: &str, more: &dyn Fn(&yaml::Value) -> bool| {
        alarms.iter().any(|(_, alarm)| {
            alarm["MetricName"] == metric
                && name_in(&alarm["Dimensions"][0]["Value"]) == of
                && more(alarm)
        })
    };

    for (function, _) in resources(&template, "AWS::Serverless::Function") {
        let once = |alarm: &yaml::Value| alarm["Statistic"] == "Sum" && alarm["Threshold"] == 1;
        assert!(
            watches("Errors", function, &once),
            "nobody is told when {function} fails"
        );
    }

    let missing = |alarm: &yaml::Value| {
        (alarm["ComparisonOperator"] == "LessThanThreshold" && alarm["Threshold"] == 1)
            && (alarm["TreatMissingData"] == "breaching" && alarm["Period"] == 900)
    };

    assert!(
        watches("Invocations", SWEEP, &missing),
        "nobody is told when the sweep stops"
    );

    assert!(watches("5xx", "Api", &|_| true));
    for percentile in ["p95", "p99"] {
        assert!(watches(
            "Latency",
            "Api",
            &|alarm| alarm["ExtendedStatistic"] == percentile
        ));
    }

    let phrase = "Error in auto-timeout";
    assert_eq!(
        template["Resources"]["SweepRowFilter"]["Properties"]["FilterPattern"],
        format!("\"{phrase}\"")
    );

    assert!(read("shared/src/app/sweep.rs").contains(phrase));
    for (name, alarm) in alarms {
        let actions = untagged(&alarm["AlarmActions"]);
        assert_eq!(
            (name_in(&actions[0]), name_in(&actions[1][0])),
            ("HasAlarmEmail", "AlarmTopic"),
            "{name}"
        );
    }
}

#[test]
fn the_sam_template_hides_every_secret() {
    let template = template();
    let variables = &template["Globals"]["Function"]["Environment"]["Variables"];
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
        let choice = untagged(&variables[name]);
        let dynamic = format!(
            "{{{{resolve:secretsmanager:${{SecretArn}}:SecretString:{name}::${{SecretVersion}}}}}}"
        );

        assert_eq!(
            (name_in(&choice[0]), name_in(&choice[1])),
            ("HasSecret", dynamic.as_str())
        );

        let parameter = &template["Parameters"][name_in(&choice[2])];
        assert_eq!(
            (&parameter["NoEcho"], &parameter["Default"]),
            (&true.into(), &"".into()),
            "{name}"
        );

        assert!(
            keys.contains(name),
            "SecretArn does not say that {name} must be there"
        );
    }
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
