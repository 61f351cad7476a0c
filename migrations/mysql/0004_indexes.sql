-- Indexes, each only where no index has just its columns (whatever its name).

-- One token, one session: of rows that share a token the newest keeps it, the others get a fresh random
-- one, and the ledger keeps the old one. No row is lost.
-- The ledger says which rows get another token, so a run that stopped between the two statements goes on. (No temporary
-- table: it needs a right of its own, and servers that require primary keys refuse it.)
INSERT IGNORE INTO session_events
  (session_id, event_at, received_at, party, source, kind, detail, dedupe_key)
  SELECT z.id, UTC_TIMESTAMP(), UTC_TIMESTAMP(), 'system', 'migration', 'token_replaced', z.tracking_token,
    CONCAT(z.id, ':token_replaced')
  FROM (
    SELECT tracking_token, MAX(id) AS keeper
    FROM wpos_zoom_links
    WHERE tracking_token IS NOT NULL
    GROUP BY tracking_token
    HAVING COUNT(*) > 1) d
  JOIN wpos_zoom_links z ON z.tracking_token = d.tracking_token AND z.id <> d.keeper;
UPDATE wpos_zoom_links z
  JOIN session_events e ON e.session_id = z.id AND e.kind = 'token_replaced'
    AND e.detail COLLATE utf8mb4_bin = CONVERT(z.tracking_token USING utf8mb4)
  SET z.tracking_token = UPPER(LEFT(SHA2(CONCAT(UUID(), RAND(), z.id), 256), 32));

-- All indexes as |a,b|c|; a unique one has a ! behind its columns.
SET SESSION group_concat_max_len = 65535;
SET @indexes = (SELECT CONCAT('|', GROUP_CONCAT(columns_ SEPARATOR '|'), '|') FROM (
  SELECT CONCAT(GROUP_CONCAT(column_name ORDER BY seq_in_index), IF(MIN(non_unique) = 0, '!', '')) AS columns_
  FROM information_schema.statistics
  WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links'
  GROUP BY index_name) i);
-- The sweep's index. Where its name is taken by the single column, that index stays and ours has another.
SET @sweep = IF((SELECT COUNT(*) FROM information_schema.statistics
  WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links' AND index_name = 'idx_session_status') > 0,
  'idx_status_activity', 'idx_session_status');
SET @missing = CONCAT_WS(', ',
  IF(LOCATE('|tracking_token!|', @indexes), NULL, 'ADD UNIQUE INDEX uq_tracking_token (tracking_token)'),
  IF(LOCATE('|session_status,last_activity_at|', @indexes), NULL,
    CONCAT('ADD INDEX ', @sweep, ' (session_status, last_activity_at)')),
  -- No query reads this one; deployments expect it.
  IF(LOCATE('|last_activity_at|', @indexes), NULL, 'ADD INDEX idx_last_activity (last_activity_at)'),
  IF(LOCATE('|ustazid,clicked_at|', @indexes), NULL, 'ADD INDEX idx_teacher_clicked (ustazid, clicked_at)'),
  IF(LOCATE('|clicked_at,id|', @indexes), NULL, 'ADD INDEX idx_clicked (clicked_at, id)'),
  IF(LOCATE('|clicked_at,sent_time|', @indexes), NULL, 'ADD INDEX idx_clicked_sent (clicked_at, sent_time)'),
  IF(LOCATE('|studentid,sent_time|', @indexes), NULL, 'ADD INDEX idx_student_sent (studentid, sent_time)'),
  IF(LOCATE('|zoom_meeting_id,sent_time|', @indexes), NULL, 'ADD INDEX idx_meeting_sent (zoom_meeting_id, sent_time)')
);
SET @statement = IF(@missing = '', 'DO 0',
  CONCAT('ALTER TABLE wpos_zoom_links ', @missing, ''));
PREPARE add_indexes FROM @statement;
EXECUTE add_indexes;
DEALLOCATE PREPARE add_indexes;
