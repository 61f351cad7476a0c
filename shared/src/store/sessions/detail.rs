//! The column `detail` of `session_events`: words, or a JSON object for a lesson that was reconciled with Zoom.
//!
//! ```json
//! {"counted": {"seconds": 2560, "low": 0, "high": 2581, "source": "zoom", "grade": "C"},
//!  "before": {"seconds": 1800, "low": 0, "high": 12600, "source": "page", "grade": "C"},
//!  "doubts": ["lost_leave"]}
//! ```
//! or `{"withdrawn": {"seconds": 2560, ...}}`. Earlier versions wrote sentences for these. An administrator's word about
//! an account of Zoom is `{"admin": "1", "account": "u:...", "teacher": "t1"}`.

use serde::{Deserialize, Serialize};

use crate::domain::{
    AccountOwner, Confidence, Detail, Doubt, EvidenceKind, MeasuredTime, MeasurementSource,
    TeacherId, ZoomCount,
};

#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum StoredCount {
    Counted {
        counted: StoredFigures,
        #[serde(skip_serializing_if = "Option::is_none")]
        before: Option<StoredFigures>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        doubts: Vec<String>,
    },
    Withdrawn {
        withdrawn: StoredFigures,
    },
}

#[derive(Deserialize, Serialize)]
struct StoredOwner {
    admin: String,
    account: String,
    teacher: String,
}

#[derive(Deserialize, Serialize)]
struct StoredFigures {
    seconds: i64,
    low: i64,
    high: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<String>,
}

/// Writes the column.
pub(crate) fn to_text(detail: &Detail) -> Option<String> {
    match detail {
        Detail::Words(text) => Some(text.clone()),
        Detail::ZoomCount(count) => serde_json::to_string(&StoredCount::of(count)).ok(),
        Detail::AccountOwner(owner) => serde_json::to_string(&StoredOwner::of(owner)).ok(),
    }
}

/// Reads the column. A doubt that this version does not know is left out.
pub(crate) fn from_text(kind: EvidenceKind, text: String) -> Detail {
    if kind == EvidenceKind::CountedByZoom
        && let Ok(count) = serde_json::from_str::<StoredCount>(&text)
    {
        return Detail::ZoomCount(count.into_count());
    }
    let is_about_account = matches!(
        kind,
        EvidenceKind::AccountConfirmed | EvidenceKind::AccountWithdrawn
    );
    if is_about_account && let Ok(owner) = serde_json::from_str::<StoredOwner>(&text) {
        return Detail::AccountOwner(owner.into_owner());
    }

    // A text of a person, or a sentence of an earlier version.
    Detail::Words(text)
}

impl StoredOwner {
    fn of(owner: &AccountOwner) -> Self {
        Self {
            admin: owner.admin.clone(),
            account: owner.account.clone(),
            teacher: owner.teacher.0.clone(),
        }
    }

    fn into_owner(self) -> AccountOwner {
        AccountOwner {
            admin: self.admin,
            account: self.account,
            teacher: TeacherId(self.teacher),
        }
    }
}

impl StoredCount {
    fn of(count: &ZoomCount) -> Self {
        match count {
            ZoomCount::Counted {
                figures,
                before,
                doubts,
            } => Self::Counted {
                counted: StoredFigures::of(figures),
                before: before.as_ref().map(StoredFigures::of),
                doubts: doubts
                    .iter()
                    .map(|doubt| doubt.as_str().to_owned())
                    .collect(),
            },
            ZoomCount::Withdrawn { before } => Self::Withdrawn {
                withdrawn: StoredFigures::of(before),
            },
        }
    }

    fn into_count(self) -> ZoomCount {
        match self {
            Self::Counted {
                counted,
                before,
                doubts,
            } => ZoomCount::Counted {
                figures: counted.figures(),
                before: before.as_ref().map(StoredFigures::figures),
                doubts: doubts
                    .iter()
                    .filter_map(|code| Doubt::from_stored(code))
                    .collect(),
            },
            Self::Withdrawn { withdrawn } => ZoomCount::Withdrawn {
                before: withdrawn.figures(),
            },
        }
    }
}

impl StoredFigures {
    fn of(figures: &MeasuredTime) -> Self {
        Self {
            seconds: figures.seconds,
            low: figures.low_seconds,
            high: figures.high_seconds,
            source: figures.source.map(|source| source.as_str().to_owned()),
            grade: figures.grade.map(|grade| grade.as_str().to_owned()),
        }
    }

    fn figures(&self) -> MeasuredTime {
        MeasuredTime {
            seconds: self.seconds,
            low_seconds: self.low,
            high_seconds: self.high,
            source: self
                .source
                .as_deref()
                .and_then(MeasurementSource::from_stored),
            grade: self.grade.as_deref().and_then(Confidence::from_stored),
        }
    }
}

#[cfg(test)]
mod tests;
