-- The clock of a session's times (see migrations/mysql/0015_session_clock.sql).
ALTER TABLE wpos_zoom_links ADD COLUMN session_minutes_ahead SMALLINT NULL;
