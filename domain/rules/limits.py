"""The limits on what grows because a person wishes it: how much there may be, and what becomes of one more.

A closed table: a test reaches each of them. The numbers that a policy may set are those of `domain.rules.policy`; the
others stand beside what they limit. What only costs time has a pace instead (`handlers.pace`), and what comes over
HTTP has bounds of its own (`bot.web`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from domain.rules.designated import LONGEST_NOTE, MOST_MB, MOST_OF_A_KIND, MOST_PAGES
from domain.rules.policy import Policy

LimitName = Literal[
    "chats_an_account", "accounts_a_chat", "links_open", "numbers_a_day", "sharers_a_day", "codes_an_hour",
    "codes_a_day", "drafts_open", "drafts_a_day", "note_characters", "payees_offered", "files_of_a_document",
    "document_mb", "document_pages", "documents_a_day", "messages_kept", "inbox_kept", "test_accounts_a_day",
    "updates_waiting", "updates_a_day",
]  # fmt: skip
OneMore = Literal["is refused", "makes room", "is not read"]
"""`makes room`: the oldest one goes, and nothing is lost with it."""


@dataclass(frozen=True, slots=True)
class WishLimit:
    """At most `most` of something; `of` says what. `sentence` is the id of the text that a person reads about it."""

    most: int
    of: str
    one_more: OneMore
    sentence: str


_SET = Policy()


def _limit(name: LimitName) -> WishLimit:
    match name:
        case "chats_an_account":
            of = "chats that are connected to one account"
            return WishLimit(_SET.chats_an_account, of, "is refused", "refused-chats_too_many")
        case "accounts_a_chat":
            of = "accounts that are connected to one chat"
            return WishLimit(_SET.accounts_a_chat, of, "is refused", "refused-accounts_too_many")
        case "links_open":
            of = "one-time links that are open for one account"
            return WishLimit(_SET.links_open, of, "makes room", "refused-link_bad")
        case "numbers_a_day":
            of = "phone numbers that one chat shares in 24 hours"
            return WishLimit(_SET.numbers_a_day, of, "is refused", "refused-numbers_too_many")
        case "sharers_a_day":
            of = "chats that share one phone number in 24 hours"
            return WishLimit(_SET.sharers_a_day, of, "is refused", "refused-numbers_too_many")
        case "codes_an_hour":
            of = "codes to one phone in an hour; 3 for each of several people"
            return WishLimit(_SET.codes_an_hour, of, "is refused", "refused-code_too_many")
        case "codes_a_day":
            of = "codes to one phone in 24 hours; 5 for each of several people"
            return WishLimit(_SET.codes_a_day, of, "is refused", "refused-code_too_many")
        case "drafts_open":
            return WishLimit(
                1, "unfinished withdrawals of one chat from one account", "makes room", "home-draft"
            )
        case "drafts_a_day":
            of = "withdrawals that one chat begins from one account in 24 hours"
            return WishLimit(_SET.drafts_a_day, of, "is refused", "refused-drafts_too_many")
        case "note_characters":
            of = "characters of the words of an application"
            return WishLimit(LONGEST_NOTE, of, "is refused", "refused-note_needed")
        case "payees_offered":
            of = "payees of an account that are offered again"
            return WishLimit(_SET.payees_offered, of, "makes room", "payee-start-used")
        case "files_of_a_document":
            of = "files of one document of a withdrawal"
            return WishLimit(MOST_OF_A_KIND, of, "is refused", "refused-too_many_documents")
        case "document_mb":
            return WishLimit(MOST_MB, "MB of one file", "is refused", "unfit-too_big")
        case "document_pages":
            return WishLimit(MOST_PAGES, "pages of one file", "is refused", "unfit-pdf_pages")
        case "documents_a_day":
            of = "files that are taken for one account in 24 hours"
            return WishLimit(_SET.documents_a_day, of, "is refused", "refused-documents_too_many_today")
        case "messages_kept":
            of = "messages about withdrawals that wait for a person who blocked the bot"
            return WishLimit(_SET.messages_kept, of, "makes room", "push-made_room")
        case "inbox_kept":
            of = "text messages that are kept of one test account"
            return WishLimit(_SET.inbox_kept, of, "makes room", "inbox-most")
        case "test_accounts_a_day":
            of = "test accounts that one person makes in 24 hours"
            refused = "support-refused-test_accounts_too_many"
            return WishLimit(_SET.test_accounts_a_day, of, "is refused", refused)
        case "updates_waiting":
            of = "messages and taps of one person that are worked on at once"
            return WishLimit(_SET.updates_waiting, of, "is not read", "too-many-waiting")
        case "updates_a_day":
            of = "messages and taps of one person in 24 hours"
            return WishLimit(_SET.updates_a_day, of, "is not read", "too-many-today")


LIMITS: dict[LimitName, WishLimit] = {name: _limit(name) for name in get_args(LimitName)}
