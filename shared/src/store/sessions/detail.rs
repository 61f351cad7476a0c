//! The column `detail` of `session_events`: words, or, of a lesson that was counted by Zoom, a JSON object.
//!
//! ```json
//! {"counted": {"seconds": 2560, "low": 0, "high": 2581, "source": "zoom", "grade": "C"},
//!  "before": {"seconds": 1800, "low": 0, "high": 12600, "source": "page", "grade": "C"},
//!  "doubts": ["lost_leave"]}
//! ```
//! or `{"withdrawn": {"seconds": 2560, ...}}`. Earlier versions wrote these in words, too.

use serde::{Deserialize, Serialize};

use crate::domain::{
    Confidence, Detail, Doubt, EvidenceKind, MeasuredTime, MeasurementSource, ZoomCount,
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
    }
}

/// Reads the column. A doubt that this version does not know is left out.
pub(crate) fn from_text(kind: EvidenceKind, text: String) -> Detail {
    if kind == EvidenceKind::CountedByZoom
        && let Ok(count) = serde_json::from_str::<StoredCount>(&text)
    {
        return Detail::ZoomCount(count.into_count());
    }
    Detail::Words(text)
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
mod tests {
    use super::*;

    fn figures(
        seconds: i64,
        source: Option<MeasurementSource>,
        grade: Option<Confidence>,
    ) -> MeasuredTime {
        MeasuredTime {
            seconds,
            low_seconds: 0,
            high_seconds: seconds + 60,
            source,
            grade,
        }
    }

    #[test]
    fn every_count_reads_back_as_it_was_written() {
        let mut befores = vec![None, Some(figures(7, None, None))];
        for source in MeasurementSource::ALL {
            befores.extend(
                Confidence::ALL.map(|grade| Some(figures(1800, Some(source), Some(grade)))),
            );
        }

        for before in befores {
            for doubts in [Vec::new(), vec![Doubt::LostLeave], Doubt::ALL.to_vec()] {
                let figures = figures(2560, Some(MeasurementSource::Zoom), Some(Confidence::C));
                let count = Detail::ZoomCount(ZoomCount::Counted {
                    figures,
                    before,
                    doubts,
                });

                assert_eq!(
                    from_text(EvidenceKind::CountedByZoom, to_text(&count).unwrap()),
                    count
                );
            }

            if let Some(before) = before {
                let withdrawn = Detail::ZoomCount(ZoomCount::Withdrawn { before });
                assert_eq!(
                    from_text(EvidenceKind::CountedByZoom, to_text(&withdrawn).unwrap()),
                    withdrawn
                );
            }
        }
    }

    #[test]
    fn a_count_is_stored_as_data() {
        let figures = figures(2560, Some(MeasurementSource::Zoom), Some(Confidence::C));
        let doubts = vec![Doubt::LostJoin, Doubt::LostLeave];
        let count = ZoomCount::Counted {
            figures,
            before: None,
            doubts,
        };

        assert_eq!(
            to_text(&Detail::ZoomCount(count)).unwrap(),
            r#"{"counted":{"seconds":2560,"low":0,"high":2620,"source":"zoom","grade":"C"},"doubts":["lost_join","lost_leave"]}"#
        );
    }

    #[test]
    fn words_stay_words() {
        for text in [
            "2560 s (0 to 2581; zoom, C); Zoom did not tell when the student left",
            "",
            "{",
            "{}",
            "7",
        ] {
            assert_eq!(
                from_text(EvidenceKind::CountedByZoom, text.to_owned()),
                Detail::words(text)
            );
        }

        // What an admin types is never read as data.
        let typed = r#"{"withdrawn":{"seconds":1,"low":1,"high":1}}"#;
        assert_eq!(
            from_text(EvidenceKind::EndedByAdmin, typed.to_owned()),
            Detail::words(typed)
        );
    }

    #[test]
    fn a_doubt_of_a_later_version_is_left_out() {
        let text =
            r#"{"counted":{"seconds":1,"low":1,"high":1},"doubts":["of_tomorrow","lost_join"]}"#;
        let expected = ZoomCount::Counted {
            figures: MeasuredTime {
                seconds: 1,
                low_seconds: 1,
                high_seconds: 1,
                source: None,
                grade: None,
            },
            before: None,
            doubts: vec![Doubt::LostJoin],
        };

        assert_eq!(
            from_text(EvidenceKind::CountedByZoom, text.to_owned()),
            Detail::ZoomCount(expected)
        );
    }
}
