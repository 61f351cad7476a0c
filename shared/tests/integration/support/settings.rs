//! The settings of a test's school, and the people in its database.

use super::platforms::Settings;
use super::{Database, FakeTelegram};

pub(crate) const SECRET: &str = "test-only-nextauth-secret-0123456789";
pub(crate) const CRON: &str = "test-only-cron-secret";
pub(crate) const LINK: &str = "https://zoom.us/j/12345678901?pwd=abc.1";

pub(super) async fn database_with_people() -> Database {
    let database = Database::create().await;
    database
        .store()
        .migrate(std::time::Duration::from_mins(1))
        .await
        .unwrap();

    database.store().execute_script(PEOPLE).await.unwrap();
    database
}

/// The settings with these changes; an empty value unsets one.
pub(super) fn settings(
    database: &Database,
    telegram: &FakeTelegram,
    base: &str,
    changes: &[(&str, &str)],
) -> Settings {
    let mut settings: Settings = [
        ("NODE_ENV", "test"),
        ("DATABASE_URL", &database.url),
        ("DATABASE_MAX_CONNECTIONS", "8"),
        ("PUBLIC_BASE_URL", base),
        ("NEXTAUTH_SECRET", SECRET),
        ("CRON_SECRET", CRON),
        ("TELEGRAM_BOT_TOKEN", "1:test"),
        ("TELEGRAM_API_URL", &telegram.url),
        ("SCHOOL_TIMEZONE", "Africa/Addis_Ababa"),
        ("SCHOOL_NAME", "Test & School"),
    ]
    .into_iter()
    .chain(changes.iter().copied())
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();

    settings.retain(|_, value| !value.is_empty());
    settings
}

const PEOPLE: &str = "
INSERT INTO admin (id, name, username, passcode, role) VALUES ('admin1', 'Office', 'admin1', NULL, 'admin');
INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname, password) VALUES ('ustaz1', 'Ustaz <Ahmed> & Co', NULL);
INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname, password) VALUES ('ustaz2', 'Ustaza Maryam', NULL);
INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (1, 'Amina_*[<b>', '7001', 'ustaz1');
INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (2, 'Yusuf, \"Y\"', '7002', 'ustaz1');
INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (3, '=1+1', NULL, 'ustaz1');
INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (4, 'Bilal', '7004', 'ustaz2');
INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (5, 'Nobody''s', '7005', NULL);
INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (6, 'Case', '7006', 'USTAZ1');
";
