//! Importing a report, and taking an import back: each in one transaction, with the note that the meeting is to be
//! reconciled. Nothing is deleted from the ledger.

use chrono::{DateTime, Utc};

use crate::domain::{KnownPerson, ReportedDay, ReportedFile};
use crate::random;
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::transaction::Transaction;
use crate::store::zoom::imports::{IS_READ, select_imports};
use crate::store::zoom::new_import::NewImport;
use crate::store::zoom::{ZoomImport, known_people, reconciliation_queue};
use crate::store::{Store, StoreError};

/// The digits of an import's key. An event's key is the import's, then its number in the import.
const KEY_DIGITS: usize = 32;
/// Keys are looked up in lists of a multiple of this length, so that there are few statements.
const KEYS_STEP: usize = 5;

/// What follows from events of a meeting that come, or are not read any more.
#[derive(Clone, Debug)]
pub struct Recount {
    /// The meeting's number.
    pub meeting: String,
    /// The oldest of these events.
    pub oldest_event_at: DateTime<Utc>,
    /// The sightings of people that nothing shows any more.
    pub forgotten: Vec<KnownPerson>,
}

/// The days of a file that are to be imported.
#[derive(Clone, Copy, Debug)]
pub struct ImportedFile<'a> {
    /// The file.
    pub file: &'a ReportedFile,
    /// Those of its days that are not read already.
    pub days: &'a [&'a ReportedDay],
}

impl Store {
    /// Stores an import for each day, all or none. Each replaces what was imported of its day, or of the same file
    /// in another reading. Returns the new imports: a day that a rival imported from the same file meanwhile has none.
    pub async fn record_zoom_import(
        &self,
        imported: ImportedFile<'_>,
        recount: &Recount,
        now: DateTime<Utc>,
    ) -> Result<Vec<ZoomImport>, StoreError> {
        let dialect = self.dialect();
        let mut transaction = Transaction::new(dialect);
        push_recount(&mut transaction, dialect, recount, now);

        let mut keys = Vec::new();

        for day in imported.days {
            let key = random::hex(KEY_DIGITS);
            let import = NewImport {
                file: imported.file,
                day,
                key: &key,
            };
            transaction.push(&import.insert(dialect, now));
            transaction.push(&import.replace_earlier());
            for statement in import.insert_events(dialect, now) {
                transaction.push(&statement);
            }

            keys.push(key);
        }

        // If this runs twice, the keys are the same, so everything is stored once.
        transaction.run(&self.db).await?;

        let mut sql = select_imports("WHERE import_key IN ");
        sql.list(keys.iter().map(String::as_str), KEYS_STEP)
            .push(" ORDER BY id");
        self.read_imports(sql).await
    }

    /// Takes back an import whose events are read. The events stay in the ledger.
    pub async fn undo_zoom_import(
        &self,
        import: &ZoomImport,
        recount: &Recount,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let dialect = self.dialect();
        let mut transaction = Transaction::new(dialect);
        let undo = Statement::new(format!(
            "UPDATE zoom_imports SET undone_at = ? WHERE id = ? AND {IS_READ}"
        ));

        push_recount(&mut transaction, dialect, recount, now);
        transaction.push(&undo.bind(now).bind(import.id));

        // The second time it matches no row, and one change too many only makes the meeting reconciled again.
        transaction.run(&self.db).await?;
        Ok(())
    }
}

/// Notes the meeting, and forgets people. The note comes first: its row makes the rivals of one meeting wait.
fn push_recount(
    transaction: &mut Transaction,
    dialect: Dialect,
    recount: &Recount,
    now: DateTime<Utc>,
) {
    let (meeting, at) = (&recount.meeting, recount.oldest_event_at);
    for statement in reconciliation_queue::enqueue(dialect, meeting, at, now) {
        transaction.push(&statement);
    }

    for seen in &recount.forgotten {
        transaction.push(&known_people::forget(seen));
    }
}
