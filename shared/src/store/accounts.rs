//! Who may sign in: the school's own tables of admins and teachers, and their passwords.

use super::{Store, StoreError, with_connection};
use crate::config::Secret;
use crate::domain::Role;
use crate::store::db::error::retrying;

/// A row of `admin`.
#[derive(Clone, Debug)]
pub struct AdminAccount {
    /// Its key.
    pub id: String,
    /// For people to read.
    pub name: String,
    /// What is typed to sign in.
    pub username: String,
    /// A hash, as it should be.
    pub passcode: Option<Secret>,
    /// `None`: a role that has no rights here.
    role: Option<Role>,
}

impl AdminAccount {
    /// Tells whether the row gives an admin's rights: other roles are in this table too.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.role == Some(Role::Admin)
    }
}

/// A row of `wpos_wpdatatable_24`.
#[derive(Clone, Debug)]
pub struct TeacherAccount {
    /// `ustazid`: key, and what is typed to sign in.
    pub id: String,
    /// For people to read.
    pub name: String,
    /// A hash, or the password itself.
    pub password: Option<Secret>,
}

type AdminRow = (
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);
type TeacherRow = (String, Option<String>, Option<String>);

// The database may take `a`, `A` and `á` for the same text; whoever signs in must be the very one. A few rows can be
// the same to it where a column is not unique.
impl Store {
    /// Returns the admin with this very id.
    pub async fn find_admin(&self, id: &str) -> Result<Option<AdminAccount>, StoreError> {
        const SQL: &str =
            "SELECT id, name, username, passcode, role FROM admin WHERE id = ? LIMIT 20";
        Ok(self
            .list_admins(SQL, id)
            .await?
            .into_iter()
            .find(|admin| admin.id == id))
    }

    /// Returns the admin with this very user name.
    pub async fn find_admin_account(
        &self,
        username: &str,
    ) -> Result<Option<AdminAccount>, StoreError> {
        const SQL: &str =
            "SELECT id, name, username, passcode, role FROM admin WHERE username = ? LIMIT 20";
        Ok(self
            .list_admins(SQL, username)
            .await?
            .into_iter()
            .find(|admin| admin.username == username))
    }

    async fn list_admins(
        &self,
        sql: &'static str,
        wanted: &str,
    ) -> Result<Vec<AdminAccount>, StoreError> {
        let rows: Vec<AdminRow> = retrying(|| async {
            with_connection!(&self.db, connection => sqlx::query_as(sql).bind(wanted).fetch_all(connection).await)
        })
        .await?;
        let account = |(id, name, username, passcode, role): AdminRow| AdminAccount {
            id,
            name: name.unwrap_or_default(),
            username: username.unwrap_or_default(),
            passcode: passcode.map(Secret::new),
            role: role.as_deref().and_then(Role::from_stored),
        };

        Ok(rows.into_iter().map(account).collect())
    }

    /// Returns the teacher with this very `ustazid`.
    pub async fn find_teacher_account(
        &self,
        id: &str,
    ) -> Result<Option<TeacherAccount>, StoreError> {
        const SQL: &str = "SELECT ustazid, ustazname, password FROM wpos_wpdatatable_24 WHERE ustazid = ? LIMIT 20";

        let rows: Vec<TeacherRow> = retrying(|| async {
            with_connection!(&self.db, connection => sqlx::query_as(SQL).bind(id).fetch_all(connection).await)
        })
        .await?;
        let account = |(id, name, password): TeacherRow| TeacherAccount {
            id,
            name: name.unwrap_or_default(),
            password: password.map(Secret::new),
        };

        Ok(rows
            .into_iter()
            .find(|(found, ..)| found == id)
            .map(account))
    }

    /// Returns a bcrypt hash of some admin and of some teacher, to know what checking one costs here.
    pub async fn find_any_password_hashes(
        &self,
    ) -> Result<(Option<String>, Option<String>), StoreError> {
        // Two columns, not one COALESCE: the tables' collations may differ.
        const SQL: &str = "SELECT
            (SELECT passcode FROM admin WHERE passcode LIKE '$2_$%' LIMIT 1),
            (SELECT password FROM wpos_wpdatatable_24 WHERE password LIKE '$2_$%' LIMIT 1)";
        let hashes: (Option<String>, Option<String>) = retrying(|| async {
            with_connection!(&self.db, connection => sqlx::query_as(SQL).fetch_one(connection).await)
        })
        .await?;
        Ok(hashes)
    }

    /// Puts a hash in the place of a teacher's password. Returns the rows changed: none if it is another by now.
    pub async fn record_password_hash(
        &self,
        teacher: &str,
        password: &Secret,
        hash: &str,
    ) -> Result<u64, StoreError> {
        // HEX: byte for byte, on both databases, where `=` would pass over case.
        const SQL: &str = "UPDATE wpos_wpdatatable_24
            SET password = ?
            WHERE ustazid = ? AND HEX(password) = HEX(?)";
        retrying(|| async {
            with_connection!(&self.db, connection => {
                let query = sqlx::query(SQL).bind(hash).bind(teacher).bind(password.expose());
                query.execute(connection).await.map(|done| done.rows_affected())
            })
        })
        .await
    }
}
