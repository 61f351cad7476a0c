//! Reads the secret that the school's Next.js application signs its sessions with.

use super::Secret;
use super::cut::cut;
use super::problem::NEXTAUTH_SECRET_BYTES;
use super::reader::Reader;

/// NextAuth's other name for the secret, where the first is not set.
const OTHER_NAME: &str = "AUTH_SECRET";

/// Returns the secret exactly as it is stored; `None` where it is missing, or too short without what surrounds it.
///
/// NextAuth cuts nothing off: with a line end at its end the secret is another key. So a session is written with the
/// stored text, and read with each of its forms (`Secret::forms`).
pub(super) fn sign_in_secret(read: &mut Reader<'_>, name: &'static str) -> Option<Secret> {
    let (name, raw) = [name, OTHER_NAME].into_iter().find_map(|name| {
        let raw = (read.lookup)(name)?;
        (!cut(&raw).value.is_empty()).then_some((name, raw))
    })?;

    let cut = cut(&raw);
    if cut.value.len() < NEXTAUTH_SECRET_BYTES {
        return None;
    }

    if !cut.cuts.is_empty() {
        let what = cut.cuts.join(" and ");
        let text = format!(
            "has {what} around it. NextAuth takes that for a part of the secret, so sessions are written with it, and \
             read with and without it. If nobody can sign in, store the same value here and in the application"
        );
        read.remark(name, text);
    }

    Some(Secret::new(raw))
}
