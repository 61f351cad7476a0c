//! The route table and what each platform is told of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use session_tracking::http::Endpoint;
use session_tracking::http::SECURITY_HEADERS;
use session_tracking::routes::ENDPOINTS;

fn root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// `/api/a/{id}/b` is served by `a/[id]/b.rs` below `api/`; a page at `/a` by `a.rs`, by a rewrite.
fn file(endpoint: &Endpoint) -> String {
    let path = endpoint.path.strip_prefix("/api").unwrap_or(endpoint.path);
    format!(
        "{}.rs",
        path.trim_start_matches('/')
            .replace('{', "[")
            .replace('}', "]")
    )
}

fn names() -> BTreeSet<String> {
    ENDPOINTS
        .iter()
        .map(|endpoint| endpoint.name.to_owned())
        .collect()
}

#[test]
fn vercel_has_one_function_per_endpoint_and_at_most_twelve() {
    let manifest: toml::Table = read("api/Cargo.toml").parse().unwrap();
    let bins = manifest["bin"].as_array().unwrap();
    let declared: BTreeSet<(String, String)> = bins
        .iter()
        .map(|bin| {
            (
                bin["name"].as_str().unwrap().to_owned(),
                bin["path"].as_str().unwrap().to_owned(),
            )
        })
        .collect();

    let expected: BTreeSet<(String, String)> = ENDPOINTS
        .iter()
        .map(|endpoint| (format!("vercel-{}", endpoint.name), file(endpoint)))
        .collect();

    assert_eq!(declared, expected);
    assert!(declared.len() <= 12);

    for endpoint in &ENDPOINTS {
        let entry = read(&format!("api/{}", file(endpoint)));
        assert!(
            entry.contains(&format!(
                "endpoints::{}::ENDPOINT",
                endpoint.name.replace('-', "_")
            )),
            "{entry}"
        );

        assert!(
            entry.lines().count() <= 8,
            "an entry point stays an entry point"
        );
    }
}

#[test]
fn lambda_has_one_function_per_endpoint_and_one_for_the_schedule() {
    let files = fs::read_dir(root("functions/src/bin")).unwrap();
    let found: BTreeSet<String> = files
        .map(|file| {
            file.unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        })
        .collect();

    let mut expected = names();
    expected.insert("session-timeout-schedule".to_owned());
    assert_eq!(found, expected);
}

#[test]
fn cargo_lambda_watch_routes_every_endpoint() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let routes = manifest["workspace"]["metadata"]["lambda"]["watch"]["router"]
        .as_table()
        .unwrap();
    let found: BTreeSet<(String, String)> = routes
        .iter()
        .map(|(path, name)| (path.clone(), name.as_str().unwrap().to_owned()))
        .collect();
    let routes = |endpoint: &'static Endpoint| {
        let name = endpoint.name;
        endpoint
            .routes()
            .map(move |(path, _)| (path.to_owned(), name.to_owned()))
    };

    assert_eq!(found, ENDPOINTS.iter().flat_map(routes).collect());
}

#[test]
fn the_sam_template_routes_every_endpoint_and_leaves_it_time() {
    let template = template();
    let default = template["Globals"]["Function"]["Timeout"].as_u64().unwrap();
    let (mut found, mut binaries) = (BTreeSet::new(), BTreeSet::new());

    for (_, resource) in template["Resources"].as_mapping().unwrap() {
        if resource["Type"].as_str() != Some("AWS::Serverless::Function") {
            continue;
        }

        let binary = resource["Metadata"]["BuildProperties"]["Binary"]
            .as_str()
            .unwrap()
            .to_owned();
        let properties = untagged(&resource["Properties"]);
        let timeout = properties["Timeout"].as_u64().unwrap_or(default);

        for (_, event) in properties["Events"].as_mapping().into_iter().flatten() {
            let event = &untagged(event)["Properties"];
            if let Some(path) = event["Path"].as_str() {
                let method = event["Method"].as_str().unwrap().to_uppercase();
                found.insert((binary.clone(), method, path.to_owned()));

                let endpoint = ENDPOINTS
                    .iter()
                    .find(|endpoint| endpoint.name == binary)
                    .unwrap();

                assert!(
                    timeout > endpoint.timeout_seconds,
                    "{binary} has {timeout} s"
                );
            }
        }

        binaries.insert(binary);
    }

    let routes = |endpoint: &'static Endpoint| {
        let name = endpoint.name;
        endpoint.routes().flat_map(move |(path, methods)| {
            methods
                .iter()
                .map(move |method| (name.to_owned(), (*method).to_owned(), path.to_owned()))
        })
    };

    assert_eq!(found, ENDPOINTS.iter().flat_map(routes).collect());
    let mut all = names();
    all.insert("session-timeout-schedule".to_owned());
    assert_eq!(binaries, all);
}

fn untagged(value: &yaml::Value) -> &yaml::Value {
    match value {
        yaml::Value::Tagged(tagged) => &tagged.value,
        other => other,
    }
}

#[test]
fn vercel_json_leaves_every_endpoint_time_and_names_the_cron() {
    let config: serde_json::Value = serde_json::from_str(&read("vercel.json")).unwrap();
    let functions = config["functions"].as_object().unwrap();

    for endpoint in &ENDPOINTS {
        let file = format!("api/{}", file(endpoint));
        // The first key that matches wins: exact folders first, the rest last.
        let fits = |key: &str| match key.split_once('*') {
            Some((folder, _)) => file.starts_with(folder),
            None => key == file,
        };
        let limits: Vec<u64> = functions
            .iter()
            .filter(|(key, _)| fits(key))
            .map(|(_, value)| value["maxDuration"].as_u64().unwrap())
            .collect();

        assert!(
            limits.iter().max().unwrap() > &endpoint.timeout_seconds,
            "{file}"
        );
    }

    assert_eq!(config["crons"][0]["path"], "/api/cron/session-timeout");
    assert_eq!(config["outputDirectory"], "public");

    assert!(
        root("public/robots.txt").exists(),
        "without public/ the whole repository would be published"
    );
}

#[test]
fn vercel_json_rewrites_every_page_to_its_function() {
    let config: serde_json::Value = serde_json::from_str(&read("vercel.json")).unwrap();
    let rewrites = config["rewrites"].as_array().map_or(&[][..], Vec::as_slice);
    let found: BTreeSet<(String, String)> = rewrites
        .iter()
        .map(|rewrite| {
            (
                rewrite["source"].to_string(),
                rewrite["destination"].to_string(),
            )
        })
        .collect();

    let pages = |endpoint: &'static Endpoint| {
        let function = format!("\"/api/{}\"", file(endpoint).trim_end_matches(".rs"));
        let pages = endpoint
            .routes()
            .filter(|(path, _)| !path.starts_with("/api/"));

        pages.map(move |(path, _)| (format!("\"{path}\""), function.clone()))
    };

    assert_eq!(found, ENDPOINTS.iter().flat_map(pages).collect());
}

#[test]
fn vercel_json_repeats_the_headers_that_the_code_sends() {
    let config: serde_json::Value = serde_json::from_str(&read("vercel.json")).unwrap();
    let headers = config["headers"][0]["headers"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let found: BTreeSet<(String, String)> = headers
        .iter()
        .map(|header| (text(&header["key"]).to_lowercase(), text(&header["value"])))
        .collect();

    let expected: BTreeSet<(String, String)> = SECURITY_HEADERS
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();

    assert_eq!(found, expected);
}

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
fn named(value: &yaml::Value) -> &str {
    untagged(value).as_str().unwrap_or_default()
}

fn template() -> yaml::Value {
    yaml::from_str(&read("template.yaml")).expect("template.yaml is YAML")
}

#[test]
fn the_sam_template_throttles_every_route() {
    let template = template();
    let settings = template["Resources"]["Api"]["Properties"]["RouteSettings"]
        .as_mapping()
        .unwrap();
    let found: BTreeSet<String> = settings
        .keys()
        .map(|route| route.as_str().unwrap().to_owned())
        .collect();
    let routes = |endpoint: &'static Endpoint| {
        endpoint.routes().flat_map(|(path, methods)| {
            methods.iter().map(move |method| format!("{method} {path}"))
        })
    };

    assert_eq!(found, ENDPOINTS.iter().flat_map(routes).collect());
    for (route, limits) in settings {
        for limit in ["ThrottlingRateLimit", "ThrottlingBurstLimit"] {
            assert!(!limits[limit].is_null(), "{route:?} has no {limit}");
        }
    }
}

#[test]
fn the_sam_template_alarms_when_a_function_the_sweep_or_the_api_fails() {
    const SWEEP: &str = "SessionTimeoutScheduleFunction";

    let template = template();
    let alarms = resources(&template, "AWS::CloudWatch::Alarm");
    let watches = |metric: &str, of: &str, more: &dyn Fn(&yaml::Value) -> bool| {
        alarms.iter().any(|(_, alarm)| {
            alarm["MetricName"] == metric
                && named(&alarm["Dimensions"][0]["Value"]) == of
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
            (named(&actions[0]), named(&actions[1][0])),
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
            (named(&choice[0]), named(&choice[1])),
            ("HasSecret", dynamic.as_str())
        );

        let parameter = &template["Parameters"][named(&choice[2])];
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
    let told: BTreeSet<&str> = fields
        .values()
        .map(|value| value.as_str().unwrap())
        .collect();

    assert!(told.contains("$context.requestId") && told.contains("$context.routeKey"));
    for variable in told {
        let name = variable.strip_prefix("$context.").unwrap().to_lowercase();
        for private in ["path", "query", "identity", "authorizer", "header"] {
            assert!(!name.contains(private), "{variable}");
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
fn the_documented_cron_of_the_hobby_plan_fits_into_vercel_json() {
    let documented = read("docs/deployment.md");
    let line = documented
        .lines()
        .find(|line| line.trim_start().starts_with("\"crons\""))
        .unwrap();
    let config = read("vercel.json");
    let present = config
        .lines()
        .find(|line| line.trim_start().starts_with("\"crons\""))
        .unwrap();

    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let (hobby, pro) = (parse(&config.replace(present, line)), parse(&config));
    assert_eq!(pro["crons"][0]["schedule"], "0 */2 * * *");
    assert_eq!(hobby["crons"][0]["path"], pro["crons"][0]["path"]);

    let schedule: Vec<&str> = hobby["crons"][0]["schedule"]
        .as_str()
        .unwrap()
        .split(' ')
        .collect();

    assert_eq!(schedule.len(), 5);
    let once_a_day = schedule[..2]
        .iter()
        .all(|field| field.parse::<u8>().is_ok());

    assert!(once_a_day, "Hobby takes one run a day: {schedule:?}");
}

#[test]
fn the_documented_rewrites_of_a_next_js_application_miss_no_endpoint() {
    let documented = read("docs/deployment.md");
    for endpoint in &ENDPOINTS {
        for (path, _) in endpoint.routes() {
            let source = path.replace("{id}", ":id");
            assert!(
                documented.contains(&format!("        \"{source}\",\n")),
                "{source}"
            );
        }
    }
}
