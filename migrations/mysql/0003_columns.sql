-- What this project adds to wpos_zoom_links: each column only where it is missing, all in one ALTER
-- (INSTANT on MariaDB 10.3+ and MySQL 8.0.12+). Safe to run half-way and again.
SET @missing = CONCAT_WS(', ',
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'session_ended_at') > 0,
    NULL, 'ADD COLUMN session_ended_at DATETIME NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'session_duration_minutes') > 0,
    NULL, 'ADD COLUMN session_duration_minutes INT NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'session_status') > 0,
    NULL, 'ADD COLUMN session_status ENUM(''active'',''ended'',''timeout'') DEFAULT ''active'''),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'last_activity_at') > 0,
    NULL, 'ADD COLUMN last_activity_at DATETIME NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'session_duration_seconds') > 0,
    NULL, 'ADD COLUMN session_duration_seconds INT NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'duration_low_seconds') > 0,
    NULL, 'ADD COLUMN duration_low_seconds INT NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'duration_high_seconds') > 0,
    NULL, 'ADD COLUMN duration_high_seconds INT NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'duration_source') > 0,
    NULL, 'ADD COLUMN duration_source VARCHAR(16) NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'end_reason') > 0,
    NULL, 'ADD COLUMN end_reason VARCHAR(16) NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'zoom_meeting_id') > 0,
    NULL, 'ADD COLUMN zoom_meeting_id VARCHAR(32) NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'notification_status') > 0,
    NULL, 'ADD COLUMN notification_status VARCHAR(24) NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'notified_at') > 0,
    NULL, 'ADD COLUMN notified_at DATETIME NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'uncounted_seconds') > 0,
    NULL, 'ADD COLUMN uncounted_seconds INT NOT NULL DEFAULT 0'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'revision') > 0,
    NULL, 'ADD COLUMN revision INT NOT NULL DEFAULT 0')
);
SET @statement = IF(@missing = '', 'DO 0', CONCAT('ALTER TABLE wpos_zoom_links ', @missing));
PREPARE add_columns FROM @statement;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;
