//! From `DATABASE_URL` to a pool that suits functions: lazy, small, quick to give up.

use std::str::FromStr;
use std::sync::Arc;

#[cfg(feature = "sqlite")]
use futures_util::future::BoxFuture;
use sqlx::ConnectOptions;
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use url::Url;

use crate::store::StoreError;
use crate::store::db::dialect::UTC_CLOCKS;
use crate::store::db::mysql_connector::MySqlConnector;
#[cfg(feature = "sqlite")]
use crate::store::db::pool::Connector;
use crate::store::db::pool::Pool;
use crate::store::db::store::{Db, Store};

impl Store {
    /// Prepares a pool. Opens no connection yet.
    pub fn connect_lazy(url: &str, max_connections: u32) -> Result<Self, StoreError> {
        #[cfg(feature = "sqlite")]
        if url.starts_with("sqlite:") {
            let pool = Pool::new(sqlite_options(url)?, max_connections);
            return Ok(Self::new(Db::Sqlite(pool)));
        }

        let pool = Pool::new(mysql_connector(url)?, max_connections);
        Ok(Self::new(Db::MySql(pool)))
    }

    fn new(db: Db) -> Self {
        Self {
            db,
            application: Arc::default(),
            writable_at: Arc::default(),
            clocks: &UTC_CLOCKS,
        }
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

    Ok(url
        .query_pairs()
        .map(|(name, _)| name.into_owned())
        .filter(|name| !known(name))
        .collect())
}

/// What the driver reads itself. It ignores everything else silently.
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

/// What the URL of a Next.js application has for Prisma: translated here, or meant for Prisma alone.
const PRISMA_SETTINGS: [&str; 5] = [
    "sslaccept",
    "connection_limit",
    "pool_timeout",
    "connect_timeout",
    "socket_timeout",
];

fn mysql_options(text: &str) -> Result<MySqlConnectOptions, StoreError> {
    let url = Url::parse(text).map_err(|_| invalid_url())?;
    let mut options = MySqlConnectOptions::from_str(text)
        .map_err(|_| invalid_url())?
        .disable_statement_logging()
        // One round trip less per connection, and required on Vitess. Safe here: the application passes all
        // times itself, uses no `||`, and utf8mb4 is part of the handshake.
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .timezone(None)
        .set_names(false);

    // The driver's own default, PREFERRED, neither verifies the server nor insists on TLS.
    if !names_ssl_mode(&url) {
        options = options.ssl_mode(default_ssl_mode(&url));
    }

    Ok(options)
}

fn mysql_connector(text: &str) -> Result<MySqlConnector, StoreError> {
    let options = mysql_options(text)?;
    let url = Url::parse(text).map_err(|_| invalid_url())?;
    // Without TLS by our own choice, not by the URL's: then the server may ask for it.
    let may_add_tls =
        !names_ssl_mode(&url) && matches!(options.get_ssl_mode(), MySqlSslMode::Disabled);

    Ok(MySqlConnector::new(options, may_add_tls))
}

fn names_ssl_mode(url: &Url) -> bool {
    setting(url, "ssl-mode").is_some() || setting(url, "sslmode").is_some()
}

/// The driver's own message could repeat the URL with its password.
fn invalid_url() -> StoreError {
    StoreError::Url("is not a valid mysql:// URL (percent-encode special characters)".to_owned())
}

fn setting(url: &Url, wanted: &str) -> Option<String> {
    url.query_pairs()
        .find(|(name, _)| name == wanted)
        .map(|(_, value)| value.into_owned())
}

/// Verifies the server, unless it is this machine or Prisma's setting says otherwise.
fn default_ssl_mode(url: &Url) -> MySqlSslMode {
    match (setting(url, "sslaccept").as_deref(), is_loopback(url)) {
        // This setting of Prisma gives up the check of the certificate, not the encryption.
        (Some("accept_invalid_certs"), _) => MySqlSslMode::Required,
        (Some(_), _) | (None, false) => MySqlSslMode::VerifyIdentity,
        // The bytes stay on this machine, and TLS would make every new connection several times slower.
        (None, true) => MySqlSslMode::Disabled,
    }
}

fn is_loopback(url: &Url) -> bool {
    matches!(
        url.host_str(),
        None | Some("" | "localhost" | "127.0.0.1" | "[::1]")
    )
}

#[cfg(feature = "sqlite")]
impl Connector for sqlx::sqlite::SqliteConnectOptions {
    type Connection = sqlx::SqliteConnection;

    fn open(&self) -> BoxFuture<'_, sqlx::Result<sqlx::SqliteConnection>> {
        Box::pin(self.connect())
    }
}

#[cfg(feature = "sqlite")]
fn sqlite_options(url: &str) -> Result<sqlx::sqlite::SqliteConnectOptions, StoreError> {
    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

    let options =
        SqliteConnectOptions::from_str(url).map_err(|error| StoreError::Url(error.to_string()))?;
    Ok(options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // With WAL, a power failure may cost the last commits but does not damage the file.
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(std::time::Duration::from_secs(3))
        .disable_statement_logging())
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
        assert_eq!(
            mode("mysql://u:p@db.example/s?sslaccept=strict"),
            "VerifyIdentity"
        );

        assert_eq!(
            mode("mysql://u:p@db.example/s?sslaccept=accept_invalid_certs"),
            "Required"
        );

        assert_eq!(
            mode("mysql://u:p@db.example/s?ssl-mode=PREFERRED"),
            "Preferred"
        );

        assert_eq!(mode("mysql://u:p@127.0.0.1:3306/s"), "Disabled");
    }

    #[test]
    fn settings_without_effect_are_named() {
        let url = "mysql://u:p@db.example/s?connection_limit=3&ssl=%7B%7D&sslmode=REQUIRED";
        assert_eq!(check_url(url).unwrap(), ["ssl"]);
    }

    #[test]
    fn a_bad_url_is_refused_without_repeating_it() {
        let error = check_url("mysql://u:hush word@:x/s")
            .unwrap_err()
            .to_string();
        assert!(!error.contains("hush"), "{error}");
    }
}
