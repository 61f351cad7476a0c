//! Connections that are lent one at a time, and checked before they are used, not after.
//!
//! The driver's own pool asks the server whether a connection still works each time it comes back: a second round
//! trip for every statement. On a platform that freezes a process once it has answered, that question stays open.

use std::fmt::Debug;
use std::ops::{Deref, DerefMut};
use std::time::{Duration, SystemTime};

use deadpool::Runtime;
use deadpool::managed::{Manager, Metrics, Object, PoolError, RecycleError, RecycleResult};
use futures_util::future::BoxFuture;
use sqlx::Connection;

use crate::store::db::failure::Failure;

/// A function must answer within seconds. Limits the wait for a free connection, and that for a slow server.
const TIME_TO_CONNECT: Duration = Duration::from_secs(3);
const MAX_LIFETIME: Duration = Duration::from_mins(10);
/// A connection that was idle for longer is pinged before it is used.
const FRESH: Duration = Duration::from_secs(5);
const PING_TIMEOUT: Duration = Duration::from_secs(1);

/// Opens the connections of one database.
pub(crate) trait Connector: Debug + Send + Sync + 'static {
    /// The driver's connection.
    type Connection: Connection + Debug;

    /// Opens a connection.
    fn open(&self) -> BoxFuture<'_, sqlx::Result<Self::Connection>>;
}

/// A limited number of connections to one database, none of them opened before it is needed.
#[derive(Debug)]
pub(crate) struct Pool<K: Connector>(deadpool::managed::Pool<Openings<K>>);

impl<K: Connector> Clone for Pool<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

#[derive(Debug)]
struct Openings<K>(K);

#[derive(Debug)]
struct IdleConnection<C> {
    connection: C,
    /// By the wall clock: monotonic clocks stand still while the process is frozen.
    used_at: SystemTime,
}

impl<K: Connector> Manager for Openings<K> {
    type Type = IdleConnection<K::Connection>;
    type Error = sqlx::Error;

    async fn create(&self) -> sqlx::Result<Self::Type> {
        Ok(IdleConnection {
            connection: self.0.open().await?,
            used_at: SystemTime::now(),
        })
    }

    async fn recycle(
        &self,
        idle: &mut Self::Type,
        metrics: &Metrics,
    ) -> RecycleResult<sqlx::Error> {
        if metrics.age() > MAX_LIFETIME {
            return Err(RecycleError::message("old enough"));
        }

        // If the clock was set back, the age is unknown, and the connection is pinged.
        if idle.used_at.elapsed().is_ok_and(|age| age < FRESH) {
            return Ok(());
        }

        // If the network forgot the connection while the process was frozen, no answer comes at all.
        match tokio::time::timeout(PING_TIMEOUT, idle.connection.ping()).await {
            Ok(answer) => Ok(answer?),
            Err(_) => Err(RecycleError::message("no answer to a ping")),
        }
    }
}

impl<K: Connector> Pool<K> {
    pub(crate) fn new(connector: K, max_connections: u32) -> Self {
        let pool = deadpool::managed::Pool::builder(Openings(connector))
            .max_size(usize::try_from(max_connections).unwrap_or(usize::MAX))
            .wait_timeout(Some(TIME_TO_CONNECT))
            .create_timeout(Some(TIME_TO_CONNECT))
            .runtime(Runtime::Tokio1)
            .build();

        Self(pool.expect("the builder has the runtime that its timeouts need"))
    }

    /// Lends a connection. It is closed unless it is released: a request that failed, or was dropped half-way, may
    /// have left anything on it, even half a transaction.
    pub(crate) async fn acquire(&self) -> sqlx::Result<PooledConnection<K>> {
        match self.0.get().await {
            Ok(connection) => Ok(PooledConnection(Some(connection))),
            Err(PoolError::Backend(error)) => Err(error),
            Err(PoolError::Closed) => Err(sqlx::Error::PoolClosed),
            // Counts as away, not as worth another try: the request has waited long enough.
            Err(
                PoolError::Timeout(_)
                | PoolError::NoRuntimeSpecified
                | PoolError::PostCreateHook(_),
            ) => Err(sqlx::Error::PoolTimedOut),
        }
    }

    /// Closes the idle connections if they lead to the same failure: to a server that takes no more writes.
    pub(crate) fn close_idle_after(&self, error: &sqlx::Error) {
        if Failure::of(error).is_some_and(Failure::concerns_all_connections) {
            self.close_idle();
        }
    }

    /// Closes all idle connections: those that follow are new.
    pub(crate) fn close_idle(&self) {
        self.0.retain(|_, _| false);
    }

    /// Returns what opens the connections.
    pub(crate) fn connector(&self) -> &K {
        &self.0.manager().0
    }

    pub(crate) fn close(&self) {
        self.0.close();
    }
}

/// A connection on loan.
#[derive(Debug)]
pub(crate) struct PooledConnection<K: Connector>(Option<Object<Openings<K>>>);

impl<K: Connector> PooledConnection<K> {
    /// Returns the connection to the pool. No operation may be in progress on it.
    pub(crate) fn release(mut self) {
        if let Some(mut connection) = self.0.take() {
            connection.used_at = SystemTime::now();
        }
    }
}

impl<K: Connector> Drop for PooledConnection<K> {
    fn drop(&mut self) {
        // The pool forgets the connection and has room for another one; the drop closes it.
        drop(self.0.take().map(Object::take));
    }
}

impl<K: Connector> Deref for PooledConnection<K> {
    type Target = K::Connection;

    fn deref(&self) -> &K::Connection {
        &self
            .0
            .as_ref()
            .expect("only `release` and `drop` take it")
            .connection
    }
}

impl<K: Connector> DerefMut for PooledConnection<K> {
    fn deref_mut(&mut self) -> &mut K::Connection {
        &mut self
            .0
            .as_mut()
            .expect("only `release` and `drop` take it")
            .connection
    }
}
