//! Every rule that SQL repeats says the same as its twin in the domain, whatever a row holds.
//!
//! Random rows, most of their times at or beside a limit, go in by SQL. What the store then finds, counts, sorts and
//! closes must be what the domain says of each session as it is read from its row.

mod case;
mod closing;
mod lists;
mod rows;
mod sums;

use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

use self::case::Case;
use self::rows::row;
use crate::support::Database;

#[test]
fn sql_and_the_domain_say_the_same_of_every_row() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(async {
        let database = Database::create().await;
        database
            .store()
            .migrate(Duration::from_mins(1))
            .await
            .unwrap();

        database
    });

    let config = ProptestConfig {
        cases: 100,
        rng_seed: RngSeed::Fixed(13),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..ProptestConfig::default()
    };

    let rows = proptest::collection::vec(row(), 1..24);
    let outcome = TestRunner::new(config).run(&rows, |rows| {
        runtime.block_on(async {
            let case = Case::new(database.store(), rows).await;
            case.check_list_of_each_status().await;
            case.check_list_within_a_time().await;
            case.check_order().await;
            case.check_statistics().await;
            case.check_health().await;
            case.check_unheard_lessons().await;
            case.check_neighbours().await;
            case.check_sweep().await;
            case.check_backfill().await;
        });

        Ok(())
    });

    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}
