//! The entries of a session's ledger.

mod detail;
mod evidence;

pub use self::detail::{AccountOwner, Detail, Doubt, ZoomCount};
pub use self::evidence::{
    DocumentId, Evidence, EvidenceKind, EvidenceSource, InvalidDocumentId, Party,
};
