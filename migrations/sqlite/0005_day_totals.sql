-- Sums of past days (see migrations/mysql/0005_day_totals.sql).
CREATE TABLE IF NOT EXISTS session_day_totals (
  timezone VARCHAR(64) NOT NULL,
  teacher VARCHAR(255) NOT NULL,
  day DATE NOT NULL,
  sent INT NOT NULL,
  ended INT NOT NULL,
  timed_out INT NOT NULL,
  ended_seconds BIGINT NOT NULL,
  timed_out_seconds BIGINT NOT NULL,
  counted_at DATETIME NOT NULL,
  PRIMARY KEY (timezone, teacher, day)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS idx_day ON session_day_totals (day);
CREATE INDEX IF NOT EXISTS idx_status_clicked ON wpos_zoom_links (session_status, clicked_at, id);
