//! Taking an import back.

use super::LessonChange;
use super::preview::{ChangedEvents, Preview};
use crate::app::App;
use crate::domain::ImportId;
use crate::error::Error;
use crate::store::{ImportState, ZoomImport};

/// What became of the wish to take an import back.
#[derive(Debug)]
pub enum UndoOutcome {
    /// There is no such import.
    Unknown,
    /// It is not read any more, because it was replaced or taken back. The lessons are those that an interrupted
    /// command left over.
    NotRead {
        /// The import.
        import: ZoomImport,
        /// What was counted only now.
        lessons: Vec<LessonChange>,
    },
    /// It was taken back.
    Undone {
        /// The import, as it was.
        import: ZoomImport,
        /// The lessons that changed.
        lessons: Vec<LessonChange>,
    },
    /// It was taken back, and the lessons could not be counted: the next sweep, or the same command again, does it.
    NotCounted(Error),
}

/// Takes an import back, and counts the lessons of its meeting. What it replaced stays replaced: whoever wants that
/// back imports the file again.
pub async fn undo_import(app: &App, id: ImportId) -> Result<UndoOutcome, Error> {
    let now = app.clock.now();
    let store = app.store().await?;
    let Some(import) = store.find_zoom_import(id).await? else {
        return Ok(UndoOutcome::Unknown);
    };

    let is_read = match import.state {
        ImportState::Read => true,
        ImportState::ReplacedBy(_) | ImportState::Undone(_) => false,
    };
    let changed = ChangedEvents {
        meeting: import.meeting.clone(),
        added: Vec::new(),
        stays: Vec::new(),
        withdrawn: if is_read { vec![id] } else { Vec::new() },
        oldest_at: import.first_event_at,
    };
    let preview = Preview::load(store, changed, now).await?;

    if !is_read {
        let lessons = preview.count(app, store).await?;
        return Ok(UndoOutcome::NotRead { import, lessons });
    }

    store
        .undo_zoom_import(&import, &preview.recount, now)
        .await?;

    Ok(match preview.count(app, store).await {
        Ok(lessons) => UndoOutcome::Undone { import, lessons },
        Err(error) => UndoOutcome::NotCounted(error),
    })
}
