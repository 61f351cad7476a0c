//! The map of the house: which room may use which, and that no files use each other in a circle.
//!
//! It reads the `use` lines and the `crate::` paths of `shared/src` without its test modules. A name that an index
//! (`mod.rs`) hands on counts as the name of the file that defines it.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read the code has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

/// Each room, and the rooms that it may use besides itself. The first line that fits a file counts.
const ROOMS: [(&str, &[&str]); 23] = [
    // The rules of the trade. They use nothing outside of the domain, and each line only those above it.
    (
        "domain/ids domain/invisible domain/stored_names domain/calendar domain/call_limits",
        &[],
    ),
    ("domain/role domain/measured_time", &["domain/stored_names"]),
    (
        "domain/timetable",
        &["domain/calendar", "domain/ids", "domain/invisible"],
    ),
    (
        "domain/ledger",
        &["domain/ids", "domain/measured_time", "domain/stored_names"],
    ),
    (
        "domain/invitation",
        &["domain/ids", "domain/invisible", "domain/stored_names"],
    ),
    ("domain/presence", &["domain/calendar", "domain/ledger"]),
    (
        "domain/attendance",
        &[
            "domain/calendar",
            "domain/ids",
            "domain/ledger",
            "domain/measured_time",
            "domain/presence",
            "domain/stored_names",
            "domain/timetable",
        ],
    ),
    (
        "domain/session",
        &[
            "domain/attendance",
            "domain/calendar",
            "domain/ids",
            "domain/invitation",
            "domain/ledger",
            "domain/measured_time",
            "domain/presence",
        ],
    ),
    (
        "domain/tally",
        &["domain/measured_time", "domain/presence", "domain/session"],
    ),
    ("domain/sign_in_limits", &[]),
    ("domain/zoom_asker", &["domain/ids"]),
    // What the rules are fed from, and where their results go.
    ("clock hexadecimal http_client random", &[]),
    ("config", &["domain"]),
    ("logging", &["config"]),
    (
        "store",
        &["clock", "config", "domain", "hexadecimal", "random"],
    ),
    ("telegram", &["config", "domain", "http_client", "random"]),
    ("zoom", &["config", "domain", "http_client", "random"]),
    ("error", &["domain", "random", "store"]),
    (
        "auth",
        &[
            "config",
            "domain",
            "error",
            "hexadecimal",
            "random",
            "store",
        ],
    ),
    // What the system does, whoever asks.
    (
        "app",
        &[
            "clock", "config", "domain", "error", "random", "store", "telegram", "zoom",
        ],
    ),
    // How it is asked, and how it answers.
    (
        "http",
        &["app", "auth", "clock", "error", "random", "store"],
    ),
    (
        "pages",
        &["app", "config", "domain", "error", "random", "store"],
    ),
    (
        "endpoints routes start lib",
        &[
            "app", "auth", "clock", "config", "domain", "error", "http", "logging", "pages",
            "store", "zoom",
        ],
    ),
];

/// A file of the library, as `domain/session/lifecycle`.
type File = String;

#[test]
fn no_room_uses_one_that_it_may_not() {
    let mut wrong = Vec::new();

    for (file, used) in USES.iter() {
        let room = ROOMS
            .iter()
            .find(|(rooms, _)| rooms.split(' ').any(|room| lies_in(file, room)));
        let Some((rooms, allowed)) = room else {
            wrong.push(format!("{file} lies in no room: give it a line in ROOMS"));
            continue;
        };

        let open_rooms: Vec<&str> = rooms.split(' ').chain(allowed.iter().copied()).collect();
        let is_open = |other: &File| open_rooms.iter().any(|room| lies_in(other, room));
        wrong.extend(
            used.iter()
                .filter(|other| !is_open(other))
                .map(|other| format!("{file} -> {other}")),
        );
    }

    assert!(
        wrong.is_empty(),
        "against the direction:\n{}",
        wrong.join("\n")
    );
}

/// The map shows what is, not what once was.
#[test]
fn every_allowance_is_used() {
    let is_used = |rooms: &str, allowed: &str| {
        USES.iter()
            .filter(|(file, _)| rooms.split(' ').any(|room| lies_in(file, room)))
            .any(|(_, used)| used.iter().any(|other| lies_in(other, allowed)))
    };

    for (rooms, allowances) in ROOMS {
        for allowed in allowances {
            assert!(is_used(rooms, allowed), "{rooms} uses nothing of {allowed}");
        }
    }
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let circle: Vec<&File> = USES
        .keys()
        .filter(|file| reachable(file).contains(*file))
        .collect();

    assert!(circle.is_empty(), "files that use each other: {circle:?}");
}

#[test]
fn command_line_and_simulator_ask_no_endpoint() {
    for package in ["cli", "simulator"] {
        for (file, text) in sources(&workspace().join(package).join("src")) {
            assert!(
                !text.contains("session_tracking::endpoints"),
                "{package}/src/{file}.rs uses an endpoint: call `app`"
            );
        }
    }
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn lies_in(file: &str, room: &str) -> bool {
    file.strip_prefix(room)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Every file that a file uses, or that one of those uses.
fn reachable(from: &File) -> BTreeSet<&'static File> {
    let mut seen = BTreeSet::new();
    let mut left = vec![from];

    while let Some(file) = left.pop() {
        for next in USES.get(file).into_iter().flatten() {
            if seen.insert(next) {
                left.push(next);
            }
        }
    }

    seen
}

/// What each file uses.
static USES: LazyLock<BTreeMap<File, BTreeSet<File>>> = LazyLock::new(|| {
    let paths: BTreeMap<File, Vec<String>> = sources(&workspace().join("shared/src"))
        .into_iter()
        .map(|(file, text)| {
            let paths = named_paths(&file, &text);
            (file, paths)
        })
        .collect();

    let is_index_or_test = |file: &File| file.ends_with("/mod") || file.ends_with("/tests");
    let mut uses = BTreeMap::new();
    for (file, named) in paths.iter().filter(|(file, _)| !is_index_or_test(file)) {
        let owners = named.iter().filter_map(|path| owner(&paths, path, 0));
        uses.insert(file.clone(), owners.filter(|other| other != file).collect());
    }

    uses
});

/// A `use` line of our own, or a path in the code.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"use ((?:crate|super|self)::[^;]+);|\b((?:crate|super)(?:::\w+)+)").unwrap()
});

/// The paths of our own that a file names, from the root of the library.
fn named_paths(file: &str, text: &str) -> Vec<String> {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = format!("{}::", folder.replace('/', "::"));

    NAMED
        .captures_iter(text)
        .filter_map(|found| found.get(1).or(found.get(2)))
        .flat_map(|tree| leaves(tree.as_str()))
        .map(|path| {
            path.replace("self::", &folder)
                .replace("super::", &folder)
                .replace("crate::", "")
        })
        .collect()
}

/// `a::{b, c::{d, e}}` -> `a::b`, `a::c::d`, `a::c::e`.
fn leaves(tree: &str) -> Vec<String> {
    let Some((head, rest)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or(tree);
        return vec![path.trim().to_owned()];
    };
    let body = rest.rsplit_once('}').map_or(rest, |(body, _)| body);

    let mut parts = vec![String::new()];
    let mut depth = 0;
    for letter in body.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if letter == ',' && depth == 0 {
            parts.push(String::new());
        } else {
            parts.last_mut().unwrap().push(letter);
        }
    }

    parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .flat_map(|part| leaves(&format!("{}{part}", head.trim())))
        .collect()
}

/// The file that defines the last name of a path. An index hands names on.
fn owner(paths: &BTreeMap<File, Vec<String>>, path: &str, depth: usize) -> Option<File> {
    let names: Vec<&str> = path.split("::").filter(|name| !name.is_empty()).collect();

    for length in (1..=names.len()).rev() {
        let module = names[..length].join("/");
        if paths.contains_key(&module) {
            return Some(module);
        }

        if let Some(handed_on) = paths.get(&format!("{module}/mod")) {
            let name = names.get(length)?;
            let origin = handed_on
                .iter()
                .find(|path| path.rsplit("::").next() == Some(name))?;

            return if depth < 5 {
                owner(paths, origin, depth + 1)
            } else {
                None
            };
        }
    }

    None
}

/// Every file below a folder with its text, without comments and without the test modules at its end.
fn sources(folder: &Path) -> Vec<(File, String)> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_owned()];

    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }

        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let code: Vec<&str> = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        let name = path.strip_prefix(folder).unwrap().with_extension("");
        found.push((name.to_string_lossy().into_owned(), code.join("\n")));
    }

    found
}
