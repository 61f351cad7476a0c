-- The numbers of meetings that personal links lead to (see migrations/mysql/0012_personal_links.sql).
CREATE TABLE IF NOT EXISTS zoom_personal_meetings (
  teacher VARCHAR(190) NOT NULL,
  link_name VARCHAR(255) NOT NULL,
  meeting_id VARCHAR(32) NOT NULL,
  said_at DATETIME NOT NULL,
  PRIMARY KEY (teacher, link_name)
) WITHOUT ROWID;
