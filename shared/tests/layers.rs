//! The map of the house: which room may use which, and that no files use each other in a circle.
//!
//! Reads the `use` lines and `crate::` paths of `shared/src`, test modules left out. A name that an index (`mod.rs`)
//! hands on counts as its own file's.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use regex::Regex;

/// Each room, and the rooms that it may use besides itself. The first line that fits a file counts.
const ROOMS: [(&str, &[&str]); 21] = [
    // The rules of the trade. They use nothing outside of the domain, and each line only those above it.
    ("domain/ids domain/stored_names", &[]),
    ("domain/role domain/measured_time", &["domain/stored_names"]),
    ("domain/calendar", &[]),
    (
        "domain/ledger",
        &["domain/ids", "domain/measured_time", "domain/stored_names"],
    ),
    (
        "domain/invitation",
        &["domain/calendar", "domain/ids", "domain/stored_names"],
    ),
    (
        "domain/presence",
        &["domain/calendar", "domain/ids", "domain/ledger"],
    ),
    (
        "domain/attendance",
        &[
            "domain/calendar",
            "domain/ids",
            "domain/invitation",
            "domain/ledger",
            "domain/measured_time",
            "domain/presence",
            "domain/stored_names",
        ],
    ),
    ("domain", &["domain"]),
    // What the rules are fed from, and where their results go.
    ("clock random", &[]),
    ("config", &["domain"]),
    ("logging", &["config"]),
    ("store", &["clock", "config", "domain", "random"]),
    ("telegram", &["config", "domain", "random"]),
    ("zoom", &["auth/secret", "config", "domain"]),
    ("error", &["domain", "random", "store"]),
    // An extractor is asked by HTTP and needs the whole process; the rest of the room does not.
    (
        "auth/access",
        &["app", "auth", "config", "domain", "error", "store"],
    ),
    ("auth", &["config", "domain", "error", "random", "store"]),
    // What the system does, whoever asks.
    (
        "app",
        &[
            "auth", "clock", "config", "domain", "error", "random", "store", "telegram",
        ],
    ),
    // How it is asked, and how it answers.
    (
        "http",
        &[
            "app", "auth", "clock", "config", "domain", "error", "random", "store",
        ],
    ),
    (
        "pages",
        &["app", "config", "domain", "error", "random", "store"],
    ),
    (
        "endpoints routes start lib",
        &[
            "app", "auth", "clock", "config", "domain", "error", "http", "logging", "pages",
            "store", "telegram", "zoom",
        ],
    ),
];

/// A file of the library, as `domain/session/lifecycle`.
type File = String;

#[test]
fn no_room_uses_one_that_it_may_not() {
    let mut wrong = Vec::new();

    for (file, used) in uses() {
        let Some((room, allowed)) = ROOMS
            .iter()
            .find(|(rooms, _)| rooms.split(' ').any(|room| lies_in(&file, room)))
        else {
            wrong.push(format!("{file} lies in no room: give it a line in ROOMS"));
            continue;
        };

        let may = |other: &str| {
            room.split(' ')
                .chain(allowed.iter().copied())
                .any(|room| lies_in(other, room))
        };
        wrong.extend(
            used.iter()
                .filter(|other| !may(other))
                .map(|other| format!("{file} -> {other}")),
        );
    }

    assert!(
        wrong.is_empty(),
        "against the direction:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let uses = uses();

    let reaches = |from: &File| {
        let (mut seen, mut left) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(file) = left.pop() {
            for next in uses.get(&file).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    left.push(next.clone());
                }
            }
        }
        seen
    };
    let circle: Vec<&File> = uses
        .keys()
        .filter(|file| reaches(file).contains(*file))
        .collect();

    assert!(circle.is_empty(), "files that use each other: {circle:?}");
}

#[test]
fn only_endpoints_and_routes_are_asked_over_http() {
    for package in ["cli", "simulator"] {
        for (path, text) in sources(
            &Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("..")
                .join(package)
                .join("src"),
        ) {
            assert!(
                !text.contains("session_tracking::endpoints"),
                "{package}/{path} uses an endpoint: call `app`"
            );
        }
    }
}

fn lies_in(file: &str, room: &str) -> bool {
    file.strip_prefix(room)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What each file uses.
fn uses() -> BTreeMap<File, BTreeSet<File>> {
    let sources: BTreeMap<File, String> =
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
            .into_iter()
            .collect();

    let mut uses = BTreeMap::new();
    for (file, text) in &sources {
        if file.ends_with("/mod") || file.ends_with("/tests") {
            continue;
        }
        let named = paths(file, text);
        let used = named
            .iter()
            .filter_map(|path| owner(&sources, path, 0))
            .filter(|used| used != file);
        uses.insert(file.clone(), used.collect());
    }
    uses
}

/// The absolute paths that a file names, without `crate::`.
fn paths(file: &str, text: &str) -> Vec<String> {
    let parent = file
        .strip_suffix("/mod")
        .unwrap_or(file.rsplit_once('/').map_or("", |(parent, _)| parent));
    let parent = parent.replace('/', "::");

    let whole =
        Regex::new(r"use ((?:crate|super|self)::[^;]+);|\b((?:crate|super)(?:::\w+)+)").unwrap();
    let named = whole
        .captures_iter(text)
        .map(|found| found.get(1).or(found.get(2)).unwrap().as_str());
    named
        .flat_map(leaves)
        .map(|path| {
            path.replace("self::", &format!("{parent}::"))
                .replace("super::", &format!("{parent}::"))
        })
        .map(|path| path.replace("crate::", ""))
        .collect()
}

/// `a::{b, c::{d, e}}` -> `a::b`, `a::c::d`, `a::c::e`.
fn leaves(tree: &str) -> Vec<String> {
    let Some((head, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or(tree).trim().to_owned()];
    };
    let body = rest.rsplit_once('}').map_or(rest, |(body, _)| body);

    let (mut parts, mut depth) = (vec![String::new()], 0);
    for letter in body.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().push(letter);
    }
    let parts = parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty());
    parts
        .flat_map(|part| leaves(&format!("{}{part}", head.trim())))
        .collect()
}

/// The file in which the last name of a path is defined.
fn owner(sources: &BTreeMap<File, String>, path: &str, depth: usize) -> Option<File> {
    let names: Vec<&str> = path.split("::").filter(|name| !name.is_empty()).collect();

    for length in (1..=names.len()).rev() {
        let module = names[..length].join("/");
        if sources.contains_key(&module) {
            return Some(module);
        }
        let index = format!("{module}/mod");
        if let Some(text) = sources.get(&index) {
            let name = names.get(length)?;
            let handed_on = paths(&index, text)
                .into_iter()
                .find(|path| path.rsplit("::").next() == Some(name));
            return handed_on
                .filter(|_| depth < 5)
                .and_then(|path| owner(sources, &path, depth + 1));
        }
    }
    None
}

/// Every file below a folder with its text, test modules at its end and comments left out.
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
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            let lines = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            let name = path.strip_prefix(folder).unwrap().with_extension("");
            found.push((
                name.to_string_lossy().replace('\\', "/"),
                lines.collect::<Vec<_>>().join("\n"),
            ));
        }
    }
    found
}
