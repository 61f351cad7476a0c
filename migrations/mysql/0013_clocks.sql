-- By how many minutes a row's sent_time is ahead of UTC: other programs of the school may store, and read, what the
-- school's clock shows. NULL: another program stored it. Safe to run half-way and again.

-- The column stands last and has a default: INSTANT.
SET @statement = IF((SELECT COUNT(*) FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'sent_minutes_ahead') > 0,
  'DO 0', 'ALTER TABLE wpos_zoom_links ADD COLUMN sent_minutes_ahead SMALLINT NULL');
PREPARE add_column FROM @statement;
EXECUTE add_column;
DEALLOCATE PREPARE add_column;
