"""The conversation put together: middlewares and routers in one readable list, and the menu of commands.

The modules of `handlers` have the flows. `bot.app` decides who runs the dispatcher, and with which storage.
"""

from __future__ import annotations

from aiogram import Bot, Dispatcher, Router
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, ChatMemberUpdated

from bot.documents.service import DocumentService
from bot.runtime.runner import Runner
from bot.screens import home
from bot.texts.languages import DEFAULT, LOCALES
from handlers import (
    account,
    application,
    code,
    connected,
    documents,
    fallback,
    groups,
    help_language,
    keypad,
    pace,
    payee,
    phone,
    questions,
    records,
    start,
    steps,
    withdraw,
)
from handlers.errors import ErrorHandler
from handlers.filters import InPrivate, read_state
from handlers.identity import Identity
from handlers.pace import RateLimit
from handlers.staff import acting, authenticator, proof, review
from handlers.typed_text import TypedText
from storage.errors import LastingError, StorageError


def build_dispatcher(
    app: Runner,
    service: DocumentService,
    storage: BaseStorage,
    isolation: BaseEventIsolation,
    *,
    most: int = pace.MOST,
    within_s: int = pace.WITHIN_S,
) -> Dispatcher:
    """A dispatcher for `app`, with at most `most` updates a person in `within_s` seconds.

    `dispatcher["pace"]` is the middleware that counts them; `dispatcher["memory"]` is told of messages that other
    parts send to a chat. The isolation keeps a chat's updates in order.
    """
    identity = Identity(app, service)
    # An update of a person who is too fast is dropped before the isolation, so it never waits behind others.
    dispatcher = Dispatcher(storage=storage, events_isolation=isolation, disable_fsm=True, name="withdrawals")
    too_fast = dispatcher["pace"] = RateLimit(identity, most, within_s)
    dispatcher.update.outer_middleware(too_fast)
    dispatcher.update.outer_middleware(TypedText())
    dispatcher.update.outer_middleware(dispatcher.fsm)
    dispatcher.update.outer_middleware(read_state)
    # The method, not the object: aiogram would run a callable object in a thread, and never await it.
    dispatcher.errors.register(
        ErrorHandler(identity, busy=(StorageError,), lasting=(LastingError,)).apologise
    )

    dispatcher["memory"] = identity.memory

    private = Router(name="private")
    private.message.filter(InPrivate())
    private.edited_message.filter(InPrivate())
    private.callback_query.filter(InPrivate())
    private.message.middleware(identity)
    private.edited_message.middleware(identity)
    private.callback_query.middleware(identity)
    # One router: the library walks through each as if through another bot.
    for register in (
        phone.register_first,
        documents.register_first,
        fallback.register_first,
        steps.register_stopping,
        review.register_first,
        proof.register_first,
        authenticator.register_first,
        keypad.register,
        questions.register_words,
        start.register,
        phone.register,
        account.register,
        connected.register,
        withdraw.register,
        steps.register,
        code.register,
        application.register,
        payee.register,
        documents.register,
        records.register,
        review.register,
        acting.register,
        authenticator.register,
        help_language.register,
        questions.register,
        fallback.register_last,
    ):
        register(private)
    dispatcher.include_routers(private, groups.router(app), _coming_and_going(identity))
    return dispatcher


def _coming_and_going(identity: Identity) -> Router:
    """Greets a person who unblocks the bot, which brings back the messages kept for them."""
    flow = Router(name="coming and going")

    async def changed(event: ChatMemberUpdated) -> None:
        if await InPrivate()(event) and event.new_chat_member.status == "member":
            await identity.language(event.from_user, greet_again=True)

    flow.my_chat_member.register(changed)
    return flow


async def set_up(bot: Bot) -> None:
    """Tells the Bot API the commands and what the bot is for, in every language."""
    for locale in LOCALES:
        language = None if locale == DEFAULT.code else locale
        await bot.set_my_commands(
            [BotCommand(command=name, description=text) for name, text in home.commands(locale)],
            scope=BotCommandScopeAllPrivateChats(),
            language_code=language,
        )
        short, long = home.about_bot(locale)
        # Asked first: the Bot API limits how often these are set, and the program may start often.
        if (await bot.get_my_short_description(language_code=language)).short_description != short:
            await bot.set_my_short_description(short, language_code=language)
        if (await bot.get_my_description(language_code=language)).description != long:
            await bot.set_my_description(long, language_code=language)
