//! Identifies the sender of a request: NextAuth v4 sessions, passwords, the cron secret, and the origin of a cookie's
//! request.

mod access;
mod carried_cookies;
mod cookies;
mod credentials;
mod identity;
mod leftover_cookies;
mod nextauth;
mod origin;
mod password;
mod principal;
mod secret;
mod session_keys;

pub use self::access::{Access, Credentials, require_admin_now};
pub use self::cookies::{
    PLAIN_COOKIE, SECURE_COOKIE, SESSION_LIFETIME, expired_cookies, session_cookies,
};
pub use self::credentials::session_tokens;
pub use self::identity::Identity;
pub use self::leftover_cookies::LeftoverCookies;
pub use self::nextauth::{Claims, InvalidSession, SessionKey};
pub use self::origin::is_same_origin;
pub use self::password::{StoredPassword, check_password, hash_password};
pub use self::principal::Principal;
pub use self::secret::{bearer_matches, keyed_hash};
pub use self::session_keys::SessionKeys;
