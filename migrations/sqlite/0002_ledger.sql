-- The append-only ledger of evidence (migrations/mysql/0002_ledger.sql).
CREATE TABLE IF NOT EXISTS session_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id INT NOT NULL,
  event_at DATETIME NOT NULL,
  received_at DATETIME NOT NULL,
  party VARCHAR(16) NOT NULL,
  source VARCHAR(16) NOT NULL,
  kind VARCHAR(24) NOT NULL,
  document_id VARCHAR(36) NULL,
  sequence_number BIGINT NULL,
  detail TEXT NULL,
  dedupe_key VARCHAR(120) NOT NULL UNIQUE
);
CREATE INDEX IF NOT EXISTS idx_session_event ON session_events (session_id, event_at, id);
