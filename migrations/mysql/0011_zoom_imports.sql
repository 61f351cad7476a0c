-- Reports that were imported, so that a later one replaces an earlier one, and each can be taken back. Safe to run
-- half-way and again.

-- One school day of a meeting as the file of a report told it. Nothing is deleted: the events of an import that was
-- replaced or undone are not read any more. The key is the importer's own, so that an import that is tried again is
-- stored once.
CREATE TABLE IF NOT EXISTS zoom_imports (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  import_key CHAR(32) CHARACTER SET ascii NOT NULL,
  imported_at DATETIME(3) NOT NULL,
  file_name VARCHAR(190) NOT NULL,
  file_sha256 CHAR(64) CHARACTER SET ascii NOT NULL,
  -- Of the events: the same file read in another zone, or with another host, has another one.
  reading_sha256 CHAR(64) CHARACTER SET ascii NOT NULL,
  meeting_id VARCHAR(32) CHARACTER SET ascii NOT NULL,
  school_day DATE NOT NULL,
  stays INT NOT NULL,
  first_event_at DATETIME(3) NOT NULL,
  last_event_at DATETIME(3) NOT NULL,
  replaced_by BIGINT NULL,
  undone_at DATETIME(3) NULL,
  UNIQUE KEY uq_import_key (import_key),
  KEY idx_meeting (meeting_id)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4;

-- The import that an event came with; NULL: Zoom sent the event itself, or it was imported before there was this table.
-- The column stands last and has a default: INSTANT.
SET @statement = IF((SELECT COUNT(*) FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = 'zoom_events' AND column_name = 'import_id') > 0,
  'DO 0', 'ALTER TABLE zoom_events ADD COLUMN import_id BIGINT NULL');
PREPARE add_column FROM @statement;
EXECUTE add_column;
DEALLOCATE PREPARE add_column;
