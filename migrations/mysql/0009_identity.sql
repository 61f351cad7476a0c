-- Who was in a meeting. Safe to run half-way and again.

-- The account that hosts a meeting, whoever is in it; Zoom's number of one connection, new at each move between
-- rooms; a key that says of two stays in one room that they have the same name, and nothing else; and whether the
-- name is that of a program that takes notes. The columns stand last and have defaults: INSTANT.
SET @missing = CONCAT_WS(', ',
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'zoom_events' AND column_name = 'host_id') > 0,
    NULL, 'ADD COLUMN host_id VARCHAR(64) NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'zoom_events' AND column_name = 'user_id') > 0,
    NULL, 'ADD COLUMN user_id VARCHAR(64) NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'zoom_events' AND column_name = 'name_key') > 0,
    NULL, 'ADD COLUMN name_key CHAR(16) CHARACTER SET ascii NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'zoom_events' AND column_name = 'is_assistant') > 0,
    NULL, 'ADD COLUMN is_assistant TINYINT NOT NULL DEFAULT 0')
);
SET @statement = IF(@missing = '', 'DO 0', CONCAT('ALTER TABLE zoom_events ', @missing));
PREPARE add_columns FROM @statement;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

-- Accounts of Zoom that were seen to be a student or a teacher: one row for each lesson that showed it. An account that
-- an administrator confirmed has session_id 0.
SET @teacher = (SELECT COALESCE(CONCAT(' CHARACTER SET ', character_set_name, ' COLLATE ', collation_name), '')
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'ustazid');
SET @statement = CONCAT('CREATE TABLE IF NOT EXISTS zoom_known_people (
  person VARCHAR(80) NOT NULL,
  role VARCHAR(8) CHARACTER SET ascii NOT NULL,
  session_id BIGINT NOT NULL,
  student BIGINT NOT NULL,
  teacher VARCHAR(190)', @teacher, ' NOT NULL,
  seen_at DATETIME(3) NOT NULL,
  PRIMARY KEY (person, role, session_id, teacher),
  KEY idx_teacher (teacher)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4');
PREPARE create_people FROM @statement;
EXECUTE create_people;
DEALLOCATE PREPARE create_people;
