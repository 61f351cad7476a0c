//! The columns that the program needs in tables which it did not make, and the form that each must have.

/// What a column must be able to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Anything.
    Any,
    /// A whole number of this many bytes at least, with a sign where the flag says so.
    Number { bytes: u8, is_signed: bool },
    /// A moment.
    Time,
    /// A text of this many characters at least.
    Text(i64),
    /// A text or a number that names a person.
    Person,
    /// One of the three words of a session's status.
    Status,
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    pub(crate) holds: Holds,
    /// Whether the program stores NULL there.
    pub(crate) gets_null: bool,
    /// Whether a migration adds it where it is missing.
    pub(crate) is_added: bool,
    /// Its definition.
    pub(crate) definition: &'static str,
}

pub(crate) const SESSIONS: &str = "wpos_zoom_links";
/// The tables that other programs made, too.
pub(crate) const SCHOOL_TABLES: [&str; 4] = [
    SESSIONS,
    "wpos_wpdatatable_23",
    "wpos_wpdatatable_24",
    "admin",
];

const SECONDS: Holds = Holds::Number {
    bytes: 3,
    is_signed: false,
};
const COUNTER: Holds = Holds::Number {
    bytes: 4,
    is_signed: true,
};

/// Every column but `wpos_zoom_links.id`, which has rules of its own.
pub(crate) const EXPECTED: [Expected; 46] = [
    schools(SESSIONS, "studentid", Holds::Person, "INT NULL"),
    schools(SESSIONS, "ustazid", Holds::Person, "VARCHAR(191) NULL"),
    schools(SESSIONS, "link", Holds::Text(255), "VARCHAR(500) NULL"),
    schools(
        SESSIONS,
        "tracking_token",
        Holds::Text(32),
        "VARCHAR(64) NULL",
    ),
    schools(SESSIONS, "clicked_at", Holds::Time, "DATETIME NULL").with_null(),
    schools(SESSIONS, "sent_time", Holds::Time, "DATETIME NULL"),
    schools(SESSIONS, "report", Holds::Any, "INT NULL"),
    schools(SESSIONS, "expiration_date", Holds::Time, "DATETIME NULL"),
    ours("session_ended_at", Holds::Time, "DATETIME NULL"),
    ours(
        "session_duration_minutes",
        Holds::Number {
            bytes: 2,
            is_signed: false,
        },
        "INT NULL",
    ),
    ours(
        "session_status",
        Holds::Status,
        "ENUM('active','ended','timeout') DEFAULT 'active'",
    )
    .without_null(),
    ours("last_activity_at", Holds::Time, "DATETIME NULL"),
    ours("session_duration_seconds", SECONDS, "INT NULL"),
    ours("duration_low_seconds", SECONDS, "INT NULL"),
    ours("duration_high_seconds", SECONDS, "INT NULL"),
    ours("duration_source", Holds::Text(16), "VARCHAR(16) NULL"),
    ours("end_reason", Holds::Text(16), "VARCHAR(16) NULL"),
    ours("zoom_meeting_id", Holds::Text(32), "VARCHAR(32) NULL"),
    ours("notification_status", Holds::Text(24), "VARCHAR(24) NULL"),
    ours("notified_at", Holds::Time, "DATETIME NULL"),
    ours("uncounted_seconds", COUNTER, "INT NOT NULL DEFAULT 0").without_null(),
    ours("revision", COUNTER, "INT NOT NULL DEFAULT 0").without_null(),
    ours(
        "documents",
        Holds::Text(65_535),
        "TEXT CHARACTER SET ascii NULL",
    ),
    ours("away_seconds", COUNTER, "INT NOT NULL DEFAULT 0").without_null(),
    ours("meeting_until", Holds::Time, "DATETIME NULL"),
    ours("together_seconds", SECONDS, "INT NULL"),
    ours("lesson_started_at", Holds::Time, "DATETIME NULL"),
    ours("no_show", Holds::Text(16), "VARCHAR(16) NULL"),
    ours("class_started_at", Holds::Time, "DATETIME NULL"),
    ours("class_ended_at", Holds::Time, "DATETIME NULL"),
    ours("teacher_seen_at", Holds::Time, "DATETIME NULL"),
    ours(
        "sent_minutes_ahead",
        Holds::Number {
            bytes: 2,
            is_signed: true,
        },
        "SMALLINT NULL",
    ),
    ours(
        "expected_lesson",
        Holds::Text(120),
        "VARCHAR(120) CHARACTER SET ascii NULL",
    ),
    ours(
        "session_minutes_ahead",
        Holds::Number {
            bytes: 2,
            is_signed: true,
        },
        "SMALLINT NULL",
    ),
    schools(
        "wpos_wpdatatable_23",
        "wdt_ID",
        Holds::Any,
        "INT NOT NULL AUTO_INCREMENT UNIQUE",
    ),
    schools(
        "wpos_wpdatatable_23",
        "name",
        Holds::Any,
        "VARCHAR(255) NULL",
    ),
    schools(
        "wpos_wpdatatable_23",
        "chat_id",
        Holds::Any,
        "VARCHAR(255) NULL",
    ),
    schools(
        "wpos_wpdatatable_23",
        "ustaz",
        Holds::Any,
        "VARCHAR(255) NULL",
    ),
    schools(
        "wpos_wpdatatable_24",
        "ustazid",
        Holds::Any,
        "VARCHAR(191) NULL",
    ),
    schools(
        "wpos_wpdatatable_24",
        "ustazname",
        Holds::Any,
        "VARCHAR(255) NULL",
    ),
    schools(
        "wpos_wpdatatable_24",
        "password",
        Holds::Any,
        "VARCHAR(255) NULL",
    ),
    schools("admin", "id", Holds::Any, "VARCHAR(191) NULL"),
    schools("admin", "name", Holds::Any, "VARCHAR(191) NULL"),
    schools("admin", "username", Holds::Any, "VARCHAR(191) NULL"),
    schools("admin", "passcode", Holds::Any, "VARCHAR(191) NULL"),
    schools("admin", "role", Holds::Any, "VARCHAR(191) NULL"),
];

const fn schools(
    table: &'static str,
    column: &'static str,
    holds: Holds,
    definition: &'static str,
) -> Expected {
    Expected {
        table,
        column,
        holds,
        gets_null: false,
        is_added: false,
        definition,
    }
}

const fn ours(column: &'static str, holds: Holds, definition: &'static str) -> Expected {
    Expected {
        table: SESSIONS,
        column,
        holds,
        gets_null: true,
        is_added: true,
        definition,
    }
}

impl Expected {
    const fn with_null(mut self) -> Self {
        self.gets_null = true;
        self
    }

    const fn without_null(mut self) -> Self {
        self.gets_null = false;
        self
    }
}
