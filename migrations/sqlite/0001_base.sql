-- The school's own tables, as on MySQL (migrations/mysql/0001_base.sql).
CREATE TABLE IF NOT EXISTS wpos_zoom_links (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  studentid INT NULL,
  ustazid VARCHAR(255) NULL,
  link VARCHAR(255) NULL,
  tracking_token VARCHAR(32) NULL,
  clicked_at DATETIME NULL,
  sent_time DATETIME NULL,
  report INT NULL,
  expiration_date DATETIME NULL,
  packageId VARCHAR(191) NULL,
  packageRate DECIMAL(10,2) NULL
);

CREATE TABLE IF NOT EXISTS wpos_wpdatatable_23 (
  wdt_ID INTEGER PRIMARY KEY AUTOINCREMENT,
  name VARCHAR(255) NULL,
  chat_id VARCHAR(255) NULL,
  ustaz VARCHAR(255) NULL
);

CREATE TABLE IF NOT EXISTS wpos_wpdatatable_24 (
  ustazid VARCHAR(191) NOT NULL PRIMARY KEY,
  ustazname VARCHAR(255) NULL,
  password VARCHAR(255) NULL
);

CREATE TABLE IF NOT EXISTS admin (
  id VARCHAR(191) NOT NULL PRIMARY KEY,
  name VARCHAR(191) NULL,
  username VARCHAR(191) NULL UNIQUE,
  passcode VARCHAR(191) NULL,
  role VARCHAR(191) NULL
);
