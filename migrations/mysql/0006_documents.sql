-- The pages of a session as they were last heard of (a JSON object by document, in ASCII), and the counted
-- seconds of time away. Only where they are missing; INSTANT. Safe to run half-way and again.
SET @missing = CONCAT_WS(', ',
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'documents') > 0,
    NULL, 'ADD COLUMN documents TEXT CHARACTER SET ascii NULL'),
  IF((SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'away_seconds') > 0,
    NULL, 'ADD COLUMN away_seconds INT NOT NULL DEFAULT 0')
);
SET @statement = IF(@missing = '', 'DO 0', CONCAT('ALTER TABLE wpos_zoom_links ', @missing));
PREPARE add_columns FROM @statement;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;
