-- By how many minutes a session's clicked_at, last_activity_at and session_ended_at are ahead of UTC, as
-- sent_minutes_ahead says it of sent_time. NULL: another program opened it, or nobody. Safe to run half-way and again.

-- The column stands last and has a default: INSTANT.
SET @statement = IF((SELECT COUNT(*) FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'session_minutes_ahead') > 0,
  'DO 0', 'ALTER TABLE wpos_zoom_links ADD COLUMN session_minutes_ahead SMALLINT NULL');
PREPARE add_column FROM @statement;
EXECUTE add_column;
DEALLOCATE PREPARE add_column;
