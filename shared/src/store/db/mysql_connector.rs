//! Opens connections to MySQL and MariaDB, and learns what this server needs beyond the usual.

use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::BoxFuture;
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::{ConnectOptions, MySqlConnection};

use crate::store::db::failure::Failure;
use crate::store::db::pool::Connector;
use crate::store::db::session_zone::SessionZone;

/// Opens connections to one server.
#[derive(Debug)]
pub(crate) struct MySqlConnector {
    options: MySqlConnectOptions,
    /// Whether a connection without TLS may get it where the server asks for it.
    may_add_tls: bool,
    /// The server takes no connection without TLS.
    needs_tls: AtomicBool,
    /// The server, or a proxy before it, does not use the character set that the handshake names.
    needs_set_names: AtomicBool,
    zone: SessionZone,
}

impl MySqlConnector {
    pub(crate) fn new(options: MySqlConnectOptions, may_add_tls: bool) -> Self {
        Self {
            options,
            may_add_tls,
            needs_tls: AtomicBool::new(false),
            needs_set_names: AtomicBool::new(false),
            zone: SessionZone::default(),
        }
    }

    /// Lets each further connection set its character set by a statement of its own.
    pub(crate) fn set_names_from_now_on(&self) {
        self.needs_set_names.store(true, Ordering::Relaxed);
    }

    fn options(&self) -> MySqlConnectOptions {
        let options = self.options.clone();
        if !self.needs_set_names.load(Ordering::Relaxed) {
            return options;
        }

        // The collation of the handshake: comparisons stay the same.
        options
            .charset("utf8mb4")
            .collation("utf8mb4_general_ci")
            .set_names(true)
    }

    /// Opens a connection with TLS. The certificate is not checked: the server is on this machine, or behind a tunnel
    /// that begins on it, so its name is never the URL's.
    async fn open_with_tls(&self) -> sqlx::Result<MySqlConnection> {
        self.options()
            .ssl_mode(MySqlSslMode::Required)
            .connect()
            .await
    }

    /// Without TLS, `caching_sha2_password` works only while the server remembers the password. With TLS it works
    /// always, and reminds the server.
    async fn open_as_needed(&self) -> sqlx::Result<MySqlConnection> {
        if self.needs_tls.load(Ordering::Relaxed) {
            return self.open_with_tls().await;
        }

        let refusal = match self.options().connect().await {
            Err(error) if self.may_add_tls && Failure::of(&error) == Some(Failure::NeedsTls) => {
                error
            }
            done => return done,
        };

        match self.open_with_tls().await {
            // The server has no TLS. What it asked for says more than that.
            Err(sqlx::Error::Tls(_)) => Err(refusal),
            Err(error) => Err(error),
            Ok(connection) => {
                // An answer of the server holds for every connection; what is missing in its memory is there now.
                if refusal.as_database_error().is_some() {
                    self.needs_tls.store(true, Ordering::Relaxed);
                }

                Ok(connection)
            }
        }
    }
}

impl Connector for MySqlConnector {
    type Connection = MySqlConnection;

    fn open(&self) -> BoxFuture<'_, sqlx::Result<MySqlConnection>> {
        Box::pin(async {
            let mut connection = self.open_as_needed().await?;
            self.zone.set_up(&mut connection).await?;

            Ok(connection)
        })
    }
}
