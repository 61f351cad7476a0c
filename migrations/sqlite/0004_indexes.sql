-- One token, one session: of rows that share a token the newest keeps it, the others get a fresh random
-- one, and the ledger keeps the old one (migrations/mysql/0004_indexes.sql).
CREATE TEMPORARY TABLE duplicate_tokens AS
  SELECT id, tracking_token
  FROM wpos_zoom_links
  WHERE tracking_token IS NOT NULL
    AND id NOT IN (SELECT MAX(id) FROM wpos_zoom_links GROUP BY UPPER(tracking_token));
INSERT OR IGNORE INTO session_events
  (session_id, event_at, received_at, party, source, kind, detail, dedupe_key)
  SELECT id, strftime('%Y-%m-%d %H:%M:%S'), strftime('%Y-%m-%d %H:%M:%S'), 'system', 'migration', 'token_replaced', tracking_token,
    id || ':token_replaced'
  FROM duplicate_tokens;
UPDATE wpos_zoom_links
  SET tracking_token = hex(randomblob(16))
  WHERE id IN (SELECT id FROM duplicate_tokens);
DROP TABLE duplicate_tokens;

CREATE UNIQUE INDEX IF NOT EXISTS uq_tracking_token ON wpos_zoom_links (tracking_token);
CREATE INDEX IF NOT EXISTS idx_session_status ON wpos_zoom_links (session_status, last_activity_at);
CREATE INDEX IF NOT EXISTS idx_last_activity ON wpos_zoom_links (last_activity_at);
CREATE INDEX IF NOT EXISTS idx_teacher_clicked ON wpos_zoom_links (ustazid, clicked_at);
CREATE INDEX IF NOT EXISTS idx_clicked ON wpos_zoom_links (clicked_at, id);
CREATE INDEX IF NOT EXISTS idx_clicked_sent ON wpos_zoom_links (clicked_at, sent_time);
CREATE INDEX IF NOT EXISTS idx_student_sent ON wpos_zoom_links (studentid, sent_time);
CREATE INDEX IF NOT EXISTS idx_meeting_sent ON wpos_zoom_links (zoom_meeting_id, sent_time);
