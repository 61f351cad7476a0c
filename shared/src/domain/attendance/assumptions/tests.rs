//! Prints the numbers of the estimate into docs/accuracy.md, and compares the page with them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::*;

const BEGIN: &str = "<!-- assumptions: begin -->\n";
const END: &str = "<!-- assumptions: end -->\n";

fn table() -> String {
    let mut table = String::from("| number | value | meaning | source |\n|---|---|---|---|\n");
    for assumption in ASSUMPTIONS {
        let _ = writeln!(
            table,
            "| `{}` | {} | {} | {} |",
            assumption.name,
            assumption.value_text(),
            assumption.meaning.trim(),
            assumption.source
        );
    }

    table
}

/// Compares the page, or writes it where `UPDATE_DOCS` is set.
#[test]
fn the_numbers_of_the_estimate_are_documented() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/accuracy.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (documented, behind) = rest.split_once(END).unwrap();

    let table = table();
    #[expect(
        clippy::disallowed_methods,
        reason = "a switch of this test, and no setting of the system"
    )]
    let updates = std::env::var_os("UPDATE_DOCS").is_some();

    if updates {
        fs::write(&path, [before, BEGIN, &table, END, behind].concat()).unwrap();
    } else {
        assert!(
            documented == table,
            "docs/accuracy.md is out of step with domain/attendance/assumptions.rs. Refresh it by\n\
             UPDATE_DOCS=1 cargo test -p session-tracking --lib numbers_of_the_estimate"
        );
    }
}

#[test]
fn every_number_has_a_meaning_and_a_source() {
    for assumption in ASSUMPTIONS {
        assert!(assumption.value > TimeDelta::zero(), "{assumption:?}");
        assert!(assumption.meaning.trim().ends_with('.'), "{assumption:?}");
        assert!(!assumption.source.is_empty(), "{assumption:?}");
    }
}

#[test]
fn a_value_is_written_in_its_largest_whole_unit() {
    let texts = [90, 120, 3_600, 5_400].map(|seconds| {
        let value = TimeDelta::seconds(seconds);
        Assumption {
            value,
            ..ASSUMPTIONS[0]
        }
        .value_text()
    });

    assert_eq!(texts, ["90 s", "2 min", "1 h", "90 min"]);
}
