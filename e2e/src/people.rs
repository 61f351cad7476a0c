//! The people of the school who sign in: an office and a teacher whose passwords are known.

use session_tracking::domain::Role;

/// The password of everybody here.
pub const PASSWORD: &str = "a-password-for-tests";

/// `PASSWORD`, hashed by bcrypt at its lowest cost.
const HASH: &str = "$2b$04$8JOyg68oYKGmYwDtreEEOeDJwXmbn.EdY0NejmgKIktbfRqN8DB/O";

/// Somebody who signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// What they type, and their row.
    pub id: &'static str,
    /// Their role.
    pub role: Role,
}

/// An admin.
pub const OFFICE: Person = Person {
    id: "office",
    role: Role::Admin,
};

/// A teacher of two students: Nuh Said with a Telegram chat, Sara Musa without.
pub const TEACHER: Person = Person {
    id: "ustaz9",
    role: Role::Teacher,
};

/// The statements that insert them.
pub(crate) fn sql() -> String {
    format!(
        "INSERT INTO admin (id, name, username, passcode, role) \
         VALUES ('{office}', 'Test Office', '{office}', '{HASH}', 'admin');
         INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname, password) \
         VALUES ('{teacher}', 'Ustaz Idris Nur', '{HASH}');
         INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) \
         VALUES (901, 'Nuh Said', '700000901', '{teacher}'), (902, 'Sara Musa', NULL, '{teacher}');",
        office = OFFICE.id,
        teacher = TEACHER.id,
    )
}
