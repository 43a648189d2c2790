"""Help: the questions, the answer to each, and what can be done about it from there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.screens import contact
from bot.screens.answers import Own, answer_text
from bot.screens.buttons import Again, ToAnswer, ToRecords
from bot.screens.connected import who_button
from bot.screens.screen import Button, ButtonRow, Screen, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts.topics import FIRST, TOPICS, Topic
from domain.pages import FIRST as PAGE
from domain.ports import Micros
from domain.rules.statuses import STATUSES
from domain.views import Locale


def page(locale: Locale, support: str | None = None) -> Screen:
    """The questions, the commands, and how support is reached."""
    voice = Voice(locale, 0)
    text = page_of(
        lines_of(voice.t("help-title"), voice.t("help-type")),
        voice.t("help-commands"),
        lines_of(voice.t("help-code"), contact.line(support, voice)),
    )
    rows = (*(question(topic, voice) for topic in FIRST), *contact.rows(support, voice))
    person = () if contact.rows(support, voice) else (question("person", voice),)
    others = (voice.go("questions", "help-others"),)
    return Screen(text, (*rows, others, *person, (voice.back("here"), voice.go("costs"))))


def others(locale: Locale) -> Screen:
    """The questions that Help does not name first."""
    voice = Voice(locale, 0)
    rows = tuple(question(topic, voice) for topic in TOPICS if topic not in FIRST)
    text = page_of(voice.t("help-others-title"), voice.t("help-type"))
    return Screen(text, (*rows, (voice.go("help", "help-more"), voice.back("here"))))


def guessed(topics: Sequence[Topic], locale: Locale) -> Screen:
    """What a typed text may ask, none of it, and a person."""
    voice = Voice(locale, 0)
    rows = [question(topic, voice) for topic in topics]
    rows.append((voice.go("questions", "guess-none"),))
    if "person" not in topics:
        rows.append(question("person", voice))
    return Screen(voice.t("guess-title"), (*rows, (voice.back("here"),)))


def question(topic: Topic, voice: Voice) -> ButtonRow:
    """A row with a question, which leads to its answer."""
    return (Button(voice.word(f"ask-{topic}"), ToAnswer(topic=topic).pack()),)


def answer_to(topic: Topic, own: Own, now: Micros, locale: Locale) -> Screen:
    """The answer with the own figures, what to do about it, another question, and back to what was open."""
    voice = Voice(locale, own.costs.balance.at if own.costs else now, own.policy.currency)
    text = page_of(
        voice.t("answer-title", question=voice.word(f"ask-{topic}")), answer_text(topic, own, voice)
    )
    back = (voice.go("help", "help-more"), voice.back("here"))
    return Screen(text, (*_next(topic, own, voice), back))


def _next(topic: Topic, own: Own, voice: Voice) -> tuple[ButtonRow, ...]:
    """The one thing to do about it, if there is one."""
    support, console, costs = own.policy.support, own.policy.console, own.costs
    match topic:
        case "console" | "credit_notes" | "overdue" if console is not None:
            return ((Button(voice.word("console-open"), url=console),),)
        case "person":
            return contact.rows(support, voice)
        case "phone":
            return (*contact.rows(support, voice), (voice.go("connect"),))
        case "connect":
            return ((voice.go("connect"),),)
        case _ if costs is None:
            return ((voice.go("connect"),),)
        case "low" | "more" | "reserve" | "credit_notes" | "overdue" | "unsettled" | "transferred":
            return ((voice.go("costs"),),)
        case "wrong_account" | "group":
            return ((voice.go("accounts"), voice.go("connect")),)
        case "failed":
            came_back = [one for one in own.records if STATUSES[one.status].phase == "released"]
            again = (
                Button(voice.word("apply-again"), Again(id=one.id, new=1).pack()) for one in came_back[:1]
            )
            return tuple((button,) for button in again)
        case "where" | "time" | "cancel" | "proof":
            return ((Button(voice.word("records"), ToRecords(page=PAGE.packed()).pack()),),)
        case "safe":
            return ((who_button(costs.account.id, voice),),)
        case "fee" | "how" | "parts" | "ways" | "documents" | "window" | "other_money":
            return ((voice.go("withdraw"),),)
        case "console" | "code" | "blocked":
            return ()
