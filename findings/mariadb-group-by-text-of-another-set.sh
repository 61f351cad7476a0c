#!/usr/bin/env bash
# MariaDB from PATH (Debian's package mariadb-server-core 10.11.14), InnoDB, sql_mode ONLY_FULL_GROUP_BY
#
# Expected: an expression that stands in the same words in SELECT and in GROUP BY is grouped by, whatever
#   the character set of the table: the mode asks for nothing more.
# Happens: if the expression has a text literal and the table's character set is not the connection's, the
#   literal is converted for the comparison, and the two are no longer taken for the same: error 1055, "isn't
#   in GROUP BY". The same statement works on a table of the connection's own set, with a number for the
#   literal, or if it groups by the column's alias.
# Seen on 2026-11-29:
#   latin1 table, the expression: ERROR 1055 (42000)
#   latin1 table, the alias: x:1
#   latin1 table, a number in place of the text: 1:1
#   utf8mb4 table, the expression: x:1
# Why it matters here: schools have latin1 and utf8mb3 tables, connections speak utf8mb4, and a statement that
#   every test on utf8mb4 tables passes fails there.
# Our answer: sums are grouped by a named column of a derived table
#   (shared/src/store/statistics/tallies.rs, summed_days.rs).

# shellcheck source=support/prepare.sh
source "$(dirname "$0")/support/prepare.sh"

start_mariadb --sql-mode=ONLY_FULL_GROUP_BY
sql "CREATE TABLE old (a VARCHAR(9), b INT) CHARACTER SET latin1;
     CREATE TABLE new (a VARCHAR(9), b INT) CHARACTER SET utf8mb4;
     INSERT INTO old VALUES ('x', 1);
     INSERT INTO new VALUES ('x', 1)" finding

# ask STATEMENT: its one row as first:second, or the error's number.
ask() {
  mariadb --no-defaults --default-character-set=utf8mb4 -uroot --socket="$folder/s.sock" --batch --skip-column-names \
    finding --execute "$1" 2>&1 | grep -oE $'^[^\t-]+\t[0-9]+$|ERROR [0-9]+ \\([0-9A-Z]+\\)' | tr '\t' ':'
}

expect_equal 'latin1 table, the expression' 'ERROR 1055 (42000)' \
  "$(ask "SELECT COALESCE(a, ''), COUNT(*) FROM old GROUP BY COALESCE(a, '')")"
expect_equal 'latin1 table, the alias' 'x:1' "$(ask "SELECT COALESCE(a, '') AS k, COUNT(*) FROM old GROUP BY k")"
expect_equal 'latin1 table, a number in place of the text' '1:1' \
  "$(ask "SELECT COALESCE(b, 0), COUNT(*) FROM old GROUP BY COALESCE(b, 0)")"
expect_equal 'utf8mb4 table, the expression' 'x:1' \
  "$(ask "SELECT COALESCE(a, ''), COUNT(*) FROM new GROUP BY COALESCE(a, '')")"
