-- The pages of a session as they were last heard of, and what is counted of time away. One statement a line.
ALTER TABLE wpos_zoom_links ADD COLUMN documents TEXT NULL;
ALTER TABLE wpos_zoom_links ADD COLUMN away_seconds INT NOT NULL DEFAULT 0;
