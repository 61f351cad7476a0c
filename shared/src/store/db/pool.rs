//! Connections that are lent one at a time, and checked before they are used, not after.
//!
//! The driver's own pool asks the server whether a connection still works each time it comes back: a second round
//! trip for every statement. On a platform that freezes a process once it has answered, that question stays open.

use std::ops::{Deref, DerefMut};
use std::time::{Duration, SystemTime};

use deadpool::Runtime;
use deadpool::managed::{Manager, Metrics, Object, PoolError, RecycleError, RecycleResult};
use sqlx::Connection;

/// A function must answer within seconds. Limits the wait for a free connection, and that for a slow server.
const TIME_TO_CONNECT: Duration = Duration::from_secs(3);
const MAX_LIFETIME: Duration = Duration::from_mins(10);
/// A connection that was idle for longer is pinged before it is used.
const FRESH: Duration = Duration::from_secs(5);
const PING_TIMEOUT: Duration = Duration::from_secs(1);

/// A limited number of connections to one database, none of them opened before it is needed.
#[derive(Debug)]
pub(crate) struct Pool<C: Connection>(deadpool::managed::Pool<Connector<C>>);

impl<C: Connection> Clone for Pool<C> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

#[derive(Debug)]
struct Connector<C: Connection>(C::Options);

#[derive(Debug)]
struct IdleConnection<C> {
    connection: C,
    /// By the wall clock: monotonic clocks stand still while the process is frozen.
    used_at: SystemTime,
}

impl<C: Connection> Manager for Connector<C> {
    type Type = IdleConnection<C>;
    type Error = sqlx::Error;

    async fn create(&self) -> sqlx::Result<IdleConnection<C>> {
        Ok(IdleConnection {
            connection: C::connect_with(&self.0).await?,
            used_at: SystemTime::now(),
        })
    }

    async fn recycle(
        &self,
        idle: &mut IdleConnection<C>,
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

impl<C: Connection> Pool<C> {
    pub(crate) fn new(options: C::Options, max_connections: u32) -> Self {
        let pool = deadpool::managed::Pool::builder(Connector(options))
            .max_size(usize::try_from(max_connections).unwrap_or(usize::MAX))
            .wait_timeout(Some(TIME_TO_CONNECT))
            .create_timeout(Some(TIME_TO_CONNECT))
            .runtime(Runtime::Tokio1)
            .build();

        Self(pool.expect("the builder has the runtime that its timeouts need"))
    }

    /// Lends a connection. It is closed unless it is released: a request that failed, or was dropped half-way, may
    /// have left anything on it, even half a transaction.
    pub(crate) async fn acquire(&self) -> sqlx::Result<PooledConnection<C>> {
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

    pub(crate) fn close(&self) {
        self.0.close();
    }
}

/// A connection on loan.
#[derive(Debug)]
pub(crate) struct PooledConnection<C: Connection>(Option<Object<Connector<C>>>);

impl<C: Connection> PooledConnection<C> {
    /// Returns the connection to the pool. No operation may be in progress on it.
    pub(crate) fn release(mut self) {
        if let Some(mut connection) = self.0.take() {
            connection.used_at = SystemTime::now();
        }
    }
}

impl<C: Connection> Drop for PooledConnection<C> {
    fn drop(&mut self) {
        // The pool forgets the connection and has room for another one; the drop closes it.
        drop(self.0.take().map(Object::take));
    }
}

impl<C: Connection> Deref for PooledConnection<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self
            .0
            .as_ref()
            .expect("only `release` and `drop` take it")
            .connection
    }
}

impl<C: Connection> DerefMut for PooledConnection<C> {
    fn deref_mut(&mut self) -> &mut C {
        &mut self
            .0
            .as_mut()
            .expect("only `release` and `drop` take it")
            .connection
    }
}
