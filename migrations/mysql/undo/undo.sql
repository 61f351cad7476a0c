-- Takes the schema back to what the deployed program knew before session tracking. For a person with a MySQL
-- client, who means it: no program runs this, and it is no migration.
--
-- LOST: the evidence (session_events) of every minute, who ended a session and why, how sure a duration is,
-- seconds, what became of each message, the sums of past days, the log of sweeps and errors.
-- KEPT: every row; tokens, links, clicks, session_ended_at, session_duration_minutes, session_status,
-- last_activity_at; the indexes idx_session_status and idx_last_activity; the school's other tables. A column that has
-- the name of one of ours and another type is the school's own and stays; so does what a foreign key refers to.
--
-- 1. Stop the functions and the schedule first: without these columns they answer 503 or 500.
-- 2. Keep a copy: mysqldump --single-transaction SCHOOL wpos_zoom_links session_events > evidence.sql
-- 3. mysql SCHOOL < migrations/mysql/undo/undo.sql
--
-- May be run half-way and again. `session-tracking migrate` brings everything back, without the evidence.

-- Whatever the server's: a zero date as a column's default must not stop an ALTER.
SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION';
SET SESSION group_concat_max_len = 65535;

-- Columns that a foreign key refers to: a key of another table may lean on an index or a column of ours.
SET @referenced = (SELECT CONCAT('|', COALESCE(GROUP_CONCAT(DISTINCT column_ SEPARATOR '|'), ''), '|') FROM (
  SELECT LOWER(referenced_column_name) AS column_
  FROM information_schema.key_column_usage
  WHERE referenced_table_schema = DATABASE() AND referenced_table_name = 'wpos_zoom_links') r);
SET @in_keys = (SELECT CONCAT('|', COALESCE(GROUP_CONCAT(DISTINCT column_ SEPARATOR '|'), ''), '|') FROM (
  SELECT LOWER(column_name) AS column_
  FROM information_schema.key_column_usage
  WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND referenced_table_name IS NOT NULL) r);

-- Ours alone, by name and columns: an index of the school's own is never dropped.
SET @ours = CONCAT_WS('|', '',
  IF(LOCATE('|tracking_token|', @referenced), NULL, 'uq_tracking_token:tracking_token'),
  -- The sweep's, where the deployed idx_session_status stood in its way. Under that name it stays: it serves
  -- the deployed program as well.
  'idx_status_activity:session_status,last_activity_at',
  'idx_status_clicked:session_status,clicked_at,id',
  'idx_teacher_clicked:ustazid,clicked_at',
  'idx_clicked:clicked_at,id',
  'idx_clicked_sent:clicked_at,sent_time',
  'idx_student_sent:studentid,sent_time',
  'idx_meeting_sent:zoom_meeting_id,sent_time',
  '');
SET @indexes = (SELECT GROUP_CONCAT(CONCAT('DROP INDEX ', name_) SEPARATOR ', ') FROM (
  SELECT index_name AS name_, GROUP_CONCAT(column_name ORDER BY seq_in_index) AS columns_
  FROM information_schema.statistics
  WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links'
  GROUP BY index_name) i
  WHERE LOCATE(CONCAT('|', name_, ':', columns_, '|'), @ours));

-- The columns of every index that stays, as |a,b,|c,|.
SET @staying = (SELECT CONCAT('|', COALESCE(GROUP_CONCAT(columns_ SEPARATOR '|'), ''), '|') FROM (
  SELECT index_name AS name_, CONCAT(GROUP_CONCAT(column_name ORDER BY seq_in_index), ',') AS columns_
  FROM information_schema.statistics
  WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links'
  GROUP BY index_name) i
  WHERE NOT LOCATE(CONCAT('|', name_, ':', TRIM(TRAILING ',' FROM columns_), '|'), @ours));
-- The server dropped the index that it had made for a foreign key once one of ours served it. Where none that stays
-- begins with the key's columns, the key gets its own again, under its own name as the server called it.
SET @key_indexes = (SELECT GROUP_CONCAT(CONCAT('ADD INDEX `', name_, '` (', columns_, ')') SEPARATOR ', ') FROM (
  SELECT constraint_name AS name_,
    GROUP_CONCAT(CONCAT('`', column_name, '`') ORDER BY ordinal_position) AS columns_,
    GROUP_CONCAT(column_name ORDER BY ordinal_position) AS plain_
  FROM information_schema.key_column_usage
  WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND referenced_table_name IS NOT NULL
  GROUP BY constraint_name) k
  WHERE NOT LOCATE(CONCAT('|', plain_, ','), @staying));

-- By name and type, for the same reason.
SET @columns = (SELECT GROUP_CONCAT(CONCAT('DROP COLUMN ', column_name) SEPARATOR ', ')
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links'
    AND NOT LOCATE(CONCAT('|', LOWER(column_name), '|'), CONCAT(@referenced, @in_keys))
    AND CONCAT_WS(' ', column_name, data_type, character_maximum_length) IN (
      'session_duration_seconds int', 'duration_low_seconds int', 'duration_high_seconds int',
      'duration_source varchar 16', 'end_reason varchar 16', 'zoom_meeting_id varchar 32',
      'notification_status varchar 24', 'notified_at datetime', 'uncounted_seconds int', 'revision int',
      'documents text 65535', 'away_seconds int', 'meeting_until datetime', 'together_seconds int',
      'lesson_started_at datetime', 'no_show varchar 16', 'class_started_at datetime', 'class_ended_at datetime',
      'teacher_seen_at datetime', 'sent_minutes_ahead smallint', 'expected_lesson varchar 120',
      'session_minutes_ahead smallint'));
SET @added = CONCAT_WS(', ', @key_indexes, @indexes, @columns);
SET @statement = IF(@added = '', 'DO 0', CONCAT('ALTER TABLE wpos_zoom_links ', @added));
PREPARE drop_added FROM @statement;
EXECUTE drop_added;
DEALLOCATE PREPARE drop_added;

-- Rows that shared a token get it back: their old links work in the deployed program again. (Unless tokens have to stay
-- unique, because a foreign key refers to them.)
SET @statement = IF((SELECT COUNT(*) FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_name = 'session_events') = 0
    OR LOCATE('|tracking_token|', @referenced),
  'DO 0',
  'UPDATE wpos_zoom_links z
   JOIN session_events e ON e.session_id = z.id AND e.kind = ''token_replaced''
   SET z.tracking_token = e.detail');
PREPARE restore_tokens FROM @statement;
EXECUTE restore_tokens;
DEALLOCATE PREPARE restore_tokens;

DROP TABLE IF EXISTS session_events, session_day_totals, session_day_figures, session_days_summed, sweep_runs,
  request_errors, sign_in_attempts, zoom_events, zoom_meetings_to_count, zoom_accounts, zoom_known_people,
  zoom_host_questions, zoom_personal_meetings, zoom_imports, zoom_api_calls, zoom_list_questions, zoom_logs_read,
  zoom_connections, zoom_created_meetings, zoom_users, migration_lease, _sqlx_migrations;
