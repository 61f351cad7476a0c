//! What somebody may do in this system.

use crate::domain::stored_names::stored_names;

stored_names! {
    /// A role that this system trusts. Every other role has no rights: the application that issues the tokens does
    /// not check the passwords of all of them.
    Role {
        /// Reads every session, closes idle ones and ends one.
        Admin = "admin",
        /// Sends links to the students that the teacher teaches, and reports when a class began and ended.
        Teacher = "teacher",
    }
}
