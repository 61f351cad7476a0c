-- What the dashboard and the sign-in need (see migrations/mysql/0007_dashboard.sql).
CREATE TABLE IF NOT EXISTS session_day_figures (
  timezone VARCHAR(64) NOT NULL,
  whole_school TINYINT NOT NULL,
  teacher VARCHAR(255) NOT NULL,
  day DATE NOT NULL,
  status VARCHAR(8) NOT NULL,
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
  PRIMARY KEY (timezone, whole_school, day, teacher, status)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS idx_teacher_day ON session_day_figures (timezone, whole_school, teacher, day);
CREATE INDEX IF NOT EXISTS idx_day_figures ON session_day_figures (day);
CREATE TABLE IF NOT EXISTS session_days_summed (
  timezone VARCHAR(64) NOT NULL,
  day DATE NOT NULL,
  counted_at DATETIME NOT NULL,
  PRIMARY KEY (timezone, day)
) WITHOUT ROWID;
DELETE FROM session_day_totals;

CREATE TABLE IF NOT EXISTS sweep_runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  started_at DATETIME NOT NULL,
  closed INT NOT NULL,
  failed INT NOT NULL,
  remaining INT NOT NULL,
  processing_ms INT NOT NULL
);
CREATE INDEX IF NOT EXISTS idx_started ON sweep_runs (started_at);

CREATE TABLE IF NOT EXISTS request_errors (
  hour DATETIME NOT NULL,
  route VARCHAR(96) NOT NULL,
  status INT NOT NULL,
  errors INT NOT NULL,
  PRIMARY KEY (hour, route, status)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sign_in_attempts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  bucket CHAR(64) NOT NULL,
  tried_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS idx_bucket ON sign_in_attempts (bucket, tried_at);
CREATE INDEX IF NOT EXISTS idx_tried ON sign_in_attempts (tried_at);
