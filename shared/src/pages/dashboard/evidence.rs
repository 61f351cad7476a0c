//! The ledger of one session, entry by entry.

use crate::domain::{
    Evidence, EvidenceKind, EvidenceSource, Party, SchoolCalendar, detail_in_words,
};
use crate::pages::staff::ShownInstant;
use crate::pages::staff::labels::length;

/// An entry of the ledger.
#[derive(Debug)]
pub(crate) struct EvidenceLine {
    pub(crate) at: ShownInstant,
    pub(crate) event: &'static str,
    pub(crate) source: &'static str,
    pub(crate) detail: String,
    /// How much later the server learnt of it; empty if at once.
    pub(crate) delay: String,
}

/// Shows an entry, with its time by the school's clock.
pub(crate) fn line(evidence: &Evidence, days: &SchoolCalendar) -> EvidenceLine {
    let detail = evidence.detail.as_ref().map(detail_in_words);
    EvidenceLine {
        at: ShownInstant::of(evidence.at, days),
        event: event(evidence.kind),
        source: source(evidence),
        detail: detail.unwrap_or_default(),
        delay: delay(evidence),
    }
}

fn delay(evidence: &Evidence) -> String {
    let seconds = (evidence.received_at - evidence.at).num_seconds();
    if seconds <= 0 {
        return String::new();
    }

    format!("known {} later", length(seconds))
}

fn source(evidence: &Evidence) -> &'static str {
    match (evidence.party, evidence.source) {
        (Party::Teacher, _) => "teacher’s page",
        (Party::Student, _) | (_, EvidenceSource::Page) => "student’s page",
        (Party::Admin, _) | (_, EvidenceSource::Dashboard) => "admin",
        (Party::System, EvidenceSource::Zoom) => "Zoom",
        (Party::System, EvidenceSource::Sweep) => "sweep",
        (Party::System, EvidenceSource::Migration) => "migration",
    }
}

fn event(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Joined => "Page opened",
        EvidenceKind::Silent => "Last activity before a silence",
        EvidenceKind::Resumed => "First activity after a silence",
        EvidenceKind::Away => "Last activity before Zoom",
        EvidenceKind::Returned => "Back from Zoom: the time counts",
        EvidenceKind::Offline => "Last activity before the connection was lost",
        EvidenceKind::Reconnected => "Connection restored: the page kept running, the time counts",
        EvidenceKind::Visible => "Page in front",
        EvidenceKind::Hidden => "Page covered",
        EvidenceKind::ZoomTapped => "Zoom link tapped",
        EvidenceKind::WentToZoom => "Left for Zoom in the same tab",
        EvidenceKind::PageClosed => "One of several pages closed",
        EvidenceKind::Closed => "Last page closed",
        EvidenceKind::Finished => "“End session” pressed",
        EvidenceKind::ClassStarted => "“Start class” pressed",
        EvidenceKind::ClassEnded => "Class ended, reported by the teacher",
        EvidenceKind::ClassDenied => "“There was no class” pressed",
        EvidenceKind::CountedByZoom => "Time taken from Zoom",
        EvidenceKind::EndedByAdmin => "Ended by an admin",
        EvidenceKind::AccountConfirmed => "Zoom account confirmed as the teacher’s",
        EvidenceKind::AccountWithdrawn => "Confirmation of a Zoom account taken back",
        EvidenceKind::TimedOut => "Timed out at the last activity",
        EvidenceKind::TokenReplaced => "Duplicate tracking token replaced",
    }
}
