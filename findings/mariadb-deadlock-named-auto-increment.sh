#!/usr/bin/env bash
# MariaDB from PATH (Debian's package mariadb-server 10.11.19), InnoDB, default settings
#
# Expected: of two transactions that wait for each other, one is rolled back and told so by error
#   1213 (SQLSTATE 40001), which every client takes for "try the whole transaction again".
# Happens: if the victim waits for the lock of an AUTO_INCREMENT column (an INSERT .. SELECT of
#   another transaction holds it to its end), it is told error 1467 (SQLSTATE HY000): the
#   auto-increment value could not be read. It reads like a broken table, no retry by SQLSTATE
#   catches it, and the transaction is rolled back all the same: what follows on the connection
#   is outside of any.
# Seen on 2026-11-29:
#   the other transaction: committed
#   the victim is told: ERROR 1467 (HY000)
#   the victim is still in a transaction: 0
#   the statement alone, right after: done
# Why it matters here: two imports of Zoom's reports at once insert events from a select.
# Our answer: shared/src/store/db/server_errors.rs takes 1467 for a deadlock, and the whole transaction is run again;
#   shared/src/store/zoom/event_insert.rs inserts values, where they will do.

# shellcheck source=support/prepare.sh
source "$(dirname "$0")/support/prepare.sh"

start_mariadb
sql "CREATE TABLE source (id INT PRIMARY KEY, note INT);
     INSERT INTO source VALUES (1, 0), (2, 0), (3, 0);
     CREATE TABLE copies (id BIGINT AUTO_INCREMENT PRIMARY KEY, source INT)" finding

# Waits until that many transactions wait for a lock.
wait_for_waiting() {
  for _ in $(seq 200); do
    [[ $(sql "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'") == "$1" ]] && return
    sleep 0.05
  done
  echo "no transaction waits" >&2
  exit 1
}

mkfifo "$folder/victim"
mariadb --no-defaults -uroot --socket="$folder/s.sock" --batch --skip-column-names --force finding \
  <"$folder/victim" >"$folder/seen" 2>"$folder/error" &
victim=$!
started+=("$victim")
exec 7>"$folder/victim"

# The victim has changed nothing yet, so the server rolls back the victim and not the other one.
echo "BEGIN; SELECT 'row ' FROM source WHERE id = 2 FOR UPDATE;" >&7
for _ in $(seq 200); do
  [[ -s $folder/seen ]] && break
  sleep 0.05
done

# The other one takes the lock of the counter with its first row, and waits for the victim's row.
sql "BEGIN; INSERT INTO source SELECT seq, 0 FROM seq_100_to_300;
     INSERT INTO copies (source) SELECT id FROM source WHERE id <= 2; COMMIT" finding &
other=$!
started+=("$other")
wait_for_waiting 1

echo "INSERT INTO copies (source) SELECT id FROM source WHERE id = 3;" >&7
echo "SELECT @@in_transaction; ROLLBACK;" >&7
echo "INSERT INTO copies (source) SELECT id FROM source WHERE id = 3; SELECT 'done';" >&7
exec 7>&-
wait "$victim" || true

if wait "$other"; then ended=committed; else ended=failed; fi
expect_equal 'the other transaction' committed "$ended"
expect_equal 'the victim is told' 'ERROR 1467 (HY000)' "$(grep -o 'ERROR [0-9]* ([A-Z0-9]*)' "$folder/error")"
expect_equal 'the victim is still in a transaction' 0 "$(sed -n 2p "$folder/seen")"
expect_equal 'the statement alone, right after' 'done' "$(sed -n 3p "$folder/seen")"
