//! What became of a session's message, in sentences for the staff. The words of the causes stand in the domain's table.

use chrono::{DateTime, Utc};

use crate::domain::{Cause, CauseEntry, NotificationStatus};

/// What somebody has to do about a message, whoever it is. `None`: nothing.
pub(crate) fn remedy(status: &NotificationStatus, now: DateTime<Utc>) -> Option<String> {
    match status {
        NotificationStatus::SentToNewChat(chat_id) => Some(format!(
            "The group has a new chat id, {chat_id}: the school office must enter it."
        )),
        NotificationStatus::Postponed(until) => Some(postponement(*until, now)),
        NotificationStatus::Pending
        | NotificationStatus::PendingAgain(_)
        | NotificationStatus::Sent
        | NotificationStatus::Failed(_)
        | NotificationStatus::Foreign(_) => {
            status.cause().map(|cause| cause.entry().remedy.to_owned())
        }
    }
}

fn postponement(until: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match NotificationStatus::Postponed(until).seconds_to_wait(now) {
        None | Some(0) => "Telegram takes it again now.".to_owned(),
        Some(seconds @ ..=120) => format!("Telegram takes it again in {seconds} s."),
        Some(seconds) => format!("Telegram takes it again in {} min.", (seconds + 59) / 60),
    }
}

/// Says in sentences what became of a message and what helps, as of a moment ago or long ago.
pub(crate) fn sentences(status: &NotificationStatus, now: DateTime<Utc>) -> String {
    let happened = match status.cause() {
        None => "Delivered.".to_owned(),
        Some(cause) if cause.may_have_arrived() => {
            format!("{}.", capitalized(cause.entry().reason))
        }
        Some(cause) => format!("Not sent, {}.", cause.entry().reason),
    };

    match remedy(status, now) {
        Some(remedy) => format!("{happened} {remedy}"),
        None => happened,
    }
}

/// Says why no message can be sent to a student, and what the teacher does instead.
pub(crate) fn no_chat(cause: Cause) -> String {
    let CauseEntry { reason, remedy, .. } = cause.entry();
    format!(
        "{}: copy the link and send it yourself. {remedy}",
        capitalized(reason)
    )
}

/// Returns a sentence with a capital at its beginning.
pub(crate) fn capitalized(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn the_dashboard_says_what_happened_and_what_helps() {
        let now = DateTime::UNIX_EPOCH;
        let text = |stored| sentences(&NotificationStatus::from_stored(stored).unwrap(), now);

        assert_eq!(text("sent"), "Delivered.");
        assert_eq!(
            text("blocked"),
            "Not sent, the school's bot is blocked in this chat. The student must unblock the bot in Telegram."
        );
        assert_eq!(
            text("sent:-1001"),
            "Delivered. The group has a new chat id, -1001: the school office must enter it."
        );
        for stored in ["unknown", "of another system"] {
            assert_eq!(
                text(stored),
                "It may have arrived. Ask the student before sending it again."
            );
        }
    }

    #[test]
    fn an_answer_of_a_proxy_names_the_setting_and_blames_nobody() {
        let answered = NotificationStatus::Failed(Cause::NotTelegram);
        assert_eq!(
            sentences(&answered, DateTime::UNIX_EPOCH),
            "Something other than Telegram answered, so it may have arrived. Ask the student before sending it again. If \
             this goes on, the school office must check TELEGRAM_API_URL, and the proxy if there is one."
        );
    }

    #[test]
    fn a_wait_is_told_until_it_is_over() {
        let until = DateTime::UNIX_EPOCH;
        let text = |seconds_before: i64| {
            let now = until - TimeDelta::milliseconds(seconds_before * 1000 - 1);
            postponement(until, now)
        };

        assert_eq!(text(40), "Telegram takes it again in 40 s.");
        assert_eq!(text(120), "Telegram takes it again in 120 s.");
        assert_eq!(text(121), "Telegram takes it again in 3 min.");
        assert_eq!(text(0), "Telegram takes it again now.");
        assert_eq!(text(-9), "Telegram takes it again now.");
    }
}
