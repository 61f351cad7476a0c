//! What somebody may do here.

use crate::domain::stored_names::stored_names;

stored_names! {
    /// A role that this system trusts. Every other role has no rights here: the application that issues the tokens
    /// does not check the passwords of all of them.
    Role {
        /// Reads every session, closes idle ones and ends one.
        Admin = "admin",
        /// Sends links to the own students and says when a class was.
        Teacher = "teacher",
    }
}
