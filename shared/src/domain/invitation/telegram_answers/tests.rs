//! The table against answers of the Bot API, each in the forms in which it has been seen.

use super::*;

/// Descriptions with their status, and the cause that they tell.
const ANSWERS: &[(u16, &str, Cause)] = &[
    (
        400,
        "Bad Request: inline keyboard button URL 'https://blocked.local/x' is invalid: Wrong HTTP URL",
        Cause::ButtonRefused,
    ),
    (
        400,
        "Bad Request: inline keyboard button URL 'http://localhost:3000' is invalid: Unsupported URL protocol",
        Cause::ButtonRefused,
    ),
    (400, "Bad Request: BUTTON_URL_INVALID", Cause::ButtonRefused),
    (400, "Bad Request: wrong HTTP URL", Cause::ButtonRefused),
    (400, "Bad Request: chat_id is empty", Cause::BadChatId),
    (
        400,
        "Bad Request: invalid user_id specified",
        Cause::BadChatId,
    ),
    (
        403,
        "Forbidden: bots can't send messages to bots",
        Cause::BadChatId,
    ),
    (
        400,
        "Bad Request: can't parse entities: Unsupported start tag \"blocked\" at byte offset 7",
        Cause::MessageRefused,
    ),
    (
        400,
        "Bad Request: message is too long",
        Cause::MessageRefused,
    ),
    (400, "Bad Request: MESSAGE_TOO_LONG", Cause::MessageRefused),
    (
        400,
        "Bad Request: message text is empty",
        Cause::MessageRefused,
    ),
    (413, "Request Entity Too Large", Cause::MessageRefused),
    (
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        Cause::ChatMoved,
    ),
    (
        403,
        "Forbidden: bot can't initiate conversation with a user",
        Cause::NeverStarted,
    ),
    (
        403,
        "forbidden: BOT CAN\u{2019}T INITIATE CONVERSATION with a user.",
        Cause::NeverStarted,
    ),
    (
        403,
        "Forbidden: bot was blocked by the user",
        Cause::Blocked,
    ),
    (400, "Bad Request: USER_IS_BLOCKED", Cause::Blocked),
    (403, "Forbidden: user is deactivated", Cause::Deactivated),
    (
        400,
        "Bad Request: INPUT_USER_DEACTIVATED",
        Cause::Deactivated,
    ),
    (
        403,
        "Forbidden: the group chat was deleted",
        Cause::GroupGone,
    ),
    (
        403,
        "Forbidden: bot was kicked from the group chat",
        Cause::NotInGroup,
    ),
    (
        403,
        "Forbidden: bot was kicked from the supergroup chat",
        Cause::NotInGroup,
    ),
    (
        403,
        "Forbidden: bot is not a member of the channel chat",
        Cause::NotInGroup,
    ),
    (
        400,
        "Bad Request: not enough rights to send text messages to the chat",
        Cause::GroupForbids,
    ),
    (403, "Forbidden: CHAT_WRITE_FORBIDDEN", Cause::GroupForbids),
    (
        400,
        "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN",
        Cause::GroupForbids,
    ),
    (400, "Bad Request: TOPIC_CLOSED", Cause::GroupForbids),
    (
        400,
        "Bad Request: need administrator rights in the channel chat",
        Cause::GroupForbids,
    ),
    (400, "Bad Request: chat not found", Cause::ChatNotFound),
    (400, "Bad Request: PEER_ID_INVALID", Cause::ChatNotFound),
    (429, "Too Many Requests: retry after 40", Cause::TooMany),
    (429, "", Cause::TooMany),
    (401, "Unauthorized", Cause::BadToken),
    (404, "Not Found", Cause::BadToken),
    (400, "Logged out", Cause::BadToken),
    (
        403,
        "Forbidden: for a reason of next year",
        Cause::Forbidden,
    ),
    (403, "", Cause::Forbidden),
    (
        400,
        "Bad Request: of a later version",
        Cause::MessageRefused,
    ),
    (409, "Conflict", Cause::MessageRefused),
    (302, "", Cause::MessageRefused),
    (500, "Internal Server Error: chat not found", Cause::Unknown),
    (502, "Bad Gateway", Cause::Unknown),
    (504, "", Cause::Unknown),
];

#[test]
fn each_answer_tells_its_cause() {
    for (status, description, cause) in ANSWERS {
        assert_eq!(
            Cause::of_answer(*status, description),
            *cause,
            "{status} {description}"
        );
    }
}

#[test]
fn only_an_answer_of_500_and_above_may_belong_to_a_message_that_arrived() {
    for status in 300..600 {
        for description in ["", "blocked", "something new"] {
            let cause = Cause::of_answer(status, description);
            assert_eq!(cause == Cause::Unknown, status >= 500, "{status}");
        }
    }
}

#[test]
fn what_may_have_arrived_is_sent_again_by_nobody() {
    for cause in Cause::ALL {
        let may_have_arrived = cause.entry().reason.contains("may have arrived");
        assert_eq!(cause.may_have_arrived(), may_have_arrived, "{cause:?}");
        assert!(!(may_have_arrived && cause.entry().may_send_again));
    }
}

#[test]
fn every_cause_has_one_row_with_words_of_its_own() {
    assert_eq!(CAUSES.len(), Cause::ALL.len());

    for cause in Cause::ALL {
        let entry = cause.entry();
        assert_eq!(entry.cause, *cause);
        for text in [entry.label, entry.reason, entry.remedy] {
            assert!(!text.is_empty(), "{cause:?}");
        }
        assert!(entry.remedy.ends_with('.'), "{}", entry.remedy);

        let twins = CAUSES.iter().filter(|other| {
            other.label == entry.label
                || other.reason == entry.reason
                || other.remedy == entry.remedy && other.cause != *cause
        });
        let rows: Vec<Cause> = twins.map(|other| other.cause).collect();
        let alike = [Cause::NeverStarted, Cause::Forbidden];
        assert!(
            rows.len() == 1 || alike.contains(cause),
            "{cause:?}: {rows:?}"
        );
    }
}

#[test]
fn what_may_have_arrived_is_never_sent_again() {
    let again = |stored| {
        NotificationStatus::from_stored(stored)
            .unwrap()
            .may_send_again()
    };

    for stored in [
        "pending",
        "pending:9",
        "sent",
        "sent:-1001",
        "unknown",
        "not_telegram",
        "of another system",
    ] {
        assert!(!again(stored), "{stored}");
    }

    // It would be refused again.
    for stored in [
        "button_refused",
        "message_refused",
        "bad_token",
        "not_configured",
    ] {
        assert!(!again(stored), "{stored}");
    }

    for stored in [
        "blocked",
        "never_started",
        "too_many",
        "too_many:9",
        "unreachable",
    ] {
        assert!(again(stored), "{stored}");
    }
}

#[test]
fn no_description_is_written_in_a_form_that_is_never_compared() {
    for part in CAUSES.iter().flat_map(|entry| entry.descriptions) {
        assert_eq!(plain_words(part), *part);
    }
}
