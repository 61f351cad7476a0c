-- Whose an account of Zoom is, by an administrator's word. Safe to run half-way and again.

-- Who said it, and the session whose ledger tells of it. The columns stand last and have defaults: INSTANT.
SET @missing = CONCAT_WS(', ',
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'zoom_known_people' AND column_name = 'confirmed_by') > 0,
    NULL, 'ADD COLUMN confirmed_by VARCHAR(190) NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'zoom_known_people' AND column_name = 'confirmed_in') > 0,
    NULL, 'ADD COLUMN confirmed_in BIGINT NULL')
);
SET @statement = IF(@missing = '', 'DO 0', CONCAT('ALTER TABLE zoom_known_people ', @missing));
PREPARE add_columns FROM @statement;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

-- Lessons of which nobody knows who their host was, where an administrator could say it. Made and removed with each
-- reconciliation: it holds nothing that does not follow from the events and the sessions.
CREATE TABLE IF NOT EXISTS zoom_host_questions (
  session_id BIGINT NOT NULL PRIMARY KEY,
  meeting_id VARCHAR(32) CHARACTER SET ascii NOT NULL,
  asked_at DATETIME(3) NOT NULL,
  KEY idx_question_meeting (meeting_id),
  KEY idx_question_asked (asked_at)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;
