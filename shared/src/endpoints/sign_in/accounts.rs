//! The accounts that a typed name may mean, and whose of them the password is.

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
    /// Roles beyond admin and teacher get in with no password, not even their own.
    trusted: bool,
}

/// Returns whose name and password these are, or nobody. An admin and a teacher may have the same name.
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
    let plain = app.config.plain_teacher_passwords;
    let teacher = store
        .find_teacher_account(name)
        .await?
        .map(|teacher| of_teacher(teacher, plain));
    let decoys = store.find_any_password_hashes().await?;
    let stored = |account: &Option<Account>| {
        account
            .as_ref()
            .map_or(StoredPassword::Unusable, |account| account.password.clone())
    };
    let checks = [(stored(&admin), decoys.0), (stored(&teacher), decoys.1)];
    let right = check_password(password, checks).await?;
    let mut accounts = [admin, teacher].into_iter().zip(right);
    let found =
        accounts.find_map(|(account, right)| account.filter(|account| right && account.trusted));
    let Some(account) = found else {
        return Ok(None);
    };
    if let StoredPassword::Plain(password) = account.password
        && let Err(error) = replace(store, &account.identity, password).await
    {
        // The next time will do.
        tracing::warn!(%error, "A plain password could not be replaced");
    }
    Ok(Some(account.identity))
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

fn of_teacher(teacher: TeacherAccount, plain: bool) -> Account {
    let read = if plain {
        StoredPassword::hashed_or_plain
    } else {
        StoredPassword::hashed
    };
    Account {
        trusted: true,
        password: read(teacher.password),
        identity: Identity {
            name: teacher.name,
            ..Identity::of(&teacher.id, Role::Teacher)
        },
    }
}

/// From now on the table holds a hash, which the school's Next.js application reads as well.
async fn replace(store: &Store, teacher: &Identity, password: Secret) -> Result<(), StoreError> {
    let Some(hash) = hash_password(password.clone()).await else {
        tracing::warn!(
            teacher.id = teacher.id,
            "A plain password is too long for a hash, and stays"
        );

        return Ok(());
    };
    // Guarded: somebody may have changed the password meanwhile.
    if store
        .record_password_hash(&teacher.id, &password, &hash)
        .await?
        > 0
    {
        tracing::info!(
            teacher.id = teacher.id,
            "Plain password of teacher {} replaced by a hash",
            teacher.id
        );
    }
    Ok(())
}
