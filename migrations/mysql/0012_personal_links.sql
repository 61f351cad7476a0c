-- The numbers of meetings that personal links (zoom.us/my/NAME) lead to, as each teacher said. Safe to run half-way and
-- again. Teachers are compared byte by byte: nobody answers for another whose id differs in capitals alone.
CREATE TABLE IF NOT EXISTS zoom_personal_meetings (
  teacher VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  link_name VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  meeting_id VARCHAR(32) CHARACTER SET ascii NOT NULL,
  said_at DATETIME(3) NOT NULL,
  PRIMARY KEY (teacher, link_name)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;
