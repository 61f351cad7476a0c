-- Sums of past days, so that figures over years of lessons cost as little as figures over a week. A row per
-- school day and teacher, and one with an empty teacher for the whole school, which says that the day is
-- summed up. A cache: rows may be deleted at any time; the sweep makes them anew, and all of them once a week,
-- because other programs may write to wpos_zoom_links.

-- Teachers are compared as wpos_zoom_links compares them, whatever its collation.
SET @teacher = (SELECT COALESCE(CONCAT(' CHARACTER SET ', character_set_name, ' COLLATE ', collation_name), '')
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND column_name = 'ustazid');
SET @statement = CONCAT('CREATE TABLE IF NOT EXISTS session_day_totals (
  timezone VARCHAR(64) CHARACTER SET ascii NOT NULL,
  teacher VARCHAR(255)', @teacher, ' NOT NULL,
  day DATE NOT NULL,
  sent INT NOT NULL,
  ended INT NOT NULL,
  timed_out INT NOT NULL,
  ended_seconds BIGINT NOT NULL,
  timed_out_seconds BIGINT NOT NULL,
  counted_at DATETIME NOT NULL,
  PRIMARY KEY (timezone, teacher, day),
  KEY idx_day (day)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC');
PREPARE create_totals FROM @statement;
EXECUTE create_totals;
DEALLOCATE PREPARE create_totals;

-- Lists of one status in their order. No heartbeat touches it.
SET @statement = IF((SELECT COUNT(*) FROM (
    SELECT GROUP_CONCAT(column_name ORDER BY seq_in_index) AS columns_
    FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links'
    GROUP BY index_name) i WHERE columns_ = 'session_status,clicked_at,id') > 0,
  'DO 0',
  'ALTER TABLE wpos_zoom_links ADD INDEX idx_status_clicked (session_status, clicked_at, id)');
PREPARE add_index FROM @statement;
EXECUTE add_index;
DEALLOCATE PREPARE add_index;
