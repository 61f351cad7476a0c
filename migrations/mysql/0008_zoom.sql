-- Zoom's own evidence. Safe to run half-way and again.

-- What Zoom said, append-only, by meeting: which session it belongs to follows from all sessions and events of that
-- meeting, whatever the order in which they came.
CREATE TABLE IF NOT EXISTS zoom_events (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id VARCHAR(64) NOT NULL,
  meeting_id VARCHAR(32) CHARACTER SET ascii NOT NULL,
  meeting_uuid VARCHAR(64) NOT NULL,
  kind VARCHAR(24) CHARACTER SET ascii NOT NULL,
  event_at DATETIME(3) NOT NULL,
  received_at DATETIME(3) NOT NULL,
  -- One stay in the meeting, and, where Zoom knows it, one person.
  connection VARCHAR(80) NULL,
  person VARCHAR(80) NULL,
  is_host TINYINT NOT NULL,
  source VARCHAR(16) CHARACTER SET ascii NOT NULL,
  dedupe_key CHAR(64) CHARACTER SET ascii NOT NULL,
  UNIQUE KEY uq_zoom_event (dedupe_key),
  KEY idx_meeting_event (meeting_id, event_at, id)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4;

-- Meetings of which something is not counted yet, or that go on: then they are counted again when that has lasted
-- for too long. A row goes when all its lessons are over and counted.
CREATE TABLE IF NOT EXISTS zoom_meetings_to_count (
  meeting_id VARCHAR(32) CHARACTER SET ascii NOT NULL PRIMARY KEY,
  oldest_event_at DATETIME(3) NOT NULL,
  count_after DATETIME(3) NOT NULL,
  changes INT NOT NULL,
  KEY idx_count_after (count_after)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- Accounts and the teachers of whom they told, and when they last did: one that falls silent while its lessons run is
-- reported. Teachers are compared as wpos_zoom_links compares them.
SET @teacher = (SELECT COALESCE(CONCAT(' CHARACTER SET ', character_set_name, ' COLLATE ', collation_name), '')
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'ustazid');
SET @statement = CONCAT('CREATE TABLE IF NOT EXISTS zoom_accounts (
  account_id VARCHAR(64) NOT NULL,
  teacher VARCHAR(255)', @teacher, ' NOT NULL,
  first_event_at DATETIME(3) NOT NULL,
  last_event_at DATETIME(3) NOT NULL,
  PRIMARY KEY (account_id, teacher)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4');
PREPARE create_accounts FROM @statement;
EXECUTE create_accounts;
DEALLOCATE PREPARE create_accounts;

-- Until when a session is not timed out by silence, because Zoom says that it runs; the seconds in which both were
-- there; when the lesson began, where better evidence than the page's opening tells; why there was none; and what the
-- teacher's page says: class started, class ended, the tab's last sign of life. INSTANT.
SET @missing = CONCAT_WS(', ',
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'meeting_until') > 0,
    NULL, 'ADD COLUMN meeting_until DATETIME NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'together_seconds') > 0,
    NULL, 'ADD COLUMN together_seconds INT NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'lesson_started_at') > 0,
    NULL, 'ADD COLUMN lesson_started_at DATETIME NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'no_show') > 0,
    NULL, 'ADD COLUMN no_show VARCHAR(16) NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'class_started_at') > 0,
    NULL, 'ADD COLUMN class_started_at DATETIME NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'class_ended_at') > 0,
    NULL, 'ADD COLUMN class_ended_at DATETIME NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'teacher_seen_at') > 0,
    NULL, 'ADD COLUMN teacher_seen_at DATETIME NULL')
);
SET @statement = IF(@missing = '', 'DO 0', CONCAT('ALTER TABLE wpos_zoom_links ', @missing));
PREPARE add_columns FROM @statement;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;
