//! Which hashes are checked for which account, and what counts as a hash.

use super::*;

/// bcryptjs's hash of "right", of the least cost.
const HASH: &str = "$2b$04$T8HJxJzSUbIWcIuXzlzjwuLx7lUQl8M8BbwlyuceOpu1b0YPfd71C";

fn hash() -> StoredPassword {
    StoredPassword::hashed(Some(Secret::new(HASH)))
}

fn plain(text: &str) -> StoredPassword {
    StoredPassword::hashed_or_plain(Some(Secret::new(text)))
}

/// The result, and the hashes that were checked.
fn checked(
    typed: &str,
    admin: StoredPassword,
    teacher: StoredPassword,
) -> ([bool; 2], Vec<String>) {
    let mut hashes = Vec::new();
    let decoy = |cost: &str| Some(HASH.replace("$04$", cost));
    let accounts = [(admin, decoy("$12$")), (teacher, decoy("$10$"))];
    let result = matching(typed, &accounts, |typed, hash| {
        hashes.push(hash[4..6].to_owned());
        hash == HASH && bcrypt_matches(typed, hash)
    });

    (result, hashes)
}

#[test]
fn every_name_costs_one_check_of_each_table() {
    let nobody = || StoredPassword::Unusable;
    let costs = |one: &str, other: &str| vec![one.to_owned(), other.to_owned()];

    assert_eq!(
        checked("right", nobody(), nobody()),
        ([false; 2], costs("12", "10"))
    );

    for (typed, right) in [("right", true), ("wrong", false)] {
        assert_eq!(
            checked(typed, hash(), nobody()),
            ([right, false], costs("04", "10"))
        );

        assert_eq!(
            checked(typed, nobody(), hash()),
            ([false, right], costs("12", "04"))
        );

        assert_eq!(
            checked(typed, nobody(), plain("right")),
            ([false, right], costs("12", "10"))
        );

        assert_eq!(
            checked(typed, hash(), plain("right")),
            ([right; 2], costs("04", "10"))
        );
    }
}

#[test]
fn a_table_without_a_hash_costs_what_the_other_one_does() {
    let mut costs = Vec::new();
    let accounts = [
        (StoredPassword::Unusable, None),
        (StoredPassword::Unusable, Some(HASH.replace("$04$", "$11$"))),
    ];

    matching("x", &accounts, |_, hash| {
        costs.push(hash[4..6].to_owned());
        false
    });

    assert_eq!(costs, ["11", "11"]);
}

#[test]
fn what_is_no_hash_is_never_checked_as_one() {
    let unusable = |stored: StoredPassword| matches!(stored, StoredPassword::Unusable);
    for text in [
        "",
        "right",
        "$2b$10$short",
        "$2b$",
        &HASH.replace("$04$", "$03$"),
        &HASH.replace("$2b$", "$2x$"),
    ] {
        assert!(
            unusable(StoredPassword::hashed(Some(Secret::new(text)))),
            "{text}"
        );
    }

    assert!(
        unusable(StoredPassword::hashed(None)) && unusable(StoredPassword::hashed_or_plain(None))
    );

    assert!(
        unusable(plain(""))
            && unusable(plain("$2b$10$short"))
            && matches!(plain("right"), StoredPassword::Plain(_))
    );

    for version in ["$2a$", "$2y$"] {
        let accounts = [
            (StoredPassword::Unusable, None),
            (plain(&HASH.replace("$2b$", version)), None),
        ];
        assert_eq!(matching("right", &accounts, bcrypt_matches), [false, true]);
    }
}

#[test]
fn the_decoy_is_a_hash_of_the_cost_of_new_ones() {
    assert!(is_hash(DECOY) && DECOY.parse::<bcrypt::HashParts>().unwrap().get_cost() == COST);
}

#[tokio::test]
async fn a_password_too_long_for_bcrypt_is_not_hashed() {
    assert!(hash_password(Secret::new("x".repeat(73))).await.is_none());
    let hash = hash_password(Secret::new("x".repeat(72))).await.unwrap();
    assert!(hash.starts_with("$2b$10$") && bcrypt_matches(&"x".repeat(72), &hash));
    assert!(!bcrypt_matches(&"x".repeat(71), &hash));
}
