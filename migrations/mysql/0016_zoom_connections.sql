-- What is asked of Zoom's API, and in whose name. Safe to run half-way and again. Teachers and Zoom's ids are compared
-- byte by byte.

-- Calls of one account of Zoom on one day of UTC, by what they weigh, shared by all processes. `stopped_until`: Zoom
-- said that the day's calls are used up. An account is `host:` and a user where meetings are created: their limit is the
-- host's.
CREATE TABLE IF NOT EXISTS zoom_api_calls (
  account_id VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day DATE NOT NULL,
  weight VARCHAR(16) CHARACTER SET ascii NOT NULL,
  calls BIGINT NOT NULL,
  stopped_until DATETIME(3) NULL,
  PRIMARY KEY (account_id, day, weight)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- Lessons of which Zoom may know more than its events told, and when it is asked next.
CREATE TABLE IF NOT EXISTS zoom_list_questions (
  session_id BIGINT NOT NULL PRIMARY KEY,
  meeting_id VARCHAR(32) CHARACTER SET ascii NOT NULL,
  -- NULL: not any more.
  ask_at DATETIME(3) NULL,
  asked SMALLINT NOT NULL,
  -- What the last answer was made of: two equal ones are the last word.
  told CHAR(64) CHARACTER SET ascii NULL,
  -- When the lesson was measured by what Zoom was asked.
  mended_at DATETIME(3) NULL,
  KEY idx_list_question_meeting (meeting_id),
  KEY idx_list_question_ask (ask_at),
  KEY idx_list_question_mended (mended_at)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- Up to when the log of an app's webhooks was read.
CREATE TABLE IF NOT EXISTS zoom_logs_read (
  app_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  read_until DATETIME(3) NOT NULL,
  read_at DATETIME(3) NOT NULL,
  -- Where a reading that was cut off goes on: its first day, and Zoom's name of the next page.
  next_page VARCHAR(400) CHARACTER SET ascii COLLATE ascii_bin NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- Teachers who let this system act for them at Zoom. The tokens are sealed, and empty once the connection is broken.
CREATE TABLE IF NOT EXISTS zoom_connections (
  teacher VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
  zoom_user VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Zoom's type of the user: 1 is free, 2 is licensed.
  plan SMALLINT NULL,
  scopes VARCHAR(1000) CHARACTER SET ascii NOT NULL,
  sealed_tokens TEXT CHARACTER SET ascii NOT NULL,
  token_until DATETIME(3) NOT NULL,
  -- Counts the tokens that were stored, so that nobody overwrites newer ones.
  generation INT NOT NULL,
  refreshed_by_until DATETIME(3) NULL,
  -- A meeting is being created until then at the latest: a second tap waits for the first one's.
  creating_until DATETIME(3) NULL,
  connected_at DATETIME(3) NOT NULL,
  broken_at DATETIME(3) NULL,
  broken_cause VARCHAR(24) CHARACTER SET ascii NULL,
  UNIQUE KEY idx_connection_user (zoom_user)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- Meetings that were created for one lesson. The key travels with Zoom's events, whatever becomes of the number.
CREATE TABLE IF NOT EXISTS zoom_created_meetings (
  lesson_key VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  meeting_id VARCHAR(32) CHARACTER SET ascii NOT NULL,
  session_id BIGINT NULL,
  teacher VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  zoom_user VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  registrant VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(3) NOT NULL,
  KEY idx_created_session (session_id),
  KEY idx_created_teacher (teacher, created_at)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- Users of the school's account at Zoom, and whose they seem to be until an administrator has said it.
CREATE TABLE IF NOT EXISTS zoom_users (
  zoom_user VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  shown_as VARCHAR(190) CHARACTER SET utf8mb4 NOT NULL,
  plan SMALLINT NULL,
  personal_meeting VARCHAR(32) CHARACTER SET ascii NULL,
  teacher VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  -- By what the teacher was found.
  found_by VARCHAR(16) CHARACTER SET ascii NULL,
  seen_at DATETIME(3) NOT NULL,
  refused_at DATETIME(3) NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;
