-- What is asked of Zoom's API, and in whose name (see migrations/mysql/0016_zoom_connections.sql).
CREATE TABLE IF NOT EXISTS zoom_api_calls (
  account_id VARCHAR(80) NOT NULL,
  day DATE NOT NULL,
  weight VARCHAR(16) NOT NULL,
  calls BIGINT NOT NULL,
  stopped_until DATETIME NULL,
  PRIMARY KEY (account_id, day, weight)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS zoom_list_questions (
  session_id INTEGER NOT NULL PRIMARY KEY,
  meeting_id VARCHAR(32) NOT NULL,
  ask_at DATETIME NULL,
  asked SMALLINT NOT NULL,
  told CHAR(64) NULL,
  mended_at DATETIME NULL
);
CREATE INDEX IF NOT EXISTS idx_list_question_meeting ON zoom_list_questions (meeting_id);
CREATE INDEX IF NOT EXISTS idx_list_question_ask ON zoom_list_questions (ask_at);
CREATE INDEX IF NOT EXISTS idx_list_question_mended ON zoom_list_questions (mended_at);
CREATE TABLE IF NOT EXISTS zoom_logs_read (
  app_id VARCHAR(64) NOT NULL PRIMARY KEY,
  read_until DATETIME NOT NULL,
  read_at DATETIME NOT NULL,
  next_page VARCHAR(400) NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS zoom_connections (
  teacher VARCHAR(190) NOT NULL PRIMARY KEY,
  zoom_user VARCHAR(64) NOT NULL,
  account_id VARCHAR(64) NOT NULL,
  plan SMALLINT NULL,
  scopes VARCHAR(1000) NOT NULL,
  sealed_tokens TEXT NOT NULL,
  token_until DATETIME NOT NULL,
  generation INT NOT NULL,
  refreshed_by_until DATETIME NULL,
  creating_until DATETIME NULL,
  connected_at DATETIME NOT NULL,
  broken_at DATETIME NULL,
  broken_cause VARCHAR(24) NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS idx_connection_user ON zoom_connections (zoom_user);
CREATE TABLE IF NOT EXISTS zoom_created_meetings (
  lesson_key VARCHAR(40) NOT NULL PRIMARY KEY,
  meeting_id VARCHAR(32) NOT NULL,
  session_id BIGINT NULL,
  teacher VARCHAR(190) NOT NULL,
  zoom_user VARCHAR(64) NOT NULL,
  registrant VARCHAR(80) NULL,
  created_at DATETIME NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS idx_created_session ON zoom_created_meetings (session_id);
CREATE INDEX IF NOT EXISTS idx_created_teacher ON zoom_created_meetings (teacher, created_at);
CREATE TABLE IF NOT EXISTS zoom_users (
  zoom_user VARCHAR(64) NOT NULL PRIMARY KEY,
  shown_as VARCHAR(190) NOT NULL,
  plan SMALLINT NULL,
  personal_meeting VARCHAR(32) NULL,
  teacher VARCHAR(190) NULL,
  found_by VARCHAR(16) NULL,
  seen_at DATETIME NOT NULL,
  refused_at DATETIME NULL
) WITHOUT ROWID;
