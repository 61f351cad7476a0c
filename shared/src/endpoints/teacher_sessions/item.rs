//! The parts of one session's answer: evidence, segments and stays as the wire shows them.

use serde_json::{Value, json as object};

use crate::clock::rfc3339;
use crate::domain::{DocumentId, Evidence, Interval, MeetingPresence, detail_in_words};

pub(crate) fn evidence(evidence: &Evidence) -> Value {
    object!({
        "at": rfc3339(evidence.at),
        "receivedAt": rfc3339(evidence.received_at),
        "party": evidence.party.as_str(),
        "source": evidence.source.as_str(),
        "kind": evidence.kind.as_str(),
        "document": evidence.document.as_ref().map(DocumentId::as_str),
        "sequence": evidence.sequence,
        "detail": evidence.detail.as_ref().map(detail_in_words),
    })
}

pub(crate) fn segment(segment: &Interval) -> Value {
    object!({
        "from": rfc3339(segment.from),
        "to": rfc3339(segment.to),
        "seconds": (segment.to - segment.from).num_seconds(),
    })
}

pub(crate) fn in_meeting(stay: &MeetingPresence) -> Value {
    object!({
        "party": stay.party.as_str(),
        "from": stay.from.map(rfc3339),
        "to": stay.to.map(rfc3339),
    })
}
