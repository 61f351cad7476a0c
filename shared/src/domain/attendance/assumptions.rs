//! The numbers of the estimate, each with its unit, its meaning and its source.
//!
//! After a change, run the simulator and read docs/accuracy.md. "Assumption" as the source says that nobody
//! measured the number; the simulator's people are assumptions too, and its ranges are named where a number was chosen
//! in view of them.
//!
//! Three groups of numbers are kept elsewhere. `SESSION_AWAY_MINUTES`, the heartbeat interval and the idle timeout are
//! settings ([`PresenceParameters`](crate::domain::PresenceParameters)). The width of the bands that belong to a grade
//! is a rule of [`Confidence`](crate::domain::Confidence). The times after which an account of Zoom counts as silent
//! or disconnected decide no minutes and stand beside their statements in `store/zoom/accounts.rs`.

use chrono::TimeDelta;

/// One number of the estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// The constant's name.
    pub name: &'static str,
    /// Its value.
    pub value: TimeDelta,
    /// What it means.
    pub meaning: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

impl Assumption {
    /// Returns the value with its unit, as in "90 s".
    #[must_use]
    pub fn value_text(&self) -> String {
        match self.value.num_seconds() {
            seconds if seconds % 3_600 == 0 => format!("{} h", seconds / 3_600),
            seconds if seconds % 60 == 0 => format!("{} min", seconds / 60),
            seconds => format!("{seconds} s"),
        }
    }
}

/// Defines each number as a constant, and lists all of them.
macro_rules! assumptions {
    ($($(#[doc = $meaning:literal])+ $name:ident = $value:expr, from $source:literal;)+) => {
        $($(#[doc = $meaning])+ #[doc = concat!("\n\nSource: ", $source, ".")] pub(crate) const $name: TimeDelta = $value;)+

        /// All numbers of the estimate, by subject.
        pub const ASSUMPTIONS: &[Assumption] = &[$(
            Assumption {
                name: stringify!($name),
                value: $name,
                meaning: concat!($($meaning),+),
                source: $source,
            },
        )+];
    };
}

assumptions! {
    // Zoom's events.

    /// The length of a stay may be wrong by less than this, because Zoom cuts its times to whole seconds.
    ZOOM_TIME_RESOLUTION = TimeDelta::seconds(1), from "Zoom's events have whole seconds";
    /// A time in one of Zoom's reports and one in its events are the same up to this difference.
    REPORT_TOLERANCE = TimeDelta::seconds(3), from "assumption: both have whole seconds, and either may be cut";
    /// One of Zoom's lists may have the leave of an app that was killed this much later than its events.
    LISTED_LEAVE_DELAY = TimeDelta::seconds(120), from "assumption: a drop is noticed after 1 to 1.5 min, by either on its own";
    /// The first join, or the last leave, is the meeting's own start, or end, up to this difference.
    MEETING_EDGE_TOLERANCE = TimeDelta::seconds(5), from "assumption";
    /// A leave and a join of one visit within this time are a move from one room to another.
    MOVE_TOLERANCE = TimeDelta::seconds(10), from "Zoom's events of a move have the same second; the rest covers clocks";
    /// The stays of one person who reconnects may overlap for this time.
    RECONNECT_OVERLAP = TimeDelta::minutes(5), from "attendance exports with overlaps of up to some minutes";
    /// Zoom's clock and this server's clock differ by no more than this.
    CLOCK_TOLERANCE = TimeDelta::seconds(10), from "assumption";
    /// Zoom notices an app that was killed, or lost its network, after at most this time.
    MAX_DROP_DELAY = TimeDelta::seconds(90), from "reports in Zoom's developer forum (1 to 1.5 min)";
    /// Zoom notices such an app after about this time.
    LIKELY_DROP_DELAY = TimeDelta::seconds(75), from "the middle of the reports in Zoom's developer forum";
    /// A stay without an end is over after this time: the event of its end was lost.
    LONGEST_STAY = TimeDelta::hours(6), from "assumption";

    // Zoom's silence.

    /// Zoom sends an event again for this time at most. Only then its silence about a lesson says something.
    WEBHOOK_RETRY_WINDOW = TimeDelta::hours(2), from "Zoom's documentation: retries after 5, 20 and 60 min";
    /// The lessons before and after a lesson are its neighbours within this time.
    NEIGHBOUR_WINDOW = TimeDelta::hours(24), from "assumption: a teacher gives lessons every day";
    /// A lesson that Zoom did not report is looked at again for this time.
    SILENT_LESSON_WINDOW = TimeDelta::days(5), from "assumption: covers a long weekend";

    // Assigning a stay to a lesson.

    /// A join that follows a tap on a lesson's link within this time is a join by that link.
    TAP_MATCH_WINDOW = TimeDelta::seconds(90), from "assumption (the simulator: 4 to 25 s)";
    /// A join that follows the opening of a lesson's page within this time may be by its link.
    OPENED_BEFORE_JOIN = TimeDelta::minutes(20), from "assumption: a student waits on the page for the class to begin";
    /// A teacher's lesson whose page was opened or tapped within this time before a join lays claim to it.
    CLAIM_BEFORE_JOIN = TimeDelta::minutes(30), from "assumption";
    /// A student who comes back within this time after leaving, or after the meeting's end, continues the same lesson.
    REJOIN_WINDOW = TimeDelta::minutes(15), from "assumption: Zoom's free plan ends a meeting after 40 minutes, and the class opens it again";
    /// A teacher who forgot the link sends it at most this time after the student came.
    LATE_LINK_WINDOW = TimeDelta::minutes(30), from "assumption (the simulator: 2 to 12 min after both have come)";
    /// A student of the same name who comes again within this time continues the same lesson, though others' links were sent.
    LONGEST_BREAK = TimeDelta::hours(1), from "assumption (the simulator: a laptop sleeps for 5 to 60 min)";
    /// Nobody uses a link that was sent longer ago than this to come to its lesson.
    MEETING_SPAN = TimeDelta::hours(24), from "assumption";

    // The likeliest time where an event of Zoom's was lost.

    /// A student is in the meeting about this time after the tap on the link.
    TAP_TO_JOIN = TimeDelta::seconds(15), from "assumption (the simulator: 4 to 25 s)";
    /// A student is in the meeting at most this time after the tap on the link.
    MAX_TAP_TO_JOIN = TimeDelta::seconds(120), from "assumption";
    /// A student who leaves the meeting and comes back is away for about this time.
    LIKELY_TIME_AWAY = TimeDelta::seconds(120), from "assumption (the simulator: 15 s to 4 min)";
    /// The host leaves the meeting about this time after the student.
    HOST_LEAVES_AFTER = TimeDelta::seconds(20), from "assumption";
    /// The page is in front again about this time after the student left the meeting.
    BACK_FROM_ZOOM = TimeDelta::seconds(10), from "assumption (the simulator: within 25 s, or else within 5 min)";
    /// A student who looks at the page after class does so within this time; a host who is in the meeting within this time before or after the student was there.
    AFTER_CLASS = TimeDelta::minutes(5), from "assumption (the simulator: within 5 min)";

    // The lesson by the two pages.

    /// A student is in the meeting about this time after opening the page, where no tap was recorded.
    OPENED_TO_JOIN = TimeDelta::seconds(30), from "assumption";
    /// A look at the page sooner than this after the tap is not the return from a lesson.
    MIN_ZOOM_VISIT = TimeDelta::minutes(3), from "assumption";
    /// The teacher's end and the student's return mean the same end up to this difference.
    END_AGREEMENT = TimeDelta::minutes(3), from "assumption";
    /// Leaving Zoom and joining it again takes this time, besides the time that the page was in front.
    LEAVE_AND_REJOIN = TimeDelta::seconds(10), from "assumption";
    /// A student who left Zoom opens the link again after this time.
    LINK_SEARCH = TimeDelta::seconds(30), from "assumption";
    /// The student may have been outside Zoom for this time without any page seeing it.
    UNSEEN_TIME_OUTSIDE = TimeDelta::minutes(10), from "assumption: the band of grade B holds the truth in 98.2 % of the simulated lessons";
    /// The teacher may press an end that nothing bounds this much too late.
    MAX_LATE_END = TimeDelta::minutes(30), from "assumption (the simulator: 5 to 30 min)";
    /// The start and the end of the lesson may be wrong by this together.
    EDGE_ERROR = TimeDelta::minutes(2), from "assumption";

    // The likely end where nobody confirms one.

    /// A lesson takes this time where neither the plan nor an earlier lesson tells.
    USUAL_LESSON = TimeDelta::minutes(30), from "assumption: the shortest lesson that schools sell, so that nobody is paid for a guess";
    /// Earlier lessons tell how long the next one is for this time.
    EARLIER_LESSONS_WINDOW = TimeDelta::days(60), from "assumption: a student's lessons change with the term";
    /// Lessons that begin this near to the same time of the school's day are held at that hour, and end at it.
    SAME_HOUR = TimeDelta::minutes(20), from "assumption: a student comes some minutes early or late";
    /// The agreed length of a lesson is a multiple of this time. Lengths that differ by no more are the same.
    LENGTH_STEP = TimeDelta::minutes(5), from "assumption";
    /// A student comes about this time after the hour, so the time in class is shorter than what was agreed.
    AFTER_THE_HOUR = TimeDelta::minutes(2), from "assumption";
    /// If the teacher's next lesson is planned after at least this time, the timetable is not out of date.
    SHORTEST_SLOT = TimeDelta::minutes(15), from "assumption: the shortest lesson that schools sell";
    /// If the teacher's next lesson is planned within this time, the one before it is likely as long.
    LONGEST_SLOT = TimeDelta::minutes(60), from "assumption: the longest lesson that schools sell";
    /// If the timetable itself has an end after a longer time, it is no lesson's.
    LONGEST_PLANNED = TimeDelta::minutes(120), from "assumption: two lessons in a row";
    /// An end that only one page tells may be this much later than a sure one: the lesson ran over. A later one was forgotten.
    LONGEST_OVERRUN = TimeDelta::minutes(15), from "assumption (the simulator: lessons run over by 5 to 15 min, and ends are pressed 5 to 30 min late)";
    /// The same against a length that is not sure.
    OVERRUN_OF_GUESS = TimeDelta::minutes(60), from "assumption";
    /// An end that the teacher gives at a round time of day, a multiple of this, was likely rounded to it.
    ROUND_END = TimeDelta::minutes(5), from "assumption (the simulator: 30 % of the ends that are entered afterwards)";

    // Absence.

    /// Whether somebody did not come is decided this long after the last activity of the student's page, or after the idle timeout if that is shorter.
    NO_SHOW_DECIDED_AFTER = TimeDelta::minutes(30), from "assumption";
    /// The teacher came if the host was in the meeting for this time while the student should have been there.
    MIN_HOST_PRESENCE = TimeDelta::minutes(2), from "assumption";
    /// Nobody waits alone in a meeting for longer than this: the teacher was there, and Zoom's events of it were lost.
    LONGEST_WAIT_ALONE = TimeDelta::minutes(30), from "assumption (the simulator: 10 to 20 min)";
    /// The student should be in the meeting from this time after the tap, or the opening of the page.
    STUDENT_EXPECTED_FROM = TimeDelta::minutes(1), from "assumption";
    /// The student should be in the meeting until this time after the tap, or the opening of the page.
    STUDENT_EXPECTED_UNTIL = TimeDelta::minutes(25), from "assumption";

    // What the teacher says.

    /// The teacher may report on a class within this time after the link was sent.
    CLASS_REPORT_WINDOW = TimeDelta::hours(18), from "assumption: until the next day's classes";
    /// A class whose student has been in Zoom for longer than this has begun, whether or not the teacher pressed a button.
    CLASS_BEGUN_AFTER = TimeDelta::minutes(10), from "assumption";
    /// The teacher is asked for the end of a class once the student has been back from Zoom for this time.
    CLASS_END_ASKED_AFTER = TimeDelta::minutes(10), from "assumption";
    /// The teacher presses "End class", or "Start class" of the next class, this time after the class ended.
    PRESS_DELAY = TimeDelta::seconds(40), from "assumption";
    /// A student comes to the next class at most this early, while the class before goes on.
    MAX_EARLY_ARRIVAL = TimeDelta::minutes(6), from "assumption (the simulator: 1 to 6 min)";
    /// A clock without seconds shows each minute for this time, so the middle of the minute is taken.
    CLOCK_MINUTE = TimeDelta::minutes(1), from "clocks";

    // When a lesson is measured again.

    /// The host's stay is shown with a lesson if it lies within this time before or after the student's.
    HOST_OVERLAP = TimeDelta::minutes(30), from "assumption; only for display";
    /// A lesson of which something is missing is measured again after this time.
    RECONCILE_AGAIN_AFTER = TimeDelta::hours(1), from "Zoom's documents: the last retry comes after about 85 minutes";
    /// A lesson of which something is missing is measured again until this long after its link was sent.
    RECONCILE_AGAIN_FOR = TimeDelta::hours(6), from "assumption";
}

#[cfg(test)]
mod tests;
