-- How long a lesson was to be, by what was known when its page was opened: a small JSON object. Safe to run half-way
-- and again. The column stands last and has no default: INSTANT.
SET @statement = IF((SELECT COUNT(*) FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'expected_lesson') > 0,
  'DO 0', 'ALTER TABLE wpos_zoom_links ADD COLUMN expected_lesson VARCHAR(120) CHARACTER SET ascii NULL');
PREPARE add_expected FROM @statement;
EXECUTE add_expected;
DEALLOCATE PREPARE add_expected;
