//! The table of causes: for each the Bot API's answers that tell it, the words for people, and whether the message may be
//! sent again.

use crate::domain::invitation::notification::Cause;

/// A cause, with all that depends on it.
#[derive(Debug)]
pub struct CauseEntry {
    /// The cause.
    pub cause: Cause,
    /// Parts of the descriptions that tell it, in lower case and with spaces for underscores.
    pub descriptions: &'static [&'static str],
    /// The statuses that tell it if the description does not.
    pub statuses: &'static [u16],
    /// The cause in two or three words, for lists.
    pub label: &'static str,
    /// The cause as a part of a sentence, after "Not sent,".
    pub reason: &'static str,
    /// What somebody can do, in whole sentences.
    pub remedy: &'static str,
    /// False if the message may have arrived, or would be refused again before the school's settings are mended.
    pub may_send_again: bool,
}

/// What a row without answers of its own has: no answer of Telegram tells its cause.
const NO_ANSWER: CauseEntry = CauseEntry {
    cause: Cause::Unknown,
    descriptions: &[],
    statuses: &[],
    label: "",
    reason: "",
    remedy: "",
    may_send_again: false,
};

/// The row of a message that may have arrived.
pub(super) const LOST: CauseEntry = CauseEntry {
    cause: Cause::Unknown,
    label: "no clear answer",
    reason: "it may have arrived",
    remedy: "Ask the student before sending it again.",
    may_send_again: false,
    ..NO_ANSWER
};

/// All causes. The first row that fits a description counts: those whose descriptions quote the message come first.
pub(super) const CAUSES: &[CauseEntry] = &[
    CauseEntry {
        cause: Cause::ButtonRefused,
        descriptions: &[
            "button",
            "http url",
            "url host",
            "url protocol",
            "url is invalid",
            "url invalid",
            "port number",
        ],
        label: "button refused",
        reason: "Telegram refuses the address of the button",
        remedy: "The school office must correct PUBLIC_BASE_URL: https:// with a host name that is known on the internet.",
        may_send_again: false,
        ..NO_ANSWER
    },
    CauseEntry {
        cause: Cause::BadChatId,
        descriptions: &[
            "chat id is",
            "chat id must",
            "chat id invalid",
            "chat identifier",
            "user id",
            "messages to bots",
            "username invalid",
        ],
        label: "chat id unusable",
        reason: "the student's chat id cannot be used",
        remedy: "The school office must correct it: it is the number of the student's chat with the school's bot, and nothing else.",
        may_send_again: true,
        ..NO_ANSWER
    },
    CauseEntry {
        cause: Cause::MessageRefused,
        descriptions: &[
            "can't parse",
            "can't find end",
            "entities",
            "entity",
            "too long",
            "too large",
            "text is empty",
            "text must be",
            "utf-8",
            "reply markup",
        ],
        statuses: &[400],
        label: "message refused",
        reason: "Telegram refuses the message",
        remedy: "The school office finds the reason in the system's log.",
        may_send_again: false,
    },
    CauseEntry {
        cause: Cause::ChatMoved,
        descriptions: &["upgraded to a supergroup", "migrated"],
        label: "group has a new id",
        reason: "the group has a new chat id",
        remedy: "The school office must enter it.",
        may_send_again: true,
        ..NO_ANSWER
    },
    CauseEntry {
        cause: Cause::NeverStarted,
        descriptions: &["initiate conversation", "start a conversation"],
        label: "Start not pressed",
        reason: "the student never pressed Start in the school's bot",
        remedy: "The student must open the school's bot in Telegram and press Start.",
        may_send_again: true,
        ..NO_ANSWER
    },
    CauseEntry {
        cause: Cause::GroupGone,
        descriptions: &[
            "chat was deleted",
            "chat is deleted",
            "group was deleted",
            "group is deactivated",
            "chat is deactivated",
            "chat was deactivated",
        ],
        label: "group deleted",
        reason: "the Telegram group was deleted",
        remedy: "The school office must enter another chat id.",
        may_send_again: true,
        ..NO_ANSWER
    },
    CauseEntry {
        cause: Cause::Deactivated,
        descriptions: &["deactivated", "account was deleted", "user is deleted"],
        label: "account deleted",
        reason: "the student's Telegram account no longer exists",
        remedy: "The student must open the school's bot with the new account, and the school office must enter its chat id.",
        may_send_again: true,
        ..NO_ANSWER
    },
    CauseEntry {
        cause: Cause::NotInGroup,
        descriptions: &[
            "kicked",
            "not a member",
            "not participant",
            "was banned",
            "was removed",
            "channel private",
        ],
        label: "bot not in the group",
        reason: "the school's bot is not in the group",
        remedy: "An administrator of the group must add the school's bot.",
        may_send_again: true,
        ..NO_ANSWER
    },
    CauseEntry {
        cause: Cause::Blocked,
        descriptions: &["blocked"],
        label: "bot blocked",
        reason: "the school's bot is blocked in this chat",
        remedy: "The student must unblock the bot in Telegram.",
        may_send_again: true,
        ..NO_ANSWER
    },
    CauseEntry {
        cause: Cause::GroupForbids,
        descriptions: &[
            "rights",
            "write forbidden",
            "send plain forbidden",
            "send forbidden",
            "can't write",
            "restricted",
            "admin required",
            "topic closed",
            "topic is closed",
        ],
        label: "group forbids it",
        reason: "the group does not let the school's bot write",
        remedy: "An administrator of the group must allow the bot to send messages.",
        may_send_again: true,
        ..NO_ANSWER
    },
    CauseEntry {
        cause: Cause::ChatNotFound,
        descriptions: &[
            "chat not found",
            "user not found",
            "group not found",
            "channel not found",
            "peer id invalid",
            "username not occupied",
        ],
        label: "chat not found",
        reason: "Telegram does not know this chat",
        remedy: "The student must open the school's bot and press Start. If that does not help, the school office must correct the chat id.",
        may_send_again: true,
        ..NO_ANSWER
    },
    CauseEntry {
        cause: Cause::TooMany,
        descriptions: &["too many requests", "retry after", "flood"],
        statuses: &[429],
        label: "too many messages",
        reason: "the school's bot has sent too many messages",
        remedy: "Send it again a little later.",
        may_send_again: true,
    },
    CauseEntry {
        cause: Cause::BadToken,
        descriptions: &["unauthorized", "logged out"],
        // The token is part of the path, so a wrong one may also give 404.
        statuses: &[401, 404],
        label: "bot token refused",
        reason: "Telegram refuses the school's bot",
        remedy: "The school office must copy the bot's token again from @BotFather to TELEGRAM_BOT_TOKEN.",
        may_send_again: false,
    },
    CauseEntry {
        cause: Cause::Forbidden,
        statuses: &[403],
        label: "forbidden",
        reason: "Telegram forbids the school's bot to write to this chat",
        remedy: "The student must open the school's bot in Telegram and press Start.",
        may_send_again: true,
        ..NO_ANSWER
    },
    CauseEntry {
        cause: Cause::NoChatId,
        label: "no Telegram chat",
        reason: "no Telegram chat",
        remedy: "The school office can enter the student's chat id.",
        may_send_again: true,
        ..NO_ANSWER
    },
    CauseEntry {
        cause: Cause::NotConfigured,
        label: "no bot set up",
        reason: "the school has not set up Telegram",
        remedy: "The school office must set TELEGRAM_BOT_TOKEN.",
        may_send_again: false,
        ..NO_ANSWER
    },
    CauseEntry {
        cause: Cause::Unreachable,
        label: "Telegram not reached",
        reason: "Telegram cannot be reached",
        remedy: "Send it again in a minute.",
        may_send_again: true,
        ..NO_ANSWER
    },
    CauseEntry {
        cause: Cause::NotTelegram,
        label: "not Telegram's answer",
        reason: "something other than Telegram answered, so it may have arrived",
        remedy: "Ask the student before sending it again. If this goes on, the school office must check TELEGRAM_API_URL, and the proxy if there is one.",
        may_send_again: false,
        ..NO_ANSWER
    },
    LOST,
];
