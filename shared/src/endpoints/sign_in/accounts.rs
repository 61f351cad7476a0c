//! The accounts that a typed name may mean, and which of them has the password.

use crate::app::App;
use crate::auth::{Identity, StoredPassword, check_password, hash_password};
use crate::config::Secret;
use crate::domain::Role;
use crate::error::Error;
use crate::store::{AdminAccount, Store, StoreError, TeacherAccount};

/// One account of the name.
struct Account {
    identity: Identity,
    password: StoredPassword,
    /// False for roles beyond admin and teacher: they may not sign in, not even with the right password.
    trusted: bool,
}

/// Returns the person who has this name and password, or nobody. An admin and a teacher may have the same name.
///
/// Whatever the tables hold, the same questions are asked of the database, and the password is checked once against
/// each of the two tables.
pub(crate) async fn identify(
    app: &App,
    store: &Store,
    name: &str,
    password: Secret,
) -> Result<Option<Identity>, Error> {
    let admin = store.find_admin_account(name).await?.map(of_admin);
    let accepts_plain = app.config.plain_teacher_passwords;
    let teacher = store
        .find_teacher_account(name)
        .await?
        .map(|teacher| of_teacher(teacher, accepts_plain));

    let (admin_decoy, teacher_decoy) = store.find_any_password_hashes().await?;
    let checks = [
        (stored_password(admin.as_ref()), admin_decoy),
        (stored_password(teacher.as_ref()), teacher_decoy),
    ];
    let [is_admins, is_teachers] = check_password(password, checks).await?;

    let account = match (admin, teacher) {
        (Some(admin), _) if is_admins && admin.trusted => admin,
        (_, Some(teacher)) if is_teachers && teacher.trusted => teacher,
        _ => return Ok(None),
    };

    if let StoredPassword::Plain(password) = account.password
        && let Err(error) = replace_by_hash(store, &account.identity, password).await
    {
        // The password was right all the same, and the next sign-in tries again.
        tracing::warn!(%error, "A plain password could not be replaced");
    }

    Ok(Some(account.identity))
}

fn stored_password(account: Option<&Account>) -> StoredPassword {
    account.map_or(StoredPassword::Unusable, |account| account.password.clone())
}

fn of_admin(admin: AdminAccount) -> Account {
    Account {
        trusted: admin.is_admin(),
        password: StoredPassword::hashed(admin.passcode),
        identity: Identity {
            id: admin.id,
            username: admin.username,
            name: admin.name,
            role: Role::Admin,
        },
    }
}

fn of_teacher(teacher: TeacherAccount, accepts_plain: bool) -> Account {
    let password = if accepts_plain {
        StoredPassword::hashed_or_plain(teacher.password)
    } else {
        StoredPassword::hashed(teacher.password)
    };

    Account {
        trusted: true,
        password,
        identity: Identity {
            name: teacher.name,
            ..Identity::of(&teacher.id, Role::Teacher)
        },
    }
}

/// Puts a hash in the place of a plain password. The school's Next.js application reads it as well.
async fn replace_by_hash(
    store: &Store,
    teacher: &Identity,
    password: Secret,
) -> Result<(), StoreError> {
    let Some(hash) = hash_password(password.clone()).await else {
        tracing::warn!(
            teacher.id = teacher.id,
            "A plain password is too long for a hash, and stays"
        );

        return Ok(());
    };

    // Guarded: somebody may have changed the password meanwhile.
    let replaced = store
        .record_password_hash(&teacher.id, &password, &hash)
        .await?;
    if replaced > 0 {
        tracing::info!(
            teacher.id = teacher.id,
            "Plain password of teacher {} replaced by a hash",
            teacher.id
        );
    }

    Ok(())
}
