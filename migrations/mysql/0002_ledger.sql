-- The append-only ledger of evidence. Times in milliseconds: Zoom's own are that fine.
CREATE TABLE IF NOT EXISTS session_events (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  session_id INT NOT NULL,
  event_at DATETIME(3) NOT NULL,
  received_at DATETIME(3) NOT NULL,
  party VARCHAR(16) NOT NULL,
  source VARCHAR(16) NOT NULL,
  kind VARCHAR(24) NOT NULL,
  document_id VARCHAR(36) NULL,
  sequence_number BIGINT NULL,
  detail TEXT NULL,
  dedupe_key VARCHAR(120) CHARACTER SET ascii NOT NULL,
  UNIQUE KEY uq_dedupe_key (dedupe_key),
  KEY idx_session_event (session_id, event_at, id)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4;
