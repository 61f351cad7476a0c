-- Who was in a meeting (see migrations/mysql/0009_identity.sql).
ALTER TABLE zoom_events ADD COLUMN host_id VARCHAR(64) NULL;
ALTER TABLE zoom_events ADD COLUMN user_id VARCHAR(64) NULL;
ALTER TABLE zoom_events ADD COLUMN name_key CHAR(16) NULL;
ALTER TABLE zoom_events ADD COLUMN is_assistant TINYINT NOT NULL DEFAULT 0;
CREATE TABLE IF NOT EXISTS zoom_known_people (
  person VARCHAR(80) NOT NULL,
  role VARCHAR(8) NOT NULL,
  session_id BIGINT NOT NULL,
  student BIGINT NOT NULL,
  teacher VARCHAR(190) NOT NULL,
  seen_at DATETIME NOT NULL,
  PRIMARY KEY (person, role, session_id, teacher)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS idx_known_teacher ON zoom_known_people (teacher);
