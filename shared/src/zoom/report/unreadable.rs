//! Why a report is refused, in words that say what to do.

/// A report cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum UnreadableReport {
    /// Not the API's form.
    #[error(
        "this is no answer of Zoom's /report/meetings/ID/participants: save its JSON unchanged"
    )]
    Json,
    /// Not all pages.
    #[error("there are more pages: next_page_token is not empty. Give all pages in one JSON array")]
    MorePages,
    /// A stay without its begin or end.
    #[error("row {0} has a join or a leave time only: export again after the meeting has ended")]
    OpenStay(u64),
    /// No known header.
    #[error(
        "no columns \"Join time\" and \"Leave time\" were found (seen: {0}). Export with Zoom's language set to English"
    )]
    Columns(String),
    /// A time that cannot be read, or has another layout than the others.
    #[error(
        "line {0} has a time that cannot be read, or of another layout than the file's other times: give the file as Zoom exports it, or --date-order if the days and months are swapped"
    )]
    Time(u64),
    /// Two readings remain.
    #[error(
        "the date \"{text}\" can be read as {month_first} (month first) or as {day_first} (day first): say which with --date-order month-first or --date-order day-first"
    )]
    TwoReadings {
        /// The file's text.
        text: String,
        /// Its reading with the month first.
        month_first: String,
        /// Its reading with the day first.
        day_first: String,
    },
    /// A value that is neither yes nor no.
    #[error(
        "line {0} does not say whether the person was in the waiting room. Export with Zoom's language set to English"
    )]
    WaitingRoom(u64),
    /// The file names other meetings.
    #[error(
        "the file is of meeting {found}, not of {asked}: give its own number with --meeting, or the right file"
    )]
    OtherMeeting {
        /// The file's numbers.
        found: String,
        /// The number asked for.
        asked: String,
    },
    /// A shortened or missing number.
    #[error(
        "line {0} has no whole meeting number: a spreadsheet may have shortened it. Export again and do not open the file before"
    )]
    MeetingNumber(u64),
    /// Each person once, without times.
    #[error(
        "this export shows unique users, without join and leave times: export again without \"Show unique users\""
    )]
    UniqueUsers,
    /// A webinar.
    #[error(
        "this is a webinar's attendee report: only a meeting's participants can be imported (Reports, Usage, Participants, Export)"
    )]
    Webinar,
    /// Who registered, not who came.
    #[error(
        "this is a registration report: it does not say who came. Export the participants (Reports, Usage, Participants)"
    )]
    Registration,
    /// Meetings without participants.
    #[error(
        "this is a list of meetings without participants: click the number of participants there, and export that table"
    )]
    MeetingList,
    /// A workbook.
    #[error(
        "this is a spreadsheet file: save it as CSV (UTF-8), or give the file that Zoom exported"
    )]
    Spreadsheet,
    /// A web page.
    #[error(
        "this is a web page, perhaps of a sign-in: give the file that Zoom's Export button saves"
    )]
    WebPage,
    /// No content.
    #[error("the file is empty: export it again")]
    EmptyFile,
    /// Nobody was there.
    #[error("the report has no participant who was in the meeting: nothing can be taken from it")]
    Empty,
}
