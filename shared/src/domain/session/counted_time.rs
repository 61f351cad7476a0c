//! What of a session's time counts in sums: of a day, of a teacher's month, of the school.

use super::Session;
use crate::domain::attendance::NoShow;
use crate::domain::presence::PresenceParameters;

impl Session {
    /// Returns the seconds that count in every sum: those of [`Session::figures`], but none if the teacher did not come.
    /// A student who waits in the meeting is no lesson of the teacher's. `None` if the session was never opened.
    #[must_use]
    pub fn counted_seconds(&self, parameters: &PresenceParameters) -> Option<i64> {
        let figures = self.figures(parameters)?;
        let is_teacher_absent = self.no_show == Some(NoShow::Teacher);

        Some(if is_teacher_absent {
            0
        } else {
            figures.seconds
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measured_time::{MeasuredTime, MeasurementSource};
    use crate::domain::session::example::{at, parameters};
    use crate::domain::session::{EndReason, State};

    #[test]
    fn only_the_absence_of_the_teacher_takes_the_seconds_out_of_the_sums() {
        let figures = MeasuredTime::with_band(1200, 1190, 1210, MeasurementSource::Zoom);
        let ended = State::Ended {
            presence: None,
            ended_at: at(3000),
            reason: EndReason::Meeting,
            figures: Some(figures),
        };

        for (no_show, counted) in [
            (None, 1200),
            (Some(NoShow::Student), 1200),
            (Some(NoShow::Teacher), 0),
        ] {
            let session = Session {
                no_show,
                ..Session::example(at(0), ended.clone())
            };

            assert_eq!(session.counted_seconds(&parameters()), Some(counted));
            assert_eq!(session.figures(&parameters()), Some(figures));
        }
    }

    #[test]
    fn a_session_that_was_never_opened_counts_nothing() {
        let session = Session {
            no_show: Some(NoShow::Teacher),
            ..Session::example(at(0), State::Sent)
        };

        assert_eq!(session.counted_seconds(&parameters()), None);
    }
}
