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

impl Role {
    /// Reads the role of a row of the table `admin`. As in the school's application, a row without a role is an
    /// admin's; capitals and spaces around the word do not matter. Every other role has no rights.
    #[must_use]
    pub fn of_admin_row(stored: Option<&str>) -> Option<Self> {
        let Some(name) = stored else {
            return Some(Self::Admin);
        };

        Self::from_stored(&name.trim().to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_admins_without_a_role_is_an_admins() {
        for stored in [None, Some("admin"), Some("Admin"), Some(" admin")] {
            assert_eq!(Role::of_admin_row(stored), Some(Role::Admin), "{stored:?}");
        }
    }

    #[test]
    fn other_roles_have_no_rights() {
        for stored in ["registral", "", "administrator", "controller"] {
            assert_eq!(Role::of_admin_row(Some(stored)), None, "{stored}");
        }
    }
}
