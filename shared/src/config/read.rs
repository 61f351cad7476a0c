//! Reads named values into a [`Config`], collecting every problem before it gives up.

use std::str::FromStr;
use std::time::Duration;

use url::Url;

use super::{BaseUrl, Config, Environment, Problem, Secret};
use crate::config::problem::{CRON_SECRET_BYTES, NEXTAUTH_SECRET_BYTES, ZOOM_SECRET_BYTES};
use crate::domain::{PresenceParameters, SchoolCalendar};

struct Reader<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    /// A value that is set and not blank.
    fn text(&self, name: &str) -> Option<String> {
        (self.lookup)(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    /// A secret of at least `bytes`; a shorter one counts as missing, so that it guards nothing by mistake.
    fn secret(&self, name: &str, bytes: usize) -> Option<Secret> {
        self.text(name)
            .filter(|value| value.len() >= bytes)
            .map(Secret)
    }

    fn parsed<T>(
        &mut self,
        name: &'static str,
        default: T,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> T {
        let Some(text) = self.text(name) else {
            return default;
        };
        parse(&text).unwrap_or_else(|problem| {
            self.problems.push(Problem::new(name, problem));
            default
        })
    }

    fn number(
        &mut self,
        name: &'static str,
        default: u32,
        range: std::ops::RangeInclusive<u32>,
    ) -> u32 {
        self.parsed(name, default, |text| match u32::from_str(text) {
            Ok(number) if range.contains(&number) => Ok(number),
            _ => Err(format!(
                "must be a whole number from {} to {}",
                range.start(),
                range.end()
            )),
        })
    }

    fn base_url(&mut self, name: &'static str, default: &str) -> BaseUrl {
        let default = BaseUrl::parse(default).expect("the default is a URL");
        self.parsed(name, default, |text| {
            BaseUrl::parse(text).map_err(str::to_owned)
        })
    }
}

pub(super) fn config(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Config, Vec<Problem>> {
    let mut read = Reader {
        lookup,
        problems: Vec::new(),
    };
    let environment = match read.text("NODE_ENV").as_deref() {
        Some("development" | "test") => Environment::Development,
        // Anything else is production: a missing setting must not open anything.
        _ => Environment::Production,
    };
    let database_url = database_url(&mut read, environment);
    let public_base_url = public_base_url(&mut read, environment);

    let idle_timeout = read.number("SESSION_IDLE_TIMEOUT_MINUTES", 120, 1..=1440);
    let away = read.number("SESSION_AWAY_MINUTES", 180, 1..=1440);
    let heartbeat = read.number("HEARTBEAT_SECONDS", 30, 1..=300);
    let config = Config {
        environment,
        database_url,
        database_max_connections: read.number("DATABASE_MAX_CONNECTIONS", 4, 1..=1000),
        public_base_url,
        nextauth_secret: read.secret("NEXTAUTH_SECRET", NEXTAUTH_SECRET_BYTES),
        cron_secret: read.secret("CRON_SECRET", CRON_SECRET_BYTES),
        zoom_webhook_secret: read.secret("ZOOM_WEBHOOK_SECRET_TOKEN", ZOOM_SECRET_BYTES),
        telegram_bot_token: read.secret("TELEGRAM_BOT_TOKEN", 1),
        telegram_api_url: read.base_url("TELEGRAM_API_URL", "https://api.telegram.org"),
        sign_in_url: read.parsed("SIGN_IN_URL", None, |text| {
            let url = Url::parse(text)
                .ok()
                .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            url.map(Some)
                .ok_or_else(|| "must be a URL such as https://school.example/login".to_owned())
        }),
        plain_teacher_passwords: read.parsed("PLAIN_TEACHER_PASSWORDS", false, |text| {
            text.parse().map_err(|_| "must be true or false".to_owned())
        }),
        school_name: read
            .text("SCHOOL_NAME")
            .unwrap_or_else(|| "Online school".to_owned()),
        school_days: read.parsed("SCHOOL_TIMEZONE", SchoolCalendar::UTC, |text| {
            SchoolCalendar::from_str(text).map_err(|invalid| invalid.to_string())
        }),
        rules: PresenceParameters::new(
            seconds(heartbeat),
            seconds(idle_timeout * 60),
            seconds(away * 60),
        ),
        timeout_batch_size: read.number("TIMEOUT_BATCH_SIZE", 50, 1..=500),
        log_level: read.parsed("LOG_LEVEL", tracing::Level::INFO, |text| {
            tracing::Level::from_str(text)
                .map_err(|_| "must be error, warn, info, debug or trace".to_owned())
        }),
    };

    if heartbeat >= idle_timeout * 60 {
        let text = "must be shorter than SESSION_IDLE_TIMEOUT_MINUTES, or every session times out";
        read.problems.push(Problem::new("HEARTBEAT_SECONDS", text));
    }

    if read.problems.is_empty() {
        Ok(config)
    } else {
        Err(read.problems)
    }
}

fn seconds(count: u32) -> Duration {
    Duration::from_secs(u64::from(count))
}

fn database_url(read: &mut Reader<'_>, environment: Environment) -> Secret {
    let Some(url) = read.text("DATABASE_URL") else {
        read.problems.push(Problem::new(
            "DATABASE_URL",
            "is missing: set mysql://user:password@host:3306/database",
        ));

        return Secret::new("");
    };

    let allowed = url.starts_with("mysql://")
        || url.starts_with("mariadb://")
        || (environment == Environment::Development && url.starts_with("sqlite:"));

    if !allowed {
        let text = "must start with mysql:// (sqlite:// is for development: NODE_ENV=development)";
        read.problems.push(Problem::new("DATABASE_URL", text));
    }

    Secret::new(url)
}

fn public_base_url(read: &mut Reader<'_>, environment: Environment) -> BaseUrl {
    if read.text("PUBLIC_BASE_URL").is_none() {
        // No fallback to the request's Host: a message must never carry an address that a client chose.
        let text = "is missing: set the school's address, such as https://school.example";
        read.problems.push(Problem::new("PUBLIC_BASE_URL", text));
    }

    let url = read.base_url("PUBLIC_BASE_URL", "https://school.invalid");
    if environment == Environment::Production && !(url.is_https() && url.has_dotted_host()) {
        let text = "must be https:// with a full host name: Telegram refuses other buttons";
        read.problems.push(Problem::new("PUBLIC_BASE_URL", text));
    }

    url
}

#[cfg(test)]
mod tests {
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
}
