//! What a teacher may agree to, as far as anything here depends on it.

/// The own meetings' participants may be listed.
pub const LIST_PARTICIPANTS: &str = "meeting:read:list_past_participants";
/// Runs of the own meetings are found of which no event told.
pub const LIST_RUNS: &str = "meeting:read:list_past_instances";
/// A run of an own meeting may be asked about by itself.
pub(crate) const READ_RUN: &str = "meeting:read:past_meeting";
/// Students may be registered.
pub(crate) const REGISTER: &str = "meeting:write:registrant";
/// Meetings that no lesson needs may be deleted.
pub(crate) const DELETE_MEETING: &str = "meeting:delete:meeting";
/// The scope of apps of the older kind by which a teacher lets all of the own meetings be read.
pub const OLDER_READING: &str = "meeting:read";
/// The same for creating and changing them.
pub(crate) const OLDER_WRITING: &str = "meeting:write";

const ALL: [&str; 7] = [
    LIST_PARTICIPANTS,
    LIST_RUNS,
    READ_RUN,
    REGISTER,
    DELETE_MEETING,
    OLDER_READING,
    OLDER_WRITING,
];

/// Returns those of the scopes that are looked at. Whoever makes the app may tick dozens more, which the column has no room
/// for.
pub(crate) fn scopes_of_use(granted: &str) -> String {
    let granted = granted.split_whitespace();
    let of_use: Vec<&str> = granted.filter(|scope| ALL.contains(scope)).collect();

    of_use.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_any_number_of_scopes_those_of_use_fit_the_column() {
        let others: Vec<String> = (0..60)
            .map(|number| format!("meeting:read:other_{number}"))
            .collect();
        let granted = format!("{} {}  {}", ALL.join(" "), others.join(" "), REGISTER.len());

        let kept = scopes_of_use(&granted);
        assert_eq!(kept, ALL.join(" "));
        assert!(kept.len() < 1000);
        assert_eq!(scopes_of_use(""), "");
    }
}
