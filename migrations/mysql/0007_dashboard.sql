-- What the dashboard and the sign-in need. Safe to run half-way and again.

-- Sums of past days by status, richer than session_day_totals, which they replace: a row per school day, teacher
-- and status, and (whole_school) the same for the school. A day is summed up when it has a row in
-- session_days_summed. A cache: rows may be deleted at any time; the sweep makes them anew.
-- A span of days lies together by the primary key; one teacher's days are found by the other index.
-- Teachers are compared as wpos_zoom_links compares them, whatever its collation.
SET @teacher = (SELECT COALESCE(CONCAT(' CHARACTER SET ', character_set_name, ' COLLATE ', collation_name), '')
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'ustazid');
SET @statement = CONCAT('CREATE TABLE IF NOT EXISTS session_day_figures (
  timezone VARCHAR(64) CHARACTER SET ascii NOT NULL,
  whole_school TINYINT NOT NULL,
  teacher VARCHAR(255)', @teacher, ' NOT NULL,
  day DATE NOT NULL,
  status VARCHAR(8) CHARACTER SET ascii NOT NULL,
  sessions INT NOT NULL,
  seconds BIGINT NOT NULL,
  late INT NOT NULL,
  grade_a INT NOT NULL,
  grade_b INT NOT NULL,
  grade_c INT NOT NULL,
  under_5 INT NOT NULL,
  under_15 INT NOT NULL,
  under_30 INT NOT NULL,
  under_45 INT NOT NULL,
  under_60 INT NOT NULL,
  under_90 INT NOT NULL,
  longer INT NOT NULL,
  PRIMARY KEY (timezone, whole_school, day, teacher, status),
  KEY idx_teacher_day (timezone, whole_school, teacher, day),
  KEY idx_day (day)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC');
PREPARE create_figures FROM @statement;
EXECUTE create_figures;
DEALLOCATE PREPARE create_figures;
CREATE TABLE IF NOT EXISTS session_days_summed (
  timezone VARCHAR(64) CHARACTER SET ascii NOT NULL,
  day DATE NOT NULL,
  counted_at DATETIME NOT NULL,
  PRIMARY KEY (timezone, day),
  KEY idx_day (day)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;
-- Nobody keeps these up to date any more; an older program that is rolled back to makes them anew.
DELETE FROM session_day_totals;

-- What became of every sweep, for 30 days.
CREATE TABLE IF NOT EXISTS sweep_runs (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  started_at DATETIME NOT NULL,
  closed INT NOT NULL,
  failed INT NOT NULL,
  remaining INT NOT NULL,
  processing_ms INT NOT NULL,
  KEY idx_started (started_at)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- Answers with a status of 500 and more, counted by the hour, for 30 days.
CREATE TABLE IF NOT EXISTS request_errors (
  hour DATETIME NOT NULL,
  route VARCHAR(96) CHARACTER SET ascii NOT NULL,
  status INT NOT NULL,
  errors INT NOT NULL,
  PRIMARY KEY (hour, route, status)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- Tries to sign in, by account and by address, neither readable: a bucket is a keyed hash. For a day.
CREATE TABLE IF NOT EXISTS sign_in_attempts (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  bucket CHAR(64) CHARACTER SET ascii NOT NULL,
  tried_at DATETIME NOT NULL,
  KEY idx_bucket (bucket, tried_at),
  KEY idx_tried (tried_at)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;
