#!/usr/bin/env bash
# MariaDB from PATH (Debian's package mariadb-server 10.11.19), InnoDB, default isolation level
#
# Expected: `UPDATE .. WHERE token = 'anna' AND ..` with a UNIQUE key on token reads and locks one
#   row, whatever other conditions follow. `SELECT .. FOR UPDATE` with the same WHERE does.
# Happens: where a range on another index is guessed to hold one row as well, the UPDATE takes that
#   range, and locks the entry behind it too. So one person's update, still uncommitted, stops that
#   of another person, who is not in the range. Functions around the column bring the key back.
# Seen on 2026-11-28:
#   key of SELECT FOR UPDATE: token
#   key of UPDATE: last_seen
#   the other person's UPDATE meanwhile: ERROR 1205
#   key of UPDATE with the column in a function: token
#   the other person's UPDATE meanwhile: done
# Why it matters here: a heartbeat is this UPDATE. The index is prescribed, nobody's query needs it,
#   and heartbeats of strangers that fall into one second waited for each other.
# Our answer: shared/src/store/sessions/heartbeat.rs keeps the columns in functions; store/rules/lifecycle.rs likewise.

# shellcheck source=support/prepare.sh
source "$(dirname "$0")/support/prepare.sh"

start_mariadb
sql "CREATE TABLE people (id INT AUTO_INCREMENT PRIMARY KEY, token VARCHAR(32) NOT NULL UNIQUE,
       last_seen DATETIME NULL, INDEX last_seen (last_seen));
     INSERT INTO people (token, last_seen)
       SELECT CONCAT('old', seq), '2026-01-01' + INTERVAL seq MINUTE FROM seq_1_to_1000;
     INSERT INTO people (token, last_seen)
       VALUES ('anna', '2026-11-25 10:00:30'), ('bert', '2026-11-25 10:00:40');
     ANALYZE TABLE people" finding >/dev/null

recent="last_seen < '2026-11-25 10:00:40' AND last_seen >= '2026-11-25 09:58:40'"
in_function="${recent//last_seen/GREATEST(last_seen, last_seen)}"
seen_now="UPDATE people SET last_seen = '2026-11-25 10:00:40' WHERE token = 'anna' AND"

key() {
  sql "EXPLAIN $1" finding | cut -f6
}

# Prints how the other person's UPDATE ends while the given one is not committed.
meanwhile() {
  local holder
  sql "BEGIN; $1; SELECT SLEEP(60); ROLLBACK" finding >/dev/null 2>&1 &
  holder=$!
  for _ in $(seq 200); do
    [[ $(sql "SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User sleep'") == 1 ]] && break
    sleep 0.05
  done
  if sql "SET innodb_lock_wait_timeout = 1;
          UPDATE people SET last_seen = '2026-11-25 10:00:41' WHERE token = 'bert';
          UPDATE people SET last_seen = '2026-11-25 10:00:40' WHERE token = 'bert'" finding 2>"$folder/error"; then
    echo 'done'
  else
    grep -o 'ERROR [0-9]*' "$folder/error"
  fi
  kill "$holder"
  wait "$holder" 2>/dev/null || true
  sql "SELECT CONCAT('KILL ', id) FROM information_schema.processlist WHERE state = 'User sleep'" >"$folder/kill"
  sql "$(cat "$folder/kill")"
}

expect_equal 'key of SELECT FOR UPDATE' token "$(key "SELECT * FROM people WHERE token = 'anna' AND $recent FOR UPDATE")"
expect_equal 'key of UPDATE' last_seen "$(key "$seen_now $recent")"
expect_equal "the other person's UPDATE meanwhile" 'ERROR 1205' "$(meanwhile "$seen_now $recent")"
expect_equal 'key of UPDATE with the column in a function' token "$(key "$seen_now $in_function")"
expect_equal "the other person's UPDATE meanwhile" 'done' "$(meanwhile "$seen_now $in_function")"
