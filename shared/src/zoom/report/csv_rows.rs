//! The stays that the rows of an export tell of, in the one order of dates that fits all of them.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::csv_export::Row;
use super::headers::yes;
use super::time_layout::{DateOrder, WrittenTime};
use super::{Report, ReportedStay, UnreadableReport};

/// Zoom ends a meeting after this many hours.
const LONGEST_HOURS: i64 = 30;

/// A row with its times.
struct TimedRow<'a> {
    row: &'a Row,
    joined: WrittenTime,
    left: WrittenTime,
}

impl TimedRow<'_> {
    fn fits(&self, order: DateOrder) -> bool {
        let (joined, left) = (self.joined.in_order(order), self.left.in_order(order));
        let longest = TimeDelta::hours(LONGEST_HOURS);
        matches!((joined, left), (Some(joined), Some(left)) if joined <= left && left - joined <= longest)
    }
}

impl Report {
    pub(super) fn read_rows(&self, rows: &[Row]) -> Result<Vec<ReportedStay>, UnreadableReport> {
        let timed = timed_rows(rows)?;
        let Some(order) = self.date_order(&timed)? else {
            return Ok(Vec::new());
        };

        let mut known = BTreeSet::new();
        let mut stays = Vec::new();
        for one in &timed {
            let row = one.row;
            let is_waiting = yes(&row.waiting).ok_or(UnreadableReport::WaitingRoom(row.line))?;
            if is_waiting {
                continue;
            }

            let instant = |time: &WrittenTime| {
                let at = time
                    .in_order(order)
                    .and_then(|local| self.zone.instant(local));
                at.ok_or(UnreadableReport::Time(row.line))
            };
            let is_host = if self.host.is_some() {
                self.is_host(&row.email)
            } else {
                !row.email.is_empty() && row.email.eq_ignore_ascii_case(&row.host_email)
            };

            // Zoom may write a row twice.
            if known.insert(&row.cells) {
                stays.push(ReportedStay {
                    name: row.name.clone(),
                    // The export has no ids, and persons are told apart by ids alone.
                    person: None,
                    key: None,
                    user_id: None,
                    is_host,
                    run: row.run.clone(),
                    joined_at: instant(&one.joined)?,
                    left_at: instant(&one.left)?,
                });
            }
        }

        Ok(stays)
    }

    /// Finds the order of the dates; `None`: there is no row.
    fn date_order(&self, rows: &[TimedRow]) -> Result<Option<DateOrder>, UnreadableReport> {
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let mut orders = first.joined.orders().to_vec();
        if let (Some(asked), true) = (self.date_order, orders.len() > 1) {
            orders = vec![asked];
        }
        for row in rows {
            orders.retain(|order| row.fits(*order));
            if orders.is_empty() {
                return Err(UnreadableReport::Time(row.row.line));
            }
        }

        let hints = rows.iter().flat_map(|row| &row.row.hints);
        for hint in hints.filter_map(|hint| WrittenTime::read(hint)) {
            let fitting: Vec<DateOrder> = orders
                .iter()
                .copied()
                .filter(|order| hint.in_order(*order).is_some())
                .collect();
            if !fitting.is_empty() {
                orders = fitting;
            }
        }

        // 11/11 is one day, whatever comes first.
        let ambiguous = rows.iter().find(|row| {
            let readings: BTreeSet<_> = orders
                .iter()
                .map(|order| row.joined.in_order(*order))
                .collect();
            readings.len() > 1
        });
        match ambiguous {
            None => Ok(orders.first().copied()),
            Some(row) => Err(two_readings(row)),
        }
    }
}

/// Returns the rows that have times, which must be of one shape.
fn timed_rows(rows: &[Row]) -> Result<Vec<TimedRow<'_>>, UnreadableReport> {
    let mut timed: Vec<TimedRow> = Vec::new();

    for row in rows {
        if row.joined.is_empty() && row.left.is_empty() {
            continue;
        }
        if row.joined.is_empty() || row.left.is_empty() {
            return Err(UnreadableReport::OpenStay(row.line));
        }

        let unreadable = || UnreadableReport::Time(row.line);
        let joined = WrittenTime::read(&row.joined).ok_or_else(unreadable)?;
        let left = WrittenTime::read(&row.left).ok_or_else(unreadable)?;
        let shape = timed
            .first()
            .map_or(joined.shape, |first| first.joined.shape);
        if joined.shape != shape || left.shape != shape {
            return Err(unreadable());
        }
        timed.push(TimedRow { row, joined, left });
    }

    Ok(timed)
}

fn two_readings(row: &TimedRow) -> UnreadableReport {
    let date = |order| {
        let at = row.joined.in_order(order);
        at.map_or_else(String::new, |at| at.format("%-d %B %Y").to_string())
    };
    UnreadableReport::TwoReadings {
        text: row.row.joined.clone(),
        month_first: date(DateOrder::MonthFirst),
        day_first: date(DateOrder::DayFirst),
    }
}
