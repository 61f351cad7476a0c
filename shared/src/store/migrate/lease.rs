//! The right to migrate: a row that expires, because `GET_LOCK` is local to a node on Galera.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use tokio::task::JoinHandle;

use crate::clock::{Clock, SystemClock};
use crate::random;
use crate::store::db::statement::Statement;
use crate::store::{Failure, Store, StoreError};

/// A holder that was killed loses the lease after this time; one that runs renews it long before.
const TERM: TimeDelta = TimeDelta::minutes(2);
const RENEWAL: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(250);

pub(crate) struct Lease {
    store: Store,
    owner: String,
    renewal: JoinHandle<()>,
}

impl Lease {
    /// Acquires the lease. Waits up to `patience` for another holder.
    pub(crate) async fn acquire(store: &Store, patience: Duration) -> Result<Self, StoreError> {
        create_row(store).await?;
        let owner = format!("process {} / {}", std::process::id(), random::hex(8));
        let started = Instant::now();

        while !claim(store, &owner).await? {
            if started.elapsed() > patience {
                return Err(StoreError::MigrationRunning(holder(store).await?));
            }

            tokio::time::sleep(POLL).await;
        }

        Ok(Self {
            store: store.clone(),
            renewal: tokio::spawn(renew(store.clone(), owner.clone())),
            owner,
        })
    }

    pub(crate) async fn release(self) -> Result<(), StoreError> {
        self.renewal.abort();

        // If the lease ran out and a rival has it, that rival keeps it.
        let sql = Statement::new(
            "UPDATE migration_lease
            SET until_at = '1970-01-02 00:00:00'
            WHERE id = 1 AND owner = ?",
        );
        self.store.db.execute(sql.bind(self.owner.as_str())).await?;
        Ok(())
    }
}

/// Creates the table and its one row, which nobody holds.
async fn create_row(store: &Store) -> Result<(), StoreError> {
    let table = Statement::new(
        "CREATE TABLE IF NOT EXISTS migration_lease (
            id INT NOT NULL PRIMARY KEY, owner VARCHAR(64) NOT NULL, until_at DATETIME NOT NULL)",
    );
    let row = Statement::new(format!(
        "{}migration_lease (id, owner, until_at) VALUES (1, 'nobody', '1970-01-02 00:00:00')",
        store.dialect().insert_ignore
    ));

    store.db.execute(table).await?;
    store.db.execute(row).await?;
    Ok(())
}

async fn renew(store: Store, owner: String) {
    loop {
        tokio::time::sleep(RENEWAL).await;
        // No reason to stop: several more renewals are due before the term ends.
        if let Err(error) = claim(&store, &owner).await {
            tracing::warn!(%error, "Could not renew the migration lease");
        }
    }
}

/// Takes or renews the lease, if it is free or already ours. A rival's deadlock on the one row counts as "not yet".
async fn claim(store: &Store, owner: &str) -> Result<bool, StoreError> {
    let now = SystemClock.now();
    let sql = Statement::new(
        "UPDATE migration_lease
        SET owner = ?, until_at = ?
        WHERE id = 1 AND (until_at < ? OR owner = ?)",
    );
    let sql = sql.bind(owner).bind(now + TERM).bind(now).bind(owner);

    match store.db.execute(sql).await {
        Ok(rows) => Ok(rows == 1),
        // Nothing else passes while one waits for the rival.
        Err(error) if error.failure().is_some_and(may_pass) => Ok(false),
        Err(error) => Err(error),
    }
}

fn may_pass(failure: Failure) -> bool {
    matches!(
        failure,
        Failure::Conflict | Failure::ConnectionLost | Failure::Busy | Failure::Unreachable
    )
}

async fn holder(store: &Store) -> Result<String, StoreError> {
    let sql = Statement::new("SELECT owner FROM migration_lease WHERE id = 1");
    let (owner,): (String,) = store.db.fetch_one(sql).await?;

    Ok(owner)
}
