-- Whose an account of Zoom is, by an administrator's word (see migrations/mysql/0010_hosts.sql).
ALTER TABLE zoom_known_people ADD COLUMN confirmed_by VARCHAR(190) NULL;
ALTER TABLE zoom_known_people ADD COLUMN confirmed_in BIGINT NULL;
CREATE TABLE IF NOT EXISTS zoom_host_questions (
  session_id INTEGER NOT NULL PRIMARY KEY,
  meeting_id VARCHAR(32) NOT NULL,
  asked_at DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS idx_question_meeting ON zoom_host_questions (meeting_id);
CREATE INDEX IF NOT EXISTS idx_question_asked ON zoom_host_questions (asked_at);
