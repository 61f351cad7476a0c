-- How long a lesson was to be (see migrations/mysql/0014_expected_lessons.sql).
ALTER TABLE wpos_zoom_links ADD COLUMN expected_lesson VARCHAR(120) NULL;
