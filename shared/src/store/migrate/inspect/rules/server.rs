//! The server's version, its settings, and the room on its disk.

use crate::store::migrate::inspect::expected::SESSIONS;
use crate::store::migrate::inspect::finding::{Cost, InspectionFinding, Severity};
use crate::store::migrate::inspect::rules::mend::literal;
use crate::store::migrate::inspect::snapshot::{Server, Snapshot};

/// A statement of the migrations needs several kilobytes, a session's row up to 64.
const LEAST_PACKET: i64 = 16 * 1024;
const SAFE_PACKET: i64 = 1024 * 1024;
/// Room for the indexes of a small table.
const LEAST_ROOM: i64 = 64 * 1024 * 1024;

pub(crate) fn check(snapshot: &Snapshot) -> Vec<InspectionFinding> {
    let server = &snapshot.server;
    let mut findings = Vec::new();
    findings.extend(version(server));
    findings.extend(writing(server));
    findings.extend(modes(server));
    findings.extend(packet(server));

    if !snapshot.is_migrated {
        findings.extend(cluster(server));
        findings.extend(room(snapshot));
    }

    findings
}

fn version(server: &Server) -> Option<InspectionFinding> {
    let mut numbers = server
        .version
        .split(['.', '-'])
        .map_while(|part| part.parse::<u32>().ok());
    let found = (numbers.next()?, numbers.next().unwrap_or(0));
    let needed = if server.is_mariadb() { (10, 6) } else { (8, 0) };

    (found < needed).then(|| {
        InspectionFinding::of_server(
            Severity::Blocks,
            format!("version {}", server.version),
            "The sweep needs SKIP LOCKED: MySQL 8.0 or MariaDB 10.6, or newer",
        )
    })
}

fn writing(server: &Server) -> Option<InspectionFinding> {
    const SETTINGS: [&str; 6] = [
        "read_only",
        "super_read_only",
        "innodb_read_only",
        "transaction_read_only",
        "tx_read_only",
        "innodb_force_recovery",
    ];
    let on: Vec<&str> = SETTINGS
        .into_iter()
        .filter(|name| server.is_on(name) || server.number(name).is_some_and(|value| value > 0))
        .collect();

    (!on.is_empty()).then(|| {
        InspectionFinding::of_server(
            Severity::Blocks,
            format!("takes no writes ({})", on.join(", ")),
            "This is a replica, or a server in repair: let DATABASE_URL name the primary",
        )
    })
}

/// An empty text that counts as NULL breaks keys that have empty parts.
fn modes(server: &Server) -> Option<InspectionFinding> {
    const BAD: [&str; 2] = ["EMPTY_STRING_IS_NULL", "ORACLE"];
    let mode = server.variable("sql_mode");
    let (bad, good): (Vec<&str>, Vec<&str>) = mode.split(',').partition(|mode| BAD.contains(mode));
    if bad.is_empty() {
        return None;
    }

    let finding = InspectionFinding::of_server(
        Severity::Blocks,
        format!("sql_mode has {}", bad.join(", ")),
        "The program's statements mean something else then",
    );
    let statement = format!("SET GLOBAL sql_mode = {}", literal(&good.join(",")));
    Some(finding.mended_by(statement, Cost::None))
}

fn packet(server: &Server) -> Option<InspectionFinding> {
    let bytes = server.number("max_allowed_packet")?;
    if bytes >= SAFE_PACKET {
        return None;
    }

    let severity = if bytes < LEAST_PACKET {
        Severity::Blocks
    } else {
        Severity::Warns
    };
    let finding = InspectionFinding::of_server(
        severity,
        format!("max_allowed_packet is {bytes} bytes"),
        "A session's record and an import need up to a megabyte. Also write it to the server's configuration",
    );
    Some(finding.mended_by("SET GLOBAL max_allowed_packet = 16777216", Cost::None))
}

fn cluster(server: &Server) -> Option<InspectionFinding> {
    if !server.is_on("wsrep_on") {
        return None;
    }

    let method = server.variable("wsrep_osu_method");
    if method.eq_ignore_ascii_case("toi") {
        return Some(InspectionFinding::of_server(
            Severity::Warns,
            "a Galera cluster (wsrep_OSU_method is TOI)",
            "Each ALTER runs on all nodes at once, and every write in the cluster waits for it: migrate when no class is on",
        ));
    }

    let finding = InspectionFinding::of_server(
        Severity::Blocks,
        format!("a Galera cluster with wsrep_OSU_method {method}"),
        "Only this node would get the tables and columns, and the others would drop out of the cluster",
    );
    Some(finding.mended_by("SET GLOBAL wsrep_OSU_method = 'TOI'", Cost::None))
}

fn room(snapshot: &Snapshot) -> Option<InspectionFinding> {
    let free = snapshot.free_bytes?;
    let table = snapshot.table(SESSIONS).map_or(0, |table| table.bytes);
    let needed = table.saturating_add(LEAST_ROOM);

    (free < needed).then(|| {
        InspectionFinding::of_server(
            Severity::Blocks,
            format!("{free} bytes are free on the disk of the data"),
            &format!(
                "The new indexes and a rebuilt {SESSIONS} may need {needed} bytes: make room first"
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate::inspect::rules::school::school;

    fn found(change: impl FnOnce(&mut Snapshot)) -> Vec<(Severity, String)> {
        let mut snapshot = school();
        change(&mut snapshot);
        check(&snapshot)
            .into_iter()
            .map(|finding| (finding.severity, finding.found))
            .collect()
    }

    fn with(name: &str, value: &str) -> Vec<(Severity, String)> {
        found(|snapshot| {
            let variables = &mut snapshot.server.variables;
            variables.insert(name.to_owned(), value.to_owned());
        })
    }

    #[test]
    fn a_usual_server_has_no_findings() {
        assert_eq!(found(|_| ()), []);
        assert_eq!(with("innodb_force_recovery", "0"), []);
        assert_eq!(with("read_only", "OFF"), []);
    }

    #[test]
    fn a_server_that_takes_no_writes_blocks() {
        for (name, value) in [
            ("super_read_only", "ON"),
            ("tx_read_only", "1"),
            ("innodb_force_recovery", "3"),
        ] {
            assert_eq!(
                with(name, value),
                [(Severity::Blocks, format!("takes no writes ({name})"))]
            );
        }
    }

    #[test]
    fn old_servers_block_and_new_ones_do_not() {
        for (version, blocks) in [
            ("5.7.44-log", true),
            ("8.0.36", false),
            ("9.7.4", false),
            ("10.5.29-MariaDB", true),
            ("10.6.1-MariaDB-log", false),
            ("11.8.9-MariaDB", false),
        ] {
            let found = found(|snapshot| version.clone_into(&mut snapshot.server.version));
            assert_eq!(!found.is_empty(), blocks, "{version}");
        }
    }

    #[test]
    fn a_small_packet_warns_and_a_tiny_one_blocks() {
        assert_eq!(with("max_allowed_packet", "1024")[0].0, Severity::Blocks);
        assert_eq!(with("max_allowed_packet", "65536")[0].0, Severity::Warns);
        assert_eq!(with("max_allowed_packet", "67108864"), []);
    }

    #[test]
    fn galera_is_told_and_blocks_where_one_node_would_change_alone() {
        let method = |method: &str| {
            found(|snapshot| {
                let variables = &mut snapshot.server.variables;
                variables.insert("wsrep_on".to_owned(), "ON".to_owned());
                variables.insert("wsrep_osu_method".to_owned(), method.to_owned());
            })
        };

        assert_eq!(method("TOI")[0].0, Severity::Warns);
        assert_eq!(method("RSU")[0].0, Severity::Blocks);
    }

    #[test]
    fn a_full_disk_blocks_where_the_server_tells_of_it() {
        assert_eq!(found(|snapshot| snapshot.free_bytes = Some(1 << 40)), []);
        assert_eq!(
            found(|snapshot| snapshot.free_bytes = Some(1 << 20)).len(),
            1
        );
    }
}
