//! The accounts that may sign in: the school's own tables of admins and teachers, with their passwords.

use crate::config::Secret;
use crate::domain::Role;
use crate::store::db::statement::Statement;
use crate::store::db::stored_text::StoredText;
use crate::store::{Store, StoreError};

/// A row of `admin`.
#[derive(Clone, Debug)]
pub struct AdminAccount {
    /// Its key.
    pub id: String,
    /// The name that people read.
    pub name: String,
    /// The name that is typed to sign in.
    pub username: String,
    /// A hash of the password.
    pub passcode: Option<Secret>,
    /// `None`: the role has no rights here.
    role: Option<Role>,
}

impl AdminAccount {
    /// Tells whether the row gives an admin's rights. The table has other roles, too.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.role == Some(Role::Admin)
    }
}

/// A row of `wpos_wpdatatable_24`.
#[derive(Clone, Debug)]
pub struct TeacherAccount {
    /// `ustazid`: the key, and the name that is typed to sign in.
    pub id: String,
    /// The name that people read.
    pub name: String,
    /// A hash, or the password itself.
    pub password: Option<Secret>,
}

#[derive(sqlx::FromRow)]
struct AdminRow {
    id: StoredText,
    name: Option<StoredText>,
    username: Option<StoredText>,
    passcode: Option<StoredText>,
    role: Option<StoredText>,
}

#[derive(sqlx::FromRow)]
struct TeacherRow {
    ustazid: StoredText,
    ustazname: Option<StoredText>,
    password: Option<StoredText>,
}

// The database may take `a`, `A` and `á` for the same text, and a column may not be unique. So each read gets a few
// rows, and only the one with exactly the same text may sign in.
impl Store {
    /// Returns the admin with exactly this id.
    pub async fn find_admin(&self, id: &str) -> Result<Option<AdminAccount>, StoreError> {
        let sql = Statement::new(
            "SELECT id, name, username, passcode, role
            FROM admin
            WHERE id = ?
            LIMIT 20",
        );
        let rows: Vec<AdminRow> = self.db.fetch_all(sql.bind(id).repeatable()).await?;

        let row = rows.into_iter().find(|row| row.id.0 == id);
        Ok(row.map(AdminRow::into_account))
    }

    /// Returns the admin with exactly this user name.
    pub async fn find_admin_account(
        &self,
        username: &str,
    ) -> Result<Option<AdminAccount>, StoreError> {
        let sql = Statement::new(
            "SELECT id, name, username, passcode, role
            FROM admin
            WHERE username = ?
            LIMIT 20",
        );
        let rows: Vec<AdminRow> = self.db.fetch_all(sql.bind(username).repeatable()).await?;

        let mut accounts = rows.into_iter().map(AdminRow::into_account);
        Ok(accounts.find(|account| account.username == username))
    }

    /// Returns the teacher with exactly this `ustazid`.
    pub async fn find_teacher_account(
        &self,
        id: &str,
    ) -> Result<Option<TeacherAccount>, StoreError> {
        let sql = Statement::new(
            "SELECT ustazid, ustazname, password
            FROM wpos_wpdatatable_24
            WHERE ustazid = ?
            LIMIT 20",
        );
        let rows: Vec<TeacherRow> = self.db.fetch_all(sql.bind(id).repeatable()).await?;

        let row = rows.into_iter().find(|row| row.ustazid.0 == id);
        Ok(row.map(TeacherRow::into_account))
    }

    /// Returns a bcrypt hash of an admin and one of a teacher, to find out what it costs to check them.
    pub async fn find_any_password_hashes(
        &self,
    ) -> Result<(Option<String>, Option<String>), StoreError> {
        // Two columns, not one COALESCE, because the tables may have different collations.
        let sql = Statement::new(
            "SELECT
            (SELECT passcode FROM admin WHERE passcode LIKE '$2_$%' LIMIT 1),
            (SELECT password FROM wpos_wpdatatable_24 WHERE password LIKE '$2_$%' LIMIT 1)",
        );

        let (admin, teacher): (Option<StoredText>, Option<StoredText>) =
            self.db.fetch_one(sql.repeatable()).await?;
        Ok((admin.map(|hash| hash.0), teacher.map(|hash| hash.0)))
    }

    /// Replaces a teacher's password by a hash. Returns the rows changed: none if the password changed meanwhile.
    pub async fn record_password_hash(
        &self,
        teacher: &str,
        password: &Secret,
        hash: &str,
    ) -> Result<u64, StoreError> {
        // HEX compares byte for byte on both databases, where `=` would ignore case.
        let sql = Statement::new(
            "UPDATE wpos_wpdatatable_24
            SET password = ?
            WHERE ustazid = ? AND HEX(password) = HEX(?)",
        );
        let sql = sql.bind(hash).bind(teacher).bind(password.expose());

        self.db.execute(sql.repeatable()).await
    }
}

impl AdminRow {
    fn into_account(self) -> AdminAccount {
        AdminAccount {
            id: self.id.0,
            name: self.name.unwrap_or_default().0,
            username: self.username.unwrap_or_default().0,
            passcode: self.passcode.map(|passcode| Secret::new(passcode.0)),
            role: Role::of_admin_row(self.role.as_deref()),
        }
    }
}

impl TeacherRow {
    fn into_account(self) -> TeacherAccount {
        TeacherAccount {
            id: self.ustazid.0,
            name: self.ustazname.unwrap_or_default().0,
            password: self.password.map(|password| Secret::new(password.0)),
        }
    }
}
