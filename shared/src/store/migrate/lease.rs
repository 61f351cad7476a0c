//! The right to migrate: a row that expires, because `GET_LOCK` is local to a node on Galera.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use tokio::task::JoinHandle;

use crate::clock::{Clock, SystemClock};
use crate::random;
use crate::store::db::statement::Statement;
use crate::store::sessions::row::column;
use crate::store::{Store, StoreError, with_connection};

/// A holder that was killed is forgotten after this time; a living one renews it long before.
const TERM: TimeDelta = TimeDelta::minutes(2);
const RENEWAL: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(250);

pub(crate) struct Lease {
    store: Store,
    owner: String,
    renewing: JoinHandle<()>,
}

impl Lease {
    pub(crate) async fn take(store: &Store, patience: Duration) -> Result<Self, StoreError> {
        const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration_lease (
            id INT NOT NULL PRIMARY KEY, owner VARCHAR(64) NOT NULL, until_at DATETIME NOT NULL)";
        with_connection!(&store.db, connection => sqlx::query(TABLE).execute(connection).await.map(|done| done.rows_affected()))?;
        let mut row = Statement::new(store.dialect().insert_ignore);
        row.push(
            "migration_lease (id, owner, until_at) VALUES (1, 'nobody', '1970-01-02 00:00:00')",
        );
        with_connection!(&store.db, connection => row.query().execute(connection).await.map(|done| done.rows_affected()))?;
        let owner = format!("process {} / {}", std::process::id(), random::hex(8));
        let started = Instant::now();
        while !claim(store, &owner).await? {
            if started.elapsed() > patience {
                return Err(StoreError::MigrationRunning(holder(store).await?));
            }

            tokio::time::sleep(POLL).await;
        }
        let renewing = tokio::spawn(renew(store.clone(), owner.clone()));
        Ok(Self {
            store: store.clone(),
            owner,
            renewing,
        })
    }

    pub(crate) async fn release(self) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE migration_lease SET until_at = '1970-01-02 00:00:00' WHERE id = 1 AND owner = ?";
        self.renewing.abort();
        with_connection!(&self.store.db, connection => sqlx::query(SQL).bind(&self.owner).execute(connection).await.map(|done| done.rows_affected()))?;
        Ok(())
    }
}

async fn renew(store: Store, owner: String) {
    loop {
        tokio::time::sleep(RENEWAL).await;
        if let Err(error) = claim(&store, &owner).await {
            tracing::warn!(%error, "Could not renew the migration lease");
        }
    }
}

/// Takes the lease if it is free or already ours. A rival's deadlock on the one row counts as "not yet".
async fn claim(store: &Store, owner: &str) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE migration_lease SET owner = ?, until_at = ? WHERE id = 1 AND (until_at < ? OR owner = ?)";
    let now = SystemClock.now();
    let claimed = with_connection!(&store.db, connection => {
        let query = sqlx::query(SQL).bind(owner).bind(column(now + TERM)).bind(column(now)).bind(owner);
        query.execute(connection).await.map(|done| done.rows_affected() == 1)
    });
    match claimed.map_err(StoreError::from) {
        Err(StoreError::Unavailable(_)) => Ok(false),
        result => result,
    }
}

async fn holder(store: &Store) -> Result<String, StoreError> {
    const SQL: &str = "SELECT owner FROM migration_lease WHERE id = 1";

    let (owner,): (String,) =
        with_connection!(&store.db, connection => sqlx::query_as(SQL).fetch_one(connection).await)?;
    Ok(owner)
}
