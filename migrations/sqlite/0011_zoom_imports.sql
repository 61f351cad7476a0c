-- Reports that were imported (see migrations/mysql/0011_zoom_imports.sql).
CREATE TABLE IF NOT EXISTS zoom_imports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  import_key CHAR(32) NOT NULL UNIQUE,
  imported_at DATETIME NOT NULL,
  file_name VARCHAR(190) NOT NULL,
  file_sha256 CHAR(64) NOT NULL,
  reading_sha256 CHAR(64) NOT NULL,
  meeting_id VARCHAR(32) NOT NULL,
  school_day DATE NOT NULL,
  stays INT NOT NULL,
  first_event_at DATETIME NOT NULL,
  last_event_at DATETIME NOT NULL,
  replaced_by BIGINT NULL,
  undone_at DATETIME NULL
);
CREATE INDEX IF NOT EXISTS idx_import_meeting ON zoom_imports (meeting_id);
ALTER TABLE zoom_events ADD COLUMN import_id BIGINT NULL;
