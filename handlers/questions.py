"""Questions, typed or tapped, and their answers; words that are typed instead of tapped.

A typed word first serves what the chat waits for: where any text may be the answer, as for a name, no word is taken
for a button.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.screens import help, notices, typed_words
from bot.screens.answers import OF_RECORDS, Own, held_for, record_for
from bot.screens.buttons import Go, Speak, ToAnswer, ToLine, ToRecords
from bot.screens.screen import Awaited, Awaits
from bot.screens.support_buttons import ToLog
from bot.screens.typed_words import Meant
from bot.texts.guessing import LIKELY, guesses
from bot.texts.topics import Topic
from domain.rules.money import parse_typed
from domain.usecases.customer.list_orders import list_orders
from domain.usecases.customer.list_records import list_records
from domain.usecases.customer.show_costs import show_costs, show_hold
from domain.usecases.customer.show_withdrawal import show_draft, show_withdrawal
from handlers.account import go_to
from handlers.filters import is_typed
from handlers.help_language import change_language
from handlers.records import show_records
from handlers.showing import show_line
from handlers.staff.look_up import show_log_page
from handlers.talk import Talk
from handlers.typed_text import looks_secret, stays_not

OPEN: frozenset[Awaited] = frozenset(("step", "paper", "amount", "code", "link", "contact"))
"""Awaited where a word can be told from the answer: a digit, a file, a button."""


SHAPED: frozenset[Awaited] = frozenset(("amount", "code", "link", "contact"))
"""Those whose answer is of one shape, which no question has."""


def register_words(flow: Router) -> None:
    """Words of buttons and commands. Comes before what awaits a text."""
    flow.message.register(typed, SaysButton())
    flow.message.register(likely, AsksSomething())


def register(flow: Router) -> None:
    """The buttons of questions."""
    flow.callback_query.register(asked, ToAnswer.filter())


class SaysButton(Filter):
    """The label of a button or the name of a command, typed, in any language."""

    async def __call__(self, message: Message, awaits: Awaits | None = None) -> bool | dict[str, Any]:
        """Gives the handler `meant`."""
        if not is_typed(message) or (awaits is not None and awaits.what not in OPEN):
            return False
        meant = typed_words.meant(message.text or "")
        return False if meant is None else {"meant": meant}


class AsksSomething(Filter):
    """A text that is likely a question, where an amount, a code or a number is awaited and this can be neither."""

    async def __call__(self, message: Message, awaits: Awaits | None = None) -> bool:
        """Whether it is one. A text that may hold a code or a card's number is left to who awaits it."""
        text = message.text or ""
        if awaits is None or awaits.what not in SHAPED or not is_typed(message) or stays_not(text):
            return False
        if parse_typed(text) is not None or (awaits.what != "amount" and looks_secret(text)):
            return False
        return guesses(text)[0].likeness >= LIKELY


async def likely(_: Message, talk: Talk) -> None:
    """Shows what it may ask; what is awaited stays awaited."""
    await show_guesses(talk)


async def show_guesses(talk: Talk) -> bool:
    """Shows what a typed text may ask, a person, and *none of these*. False where it is more likely something else.

    That is an amount, nonsense where something is open, and nonsense of a person without an account.
    """
    found = guesses(talk.typed)
    is_likely = found[0].likeness >= LIKELY
    if parse_typed(talk.typed) is not None:
        return False
    if not is_likely and (talk.awaits is not None or await talk.look_or_none(show_costs) is None):
        return False
    talk.lost = True
    screen = help.guessed([guess.topic for guess in found], talk.locale)
    notice = None if is_likely else notices.nonsense("text", talk.locale)
    await talk.show(screen.under(notice), keep=talk.awaits is not None)
    return True


async def typed(_: Message, talk: Talk, meant: Meant) -> None:
    """Does what the button does."""
    match meant:
        case Go():
            await go_to(talk, meant.to)
        case ToLine():
            await show_line(talk, meant.line)
        case ToRecords():
            await show_records(talk)
        case ToLog():
            await show_log_page(talk)
        case ToAnswer():
            await show_answer(talk, meant.topic)
        case Speak():
            await change_language(talk, meant.locale)


async def asked(_: CallbackQuery, talk: Talk, callback_data: ToAnswer) -> None:
    """Answers a question that was tapped."""
    await show_answer(talk, callback_data.topic)


async def show_answer(talk: Talk, topic: Topic) -> None:
    """Shows the answer with the own figures. What is awaited stays awaited, and *Back* leads to it."""
    await talk.show(help.answer_to(topic, await _own(talk, topic), talk.now, talk.locale), keep=True)


async def _own(talk: Talk, topic: Topic) -> Own:
    """What the answer needs to know of the person, read anew."""
    policy, reason = talk.app.services.policy, held_for(topic)
    if reason is not None:
        return Own(policy, await talk.look_or_none(show_hold, reason))
    if topic == "window":
        page = await talk.look_or_none(list_orders)
        return Own(policy, page.costs, orders=page.orders) if page is not None else Own(policy)
    own = Own(policy, await talk.look_or_none(show_costs))
    if own.costs is None:
        return own
    if topic == "code":
        return replace(own, draft=await talk.look_or_none(show_draft))
    if topic in OF_RECORDS:
        found = await talk.look_or_none(list_records)
        own = replace(own, records=() if found is None else found.records)
    one = record_for(topic, own.records)
    return own if one is None else replace(own, looked_at=await talk.look_or_none(show_withdrawal, one.id))
