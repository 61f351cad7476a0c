//! What `docs/deployment.md` shows fits the code.

use session_tracking::routes::ENDPOINTS;

use crate::read;

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
