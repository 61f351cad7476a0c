-- Takes the schema back to what the deployed program knew before session tracking. For a person with a MySQL
-- client, who means it: no program runs this, and it is no migration.
--
-- LOST: the evidence (session_events) of every minute, who ended a session and why, how sure a duration is,
-- seconds, what became of each message, the sums of past days, the log of sweeps and errors.
-- KEPT: every row; tokens, links, clicks, session_ended_at, session_duration_minutes, session_status,
-- last_activity_at; the indexes idx_session_status and idx_last_activity; the school's other tables.
--
-- 1. Stop the functions and the schedule first: without these columns they answer 503 or 500.
-- 2. Keep a copy: mysqldump --single-transaction SCHOOL wpos_zoom_links session_events > evidence.sql
-- 3. mysql SCHOOL < migrations/mysql/undo/undo.sql
--
-- May be run half-way and again. `session-tracking migrate` brings everything back, without the evidence.

SET SESSION group_concat_max_len = 65535;

-- Ours alone, by name and columns: an index of the school's own is never dropped.
SET @indexes = (SELECT GROUP_CONCAT(CONCAT('DROP INDEX ', name_) SEPARATOR ', ') FROM (
  SELECT index_name AS name_, GROUP_CONCAT(column_name ORDER BY seq_in_index) AS columns_
  FROM information_schema.statistics
  WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links'
  GROUP BY index_name) i
  WHERE CONCAT(name_, ':', columns_) IN (
    'uq_tracking_token:tracking_token',
    -- The sweep's, where the deployed idx_session_status stood in its way. Under that name it stays: it serves
    -- the deployed program as well.
    'idx_status_activity:session_status,last_activity_at',
    'idx_status_clicked:session_status,clicked_at,id',
    'idx_teacher_clicked:ustazid,clicked_at',
    'idx_clicked:clicked_at,id',
    'idx_clicked_sent:clicked_at,sent_time',
    'idx_student_sent:studentid,sent_time',
    'idx_meeting_sent:zoom_meeting_id,sent_time'));
SET @columns = (SELECT GROUP_CONCAT(CONCAT('DROP COLUMN ', column_name) SEPARATOR ', ')
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name IN (
    'session_duration_seconds', 'duration_low_seconds', 'duration_high_seconds', 'duration_source', 'end_reason',
    'zoom_meeting_id', 'notification_status', 'notified_at', 'uncounted_seconds', 'revision', 'documents',
    'away_seconds', 'meeting_until', 'together_seconds', 'lesson_started_at', 'no_show', 'class_started_at',
    'class_ended_at', 'teacher_seen_at'));
SET @added = CONCAT_WS(', ', @indexes, @columns);
SET @statement = IF(@added = '', 'DO 0', CONCAT('ALTER TABLE wpos_zoom_links ', @added));
PREPARE drop_added FROM @statement;
EXECUTE drop_added;
DEALLOCATE PREPARE drop_added;

-- Rows that shared a token get it back: their old links work in the deployed program again.
SET @statement = IF((SELECT COUNT(*) FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_name = 'session_events') = 0,
  'DO 0',
  'UPDATE wpos_zoom_links z
   JOIN session_events e ON e.session_id = z.id AND e.kind = ''token_replaced''
   SET z.tracking_token = e.detail');
PREPARE restore_tokens FROM @statement;
EXECUTE restore_tokens;
DEALLOCATE PREPARE restore_tokens;

DROP TABLE IF EXISTS session_events, session_day_totals, session_day_figures, session_days_summed, sweep_runs,
  request_errors, sign_in_attempts, zoom_events, zoom_meetings_to_count, zoom_accounts, zoom_known_people,
  zoom_host_questions, zoom_personal_meetings, zoom_imports, migration_lease, _sqlx_migrations;
