-- The clock of a row's sent_time (see migrations/mysql/0013_clocks.sql).
ALTER TABLE wpos_zoom_links ADD COLUMN sent_minutes_ahead SMALLINT NULL;
