//! The CSV files that Zoom's web pages export: a table of participants, with lines about the meeting before it or with
//! the meeting in each row.

use std::collections::BTreeSet;

use super::encoding::possible_texts;
use super::headers::{Column, column, is_waiting_room};
use super::{Report, ReportedStay, UnreadableReport};

/// A line with content.
struct Line {
    number: u64,
    cells: Vec<String>,
}

/// A table's head.
#[derive(Default)]
struct Head {
    columns: Vec<(Column, usize)>,
    waiting: Option<usize>,
}

/// A participant's row.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) host_email: String,
    pub(super) joined: String,
    pub(super) left: String,
    pub(super) waiting: String,
    pub(super) run: String,
    meeting: Option<String>,
    pub(super) cells: Vec<String>,
    /// Other times of the line, which may tell days from months.
    pub(super) hints: Vec<String>,
}

impl Head {
    fn of(line: &Line) -> Self {
        let found = |(at, cell): (usize, &String)| Some((column(cell)?, at));
        let cells = || line.cells.iter().enumerate();
        Self {
            columns: cells().filter_map(found).collect(),
            waiting: cells()
                .find(|(_, cell)| is_waiting_room(cell))
                .map(|(at, _)| at),
        }
    }

    fn positions(&self, column: Column) -> impl DoubleEndedIterator<Item = usize> {
        self.columns
            .iter()
            .filter(move |(found, _)| *found == column)
            .map(|(_, at)| *at)
    }

    fn has(&self, column: Column) -> bool {
        self.positions(column).next().is_some()
    }

    fn is_table(&self) -> bool {
        self.has(Column::Joined) && self.has(Column::Left)
    }

    fn is_about_meeting(&self) -> bool {
        !self.is_table() && self.has(Column::Meeting) && self.columns.len() > 1
    }

    /// Returns the refusal that a head of another export deserves.
    fn refusal(&self) -> Option<UnreadableReport> {
        if self.has(Column::Attended) {
            Some(UnreadableReport::Webinar)
        } else if self.is_table() {
            None
        } else if self.has(Column::Registered) {
            Some(UnreadableReport::Registration)
        } else if self.has(Column::TotalMinutes)
            || (!self.has(Column::Meeting) && self.has(Column::Name) && self.has(Column::Minutes))
        {
            Some(UnreadableReport::UniqueUsers)
        } else {
            None
        }
    }

    fn cell(line: &Line, at: Option<usize>) -> String {
        let cell = at
            .and_then(|at| line.cells.get(at))
            .map_or("", String::as_str);
        if cell == "-" {
            String::new()
        } else {
            cell.to_owned()
        }
    }

    fn row(&self, line: &Line) -> Row {
        let cell = |column| Self::cell(line, self.positions(column).next_back());
        // Of two addresses, the first is the host's.
        let mut emails = self.positions(Column::Email);
        let (first, second) = (emails.next(), emails.next());
        let host = self
            .positions(Column::HostEmail)
            .next()
            .or(second.and(first));
        let email = second.or(first);

        Row {
            line: line.number,
            // Of two names, the first is the host's.
            name: cell(Column::Name),
            email: Self::cell(line, if self.is_table() { email } else { None }),
            host_email: Self::cell(
                line,
                if self.is_table() {
                    host
                } else {
                    host.or(email)
                },
            ),
            joined: cell(Column::Joined),
            left: cell(Column::Left),
            waiting: Self::cell(line, self.waiting),
            run: cell(Column::Starts),
            meeting: self.has(Column::Meeting).then(|| cell(Column::Meeting)),
            cells: line.cells.clone(),
            hints: [Column::Starts, Column::Ends, Column::Created]
                .map(cell)
                .into(),
        }
    }
}

impl Report {
    pub(super) fn read_csv_export(
        &self,
        bytes: &[u8],
    ) -> Result<Vec<ReportedStay>, UnreadableReport> {
        let mut refused = None;
        let mut seen = String::new();

        for text in possible_texts(bytes) {
            for separator in [b',', b';', b'\t'] {
                let lines = lines(&text, separator);
                let heads: Vec<Head> = lines.iter().map(Head::of).collect();
                refused = refused.or_else(|| heads.iter().find_map(Head::refusal));
                if refused.is_none() && heads.iter().any(Head::is_table) {
                    return self.read_rows(&self.rows(&lines, &heads)?);
                }
                if refused.is_none() && heads.iter().any(Head::is_about_meeting) {
                    refused = Some(UnreadableReport::MeetingList);
                }
                if seen.is_empty() {
                    seen = seen_headers(&lines);
                }
            }
        }

        Err(refused.unwrap_or(UnreadableReport::Columns(seen)))
    }

    /// Returns the rows of the asked meeting.
    fn rows(&self, lines: &[Line], heads: &[Head]) -> Result<Vec<Row>, UnreadableReport> {
        let (mut about, mut table): (Option<&Head>, Option<&Head>) = (None, None);
        let mut meeting: Option<Row> = None;
        let mut rows = Vec::new();
        let mut others = BTreeSet::new();

        for (line, head) in lines.iter().zip(heads) {
            if head.is_table() {
                table = Some(head);
            } else if head.is_about_meeting() {
                (about, table, meeting) = (Some(head), None, None);
            } else if let Some(table) = table {
                let mut row = table.row(line);
                if let Some(meeting) = &meeting {
                    row.meeting = row.meeting.or_else(|| meeting.meeting.clone());
                    row.run = format!("{}{}", meeting.run, row.run);
                    row.hints.extend(meeting.hints.iter().cloned());
                    if row.host_email.is_empty() {
                        row.host_email.clone_from(&meeting.host_email);
                    }
                }
                let number = row.meeting.as_deref().map(meeting_number);
                match number {
                    Some(None) => return Err(UnreadableReport::MeetingNumber(row.line)),
                    Some(Some(number)) if number != self.meeting => {
                        others.insert(number);
                    }
                    Some(Some(_)) | None => rows.push(row),
                }
            } else if let Some(about) = about.take() {
                meeting = Some(about.row(line));
            }
        }

        if rows.is_empty() && !others.is_empty() {
            return Err(UnreadableReport::OtherMeeting {
                found: others.into_iter().collect::<Vec<_>>().join(", "),
                asked: self.meeting.clone(),
            });
        }

        Ok(rows)
    }
}

/// Reads a number as Zoom writes it, with blanks or hyphens; `None`: this is none.
fn meeting_number(text: &str) -> Option<String> {
    let is_left_out = |c: &char| c.is_whitespace() || "-=\"'".contains(*c);
    let number: String = text.chars().filter(|c| !is_left_out(c)).collect();
    let is_number =
        (9..=12).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(number)
}

fn lines(text: &str, separator: u8) -> Vec<Line> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        // The lines about the meeting have another number of cells than the table.
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes())
        .records()
        .filter_map(Result::ok)
        .map(|record| Line {
            number: record.position().map_or(0, csv::Position::line),
            cells: record.iter().map(|cell| cell.trim().to_owned()).collect(),
        })
        .filter(|line| line.cells.iter().any(|cell| !cell.is_empty()))
        .collect()
}

/// Returns the headers for a message: nothing that may be a person's.
fn seen_headers(lines: &[Line]) -> String {
    let is_header =
        |cell: &&String| !cell.is_empty() && !cell.contains(|c: char| c == '@' || c.is_numeric());
    let cells: Vec<&str> = lines
        .first()
        .map(|line| {
            line.cells
                .iter()
                .filter(is_header)
                .map(String::as_str)
                .collect()
        })
        .unwrap_or_default();
    cells.join(", ").chars().take(300).collect()
}
