//! The file and the options of `zoom import`.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use session_tracking::app::ImportMode;
use session_tracking::domain::{ReportedFile, SchoolCalendar, ZoomKind};
use session_tracking::zoom::{DateOrder, Report};

#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The report: JSON or CSV
    pub(super) file: PathBuf,
    /// The meeting's number
    #[arg(long, value_name = "ID")]
    meeting: String,
    /// The host's address, or Zoom's id of the host
    #[arg(long, value_name = "ADDRESS")]
    host: Option<String>,
    /// The instance of the meeting, if it is known
    #[arg(long, value_name = "UUID")]
    uuid: Option<String>,
    /// The zone of a CSV file's times, if it is not the school's
    #[arg(long, value_name = "AREA/CITY")]
    zone: Option<SchoolCalendar>,
    /// What comes first in a CSV file's dates
    #[arg(long, value_enum, value_name = "ORDER")]
    date_order: Option<Order>,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Believe the file's times, even if its stays are known ones at other times
    #[arg(long)]
    times_are_right: bool,
}

/// What a date begins with.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Order {
    /// 11/23/2026
    #[value(name = "month-first")]
    Month,
    /// 23/11/2026
    #[value(name = "day-first")]
    Day,
    /// 2026/11/23
    #[value(name = "year-first")]
    Year,
}

impl From<Order> for DateOrder {
    fn from(order: Order) -> Self {
        match order {
            Order::Month => Self::MonthFirst,
            Order::Day => Self::DayFirst,
            Order::Year => Self::YearFirst,
        }
    }
}

impl Import {
    pub(super) fn mode(&self) -> ImportMode {
        ImportMode {
            is_dry_run: self.dry_run,
            believes_times: self.times_are_right,
            spares_files: false,
        }
    }

    /// Reads the file.
    pub(super) fn read(&self, school_days: &SchoolCalendar) -> anyhow::Result<ReportedFile> {
        let report = Report {
            meeting: meeting_number(&self.meeting)?,
            uuid: self.uuid.clone(),
            account: String::new(),
            host: self.host.clone(),
            zone: self.zone.as_ref().unwrap_or(school_days).clone(),
            date_order: self.date_order.map(Into::into),
        };
        let path = self.file.display();
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let bytes = fs::read(&self.file).with_context(|| format!("cannot read {path}"))?;

        report
            .read_file(&name, &bytes, school_days)
            .with_context(|| format!("cannot use {path}"))
    }
}

/// Tells whether somebody in the file is the host.
pub(super) fn knows_host(file: &ReportedFile) -> bool {
    file.days
        .iter()
        .flat_map(|day| &day.events)
        .any(|event| matches!(&event.event.kind, ZoomKind::Joined(who) if who.is_host))
}

/// Reads a meeting's number as people write it, with blanks or hyphens between its digits.
fn meeting_number(text: &str) -> anyhow::Result<String> {
    let number: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();

    anyhow::ensure!(
        (9..=11).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()),
        "--meeting must be a meeting's number, 9 to 11 digits"
    );

    Ok(number)
}
