-- What this project adds to wpos_zoom_links. SQLite has no conditional ADD COLUMN: the migration runner
-- leaves out each line whose column exists already, so keep one statement a line.
ALTER TABLE wpos_zoom_links ADD COLUMN session_ended_at DATETIME NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN session_duration_minutes INT NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN session_status VARCHAR(8) DEFAULT 'active' CHECK (session_status IN ('active', 'ended', 'timeout'));
ALTER TABLE wpos_zoom_links ADD COLUMN last_activity_at DATETIME NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN session_duration_seconds INT NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN duration_low_seconds INT NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN duration_high_seconds INT NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN duration_source VARCHAR(16) NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN end_reason VARCHAR(16) NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN zoom_meeting_id VARCHAR(32) NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN notification_status VARCHAR(24) NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN notified_at DATETIME NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN uncounted_seconds INT NOT NULL DEFAULT 0;
ALTER TABLE wpos_zoom_links ADD COLUMN revision INT NOT NULL DEFAULT 0;
