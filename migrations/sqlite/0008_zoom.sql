-- Zoom's own evidence (see migrations/mysql/0008_zoom.sql).
CREATE TABLE IF NOT EXISTS zoom_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id VARCHAR(64) NOT NULL,
  meeting_id VARCHAR(32) NOT NULL,
  meeting_uuid VARCHAR(64) NOT NULL,
  kind VARCHAR(24) NOT NULL,
  event_at DATETIME NOT NULL,
  received_at DATETIME NOT NULL,
  connection VARCHAR(80) NULL,
  person VARCHAR(80) NULL,
  is_host TINYINT NOT NULL,
  source VARCHAR(16) NOT NULL,
  dedupe_key CHAR(64) NOT NULL UNIQUE
);
CREATE INDEX IF NOT EXISTS idx_meeting_event ON zoom_events (meeting_id, event_at, id);
CREATE TABLE IF NOT EXISTS zoom_meetings_to_count (
  meeting_id VARCHAR(32) NOT NULL PRIMARY KEY,
  oldest_event_at DATETIME NOT NULL,
  count_after DATETIME NOT NULL,
  changes INT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS idx_count_after ON zoom_meetings_to_count (count_after);
CREATE TABLE IF NOT EXISTS zoom_accounts (
  account_id VARCHAR(64) NOT NULL,
  teacher VARCHAR(255) NOT NULL,
  first_event_at DATETIME NOT NULL,
  last_event_at DATETIME NOT NULL,
  PRIMARY KEY (account_id, teacher)
) WITHOUT ROWID;
ALTER TABLE wpos_zoom_links ADD COLUMN meeting_until DATETIME NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN together_seconds INT NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN lesson_started_at DATETIME NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN no_show VARCHAR(16) NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN class_started_at DATETIME NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN class_ended_at DATETIME NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN teacher_seen_at DATETIME NULL;
