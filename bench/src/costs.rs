//! The costs of lessons by the platforms' price lists: a formula over the figures of other sections.

use crate::bench::Bench;
use crate::prices::{aws, vercel};
use crate::report::{Report, Section, Table};
use crate::sample::Spread;

/// The resources that a request uses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    /// Processor time, ms.
    pub(crate) cpu_ms: f64,
    /// Time that it waits for the database, ms.
    pub(crate) waiting_ms: f64,
    /// Bytes of its answer, with headers.
    pub(crate) answer_bytes: f64,
    /// Bytes that it logs.
    pub(crate) log_bytes: f64,
}

/// The number of lessons in one month.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lessons {
    pub(crate) count: f64,
    pub(crate) minutes: f64,
    pub(crate) heartbeat_seconds: f64,
}

/// A bill, item by item, in USD.
pub(crate) type Bill = Vec<(&'static str, f64)>;

/// Link, page, join and end.
const REQUESTS_BESIDE_HEARTBEATS: f64 = 4.0;
/// A round trip to a database of the same region and what it does there; measured nowhere here.
const WAITING_MS: f64 = 2.0;
const LESSONS: f64 = 1e6;
const MINUTES: f64 = 60.0;

impl Lessons {
    pub(crate) fn requests(&self) -> f64 {
        self.count * (self.minutes * 60.0 / self.heartbeat_seconds + REQUESTS_BESIDE_HEARTBEATS)
    }

    /// AWS: functions of `memory_gb`, behind API Gateway or with URLs of their own.
    pub(crate) fn on_aws(&self, each: &Use, memory_gb: f64, gateway: bool) -> Bill {
        let requests = self.requests();
        // A share of a processor stretches the work, and a begun millisecond counts as a whole one.
        let share = (memory_gb / aws::GB_OF_A_WHOLE_PROCESSOR).min(1.0);
        let billed_ms = (each.cpu_ms / share + each.waiting_ms).ceil();
        let mut bill = vec![
            ("requests", requests / 1e6 * aws::MILLION_REQUESTS),
            (
                "GB-seconds",
                requests * billed_ms / 1e3 * memory_gb * aws::GB_SECOND,
            ),
        ];

        if gateway {
            let first = requests.min(aws::GATEWAY_FIRST);
            let units = (each.answer_bytes / aws::GATEWAY_UNIT_BYTES).ceil();
            let price =
                first * aws::GATEWAY_MILLION + (requests - first) * aws::GATEWAY_MILLION_BEYOND;

            bill.push(("API Gateway", units * price / 1e6));
        }

        bill.push(("logs", requests * each.log_bytes / 1e9 * aws::GB_OF_LOGS));
        bill.push(("data out", requests * each.answer_bytes / 1e9 * aws::GB_OUT));

        bill
    }

    /// Vercel: instances of `memory_gb` that each serve one request at a time, the dearest case.
    pub(crate) fn on_vercel(&self, each: &Use, memory_gb: f64) -> Bill {
        let requests = self.requests();
        let hours = |ms: f64| requests * ms / 3.6e6;

        vec![
            ("invocations", requests / 1e6 * vercel::MILLION_INVOCATIONS),
            ("active CPU", hours(each.cpu_ms) * vercel::CPU_HOUR),
            (
                "memory",
                hours(each.cpu_ms + each.waiting_ms) * memory_gb * vercel::GB_HOUR,
            ),
            (
                "edge requests",
                requests / 1e6 * vercel::MILLION_EDGE_REQUESTS,
            ),
            (
                "data out",
                requests * each.answer_bytes / 1e9 * (vercel::GB_OUT + vercel::GB_FROM_ORIGIN),
            ),
        ]
    }
}

fn sum(bill: &Bill) -> f64 {
    bill.iter().map(|(_, usd)| usd).sum()
}

/// What a request of one revision uses on Lambda, and on Vercel. Figures that this run has not measured are those of an
/// earlier one.
fn uses(report: &Report, prefix: &str) -> (Use, Use) {
    let measured = |path: &str, else_: f64| {
        let path = format!("{prefix}load/{path}");
        report.median("cold", &path).unwrap_or(else_)
    };
    let lambda = Use {
        cpu_ms: measured("lambda/cpu_us", 151.0) / 1e3,
        waiting_ms: WAITING_MS,
        answer_bytes: measured("vercel/answer_bytes", 553.0),
        log_bytes: measured("lambda/log_bytes", 0.0),
    };
    let vercel = Use {
        cpu_ms: measured("vercel/cpu_us", 163.0) / 1e3,
        ..lambda
    };

    (lambda, vercel)
}

/// Computes.
pub(crate) fn run(bench: &Bench, report: &Report) -> Section {
    let mut section = Section::new("costs");

    for heartbeat_seconds in [30.0, 60.0] {
        let lessons = Lessons {
            count: LESSONS,
            minutes: MINUTES,
            heartbeat_seconds,
        };
        for platform in [Billed::Gateway, Billed::FunctionUrls, Billed::Vercel] {
            let mut bill = Bill::new();
            for build in bench.baseline_first() {
                bill = platform.bill(&lessons, uses(report, build.prefix));
                let together = ("together", sum(&bill));
                bill.push(together);
                for (item, usd) in &bill {
                    let path = platform.path(&lessons, item);
                    section.keep(&format!("{}{path}", build.prefix), Spread::of([*usd]), 2);
                }
            }

            let table = table(bench, &mut section, platform, (&lessons, &bill));
            section.tables.push(table);
        }
    }

    let (lambda, vercel) = uses(report, bench.ours.prefix);
    let last = section.tables.last_mut();
    if let Some(table) = last {
        table.remarks.push(format!(
            "USD for {LESSONS:.0} lessons of {MINUTES:.0} min in one month, beyond what plans include; the database is \
             not part of it. A request: {:.3} ms CPU on Lambda, {:.3} ms on Vercel, {:.0} ms waiting for the \
             database (assumed), {:.0} bytes of answer, {:.0} bytes of log. {}",
            lambda.cpu_ms, vercel.cpu_ms, WAITING_MS, lambda.answer_bytes, lambda.log_bytes, crate::prices::DATED,
        ));
    }

    section
}

/// Whose bill it is.
#[derive(Clone, Copy)]
enum Billed {
    Gateway,
    FunctionUrls,
    Vercel,
}

impl Billed {
    fn name(self) -> &'static str {
        match self {
            Self::Gateway => "AWS, API Gateway",
            Self::FunctionUrls => "AWS, function URLs",
            Self::Vercel => "Vercel",
        }
    }

    fn bill(self, lessons: &Lessons, (lambda, vercel): (Use, Use)) -> Bill {
        match self {
            Self::Gateway => lessons.on_aws(&lambda, aws::MEMORY_GB, true),
            Self::FunctionUrls => lessons.on_aws(&lambda, aws::MEMORY_GB, false),
            Self::Vercel => lessons.on_vercel(&vercel, vercel::MEMORY_GB),
        }
    }

    fn path(self, lessons: &Lessons, item: &str) -> String {
        format!("{}/{}/{item}", self.name(), lessons.heartbeat_seconds)
    }
}

fn table(
    bench: &Bench,
    section: &mut Section,
    platform: Billed,
    (lessons, bill): (&Lessons, &Bill),
) -> Table {
    let mut rows = Vec::new();
    for (item, usd) in bill {
        let mut row = vec![(*item).to_owned(), format!("{usd:.2}")];
        row.extend(section.beside_baseline(bench, &platform.path(lessons, item), 2));
        rows.push(row);
    }

    let title = format!(
        "{}, a heartbeat every {:.0} s: {:.0} million requests",
        platform.name(),
        lessons.heartbeat_seconds,
        lessons.requests() / 1e6
    );
    let columns = [&["item", "USD"], Section::columns_beside(bench)].concat();

    Table::new(title, &columns, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EACH: Use = Use {
        cpu_ms: 0.1,
        waiting_ms: 2.0,
        answer_bytes: 1_000.0,
        log_bytes: 500.0,
    };

    fn hour(heartbeat_seconds: f64) -> Lessons {
        Lessons {
            count: 1e6,
            minutes: 60.0,
            heartbeat_seconds,
        }
    }

    fn item(bill: &Bill, name: &str) -> f64 {
        bill.iter().find(|(item, _)| *item == name).unwrap().1
    }

    #[test]
    fn heartbeats_make_the_requests() {
        assert!((hour(30.0).requests() - 124e6).abs() < 1.0);
        assert!((hour(60.0).requests() - 64e6).abs() < 1.0);
    }

    #[test]
    fn lambda_bills_whole_milliseconds_of_a_part_of_a_processor() {
        let bill = hour(30.0).on_aws(&EACH, 0.25, true);
        assert!((item(&bill, "requests") - 24.8).abs() < 0.01);

        // 0.1 ms at 0.25 GB takes 0.69 ms, with 2 ms of waiting 2.69, billed as 3.
        let expected = 124e6 * 0.003 * 0.25 * 0.000_016_666_7;
        assert!((item(&bill, "GB-seconds") - expected).abs() < 0.01);
        assert!((item(&bill, "API Gateway") - 124.0).abs() < 0.01);
        assert!((item(&bill, "logs") - 31.0).abs() < 0.01);
    }

    #[test]
    fn beyond_300_million_the_gateway_is_cheaper() {
        let lessons = Lessons {
            count: 10e6,
            ..hour(30.0)
        };
        let bill = lessons.on_aws(&EACH, 0.25, true);
        assert!((item(&bill, "API Gateway") - (300.0 + 940.0 * 0.9)).abs() < 0.01);
        assert!(sum(&lessons.on_aws(&EACH, 0.25, false)) < sum(&bill));
    }

    #[test]
    fn vercel_bills_processor_time_apart_from_waiting() {
        let bill = hour(30.0).on_vercel(&EACH, 2.0);
        assert!((item(&bill, "active CPU") - 124e6 * 0.1 / 3.6e6 * 0.128).abs() < 0.01);
        assert!((item(&bill, "memory") - 124e6 * 2.1 / 3.6e6 * 2.0 * 0.0106).abs() < 0.01);
    }
}
