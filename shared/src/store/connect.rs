//! From `DATABASE_URL` to a pool that suits functions: lazy, small, quick to give up.

use std::str::FromStr;
use std::time::Duration;

use sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions, MySqlSslMode};
use sqlx::pool::PoolConnectionMetadata;
use sqlx::{ConnectOptions, Connection};
use url::Url;

use super::{Db, Store, StoreError};

/// The pool turns "connection refused" into waiting; a function must answer within seconds.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
const IDLE_TIMEOUT: Duration = Duration::from_mins(1);
const MAX_LIFETIME: Duration = Duration::from_mins(10);
/// A connection used a moment ago needs no ping; after a frozen spell it does.
const FRESH: Duration = Duration::from_secs(5);
const PING_TIMEOUT: Duration = Duration::from_secs(1);

impl Store {
    /// Prepares a pool. Opens no connection yet.
    pub fn connect_lazy(url: &str, max_connections: u32) -> Result<Self, StoreError> {
        #[cfg(feature = "sqlite")]
        if url.starts_with("sqlite:") {
            return sqlite(url, max_connections);
        }
        let options = MySqlPoolOptions::new()
            .max_connections(max_connections)
            .min_connections(0)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .idle_timeout(IDLE_TIMEOUT)
            .max_lifetime(MAX_LIFETIME)
            // Its ping costs a round trip every time and has no timeout.
            .test_before_acquire(false)
            .before_acquire(|connection, metadata: PoolConnectionMetadata| {
                Box::pin(async move {
                    if metadata.idle_for < FRESH {
                        return Ok(true);
                    }
                    let ping = tokio::time::timeout(PING_TIMEOUT, connection.ping()).await;
                    Ok(matches!(ping, Ok(Ok(()))))
                })
            });
        Ok(Self { db: Db::MySql(options.connect_lazy_with(mysql_options(url)?)) })
    }
}

/// Checks `DATABASE_URL` without connecting. Returns the settings in it that have no effect.
pub fn check_url(url: &str) -> Result<Vec<String>, StoreError> {
    if url.starts_with("sqlite:") {
        return Ok(Vec::new());
    }
    mysql_options(url)?;
    let url = Url::parse(url).map_err(|error| StoreError::Url(error.to_string()))?;
    let known = |name: &str| DRIVER_SETTINGS.contains(&name) || PRISMA_SETTINGS.contains(&name);
    Ok(url.query_pairs().map(|(name, _)| name.into_owned()).filter(|name| !known(name)).collect())
}

/// What the driver reads itself; it passes over everything else in silence.
const DRIVER_SETTINGS: [&str; 9] = [
    "ssl-mode",
    "sslmode",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "charset",
    "collation",
    "socket",
    "statement-cache-capacity",
];
/// What a Next.js application's URL carries for Prisma, and is translated or meant for Prisma alone.
const PRISMA_SETTINGS: [&str; 5] =
    ["sslaccept", "connection_limit", "pool_timeout", "connect_timeout", "socket_timeout"];

fn mysql_options(text: &str) -> Result<MySqlConnectOptions, StoreError> {
    // The driver's own message could repeat the URL, password and all.
    let invalid =
        |_| StoreError::Url("is not a valid mysql:// URL (percent-encode special characters)".to_owned());
    let url = Url::parse(text).map_err(invalid)?;
    let mut options = MySqlConnectOptions::from_str(text)
        .map_err(|_| {
            StoreError::Url("is not a valid mysql:// URL (percent-encode special characters)".to_owned())
        })?
        .disable_statement_logging()
        // One round trip less per connection, and required on Vitess. Safe here: the application passes all
        // times itself, uses no `||`, and utf8mb4 is part of the handshake.
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .timezone(None)
        .set_names(false);
    let setting = |wanted: &str| {
        url.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    };
    if setting("ssl-mode").or_else(|| setting("sslmode")).is_none() {
        let mode = match (setting("sslaccept").as_deref(), is_loopback(&url)) {
            (Some("accept_invalid_certs"), _) => MySqlSslMode::Required,
            (Some(_), _) | (None, false) => MySqlSslMode::VerifyIdentity,
            (None, true) => MySqlSslMode::Disabled,
        };
        options = options.ssl_mode(mode);
    }
    Ok(options)
}

fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), None | Some("" | "localhost" | "127.0.0.1" | "[::1]"))
}

#[cfg(feature = "sqlite")]
fn sqlite(url: &str, max_connections: u32) -> Result<Store, StoreError> {
    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| StoreError::Url(error.to_string()))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(ACQUIRE_TIMEOUT)
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new().max_connections(max_connections).acquire_timeout(ACQUIRE_TIMEOUT);
    Ok(Store { db: Db::Sqlite(pool.connect_lazy_with(options)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> String {
        format!("{:?}", mysql_options(url).unwrap().get_ssl_mode())
    }

    #[test]
    fn distant_hosts_are_verified_unless_the_url_says_otherwise() {
        assert_eq!(mode("mysql://u:p@db.example/s"), "VerifyIdentity");
        assert_eq!(mode("mysql://u:p@db.example/s?sslaccept=strict"), "VerifyIdentity");
        assert_eq!(mode("mysql://u:p@db.example/s?sslaccept=accept_invalid_certs"), "Required");
        assert_eq!(mode("mysql://u:p@db.example/s?ssl-mode=PREFERRED"), "Preferred");
        assert_eq!(mode("mysql://u:p@127.0.0.1:3306/s"), "Disabled");
    }

    #[test]
    fn settings_without_effect_are_named() {
        let url = "mysql://u:p@db.example/s?connection_limit=3&ssl=%7B%7D&sslmode=REQUIRED";
        assert_eq!(check_url(url).unwrap(), ["ssl"]);
    }

    #[test]
    fn a_bad_url_is_refused_without_repeating_it() {
        let error = check_url("mysql://u:hush word@:x/s").unwrap_err().to_string();
        assert!(!error.contains("hush"), "{error}");
    }
}
