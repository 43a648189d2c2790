"""The panel that switches faults on: for whom, at which calls, how often, and of what kind.

It makes `Fault`s, which strike at the Bot API server and so outside the bot. It also lets the person block the bot,
which is a state of the chat. Faults are in memory: a restart ends them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from bot.sandbox.core import Core
from bot.sandbox.errors import BLOCKED, CHAT_NOT_FOUND, EDIT_FORBIDDEN, EDIT_NOT_FOUND
from bot.sandbox.faults import Fault
from bot.sandbox.panels import Panel, PanelButton, PanelInput, PanelRow, PanelSection, PanelView

SPEND_S = 3
"""How long a slow fault takes, in seconds."""
_EDITS = ("editMessageText",)
METHODS = (
    "sendMessage",
    "editMessageText",
    "deleteMessage",
    "answerCallbackQuery",
    "sendPhoto",
    "sendDocument",
)
OUTSIDE = (
    "getUpdates",
    "getMe",
    "deleteWebhook",
    "setMyCommands",
    "setMyDescription",
    "getFile",
)
"""The calls that reach no chat: what the bot does at its start, and all the time."""
TIMES = ("1", "3", "10", "")
"""How often a fault strikes. The last value means until it is switched off."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of fault: how it is made, and its method where only one fits."""

    id: str
    label: str
    make: Callable[[], Fault]
    method: str | None = None


def _refusal(code: int, description: str, retry_after: int | None = None) -> Callable[[], Fault]:
    return lambda: Fault(error_code=code, description=description, retry_after=retry_after)


KINDS: Sequence[_Kind] = (
    _Kind(
        "429",
        f"Too many requests, wait {SPEND_S} s",
        _refusal(429, f"Too Many Requests: retry after {SPEND_S}", SPEND_S),
    ),
    _Kind("500", "Server error 500", _refusal(500, "Internal Server Error")),
    _Kind("slow", f"Slow: {SPEND_S} s late", lambda: Fault(kind="slow", delay_s=SPEND_S)),
    _Kind("lost", "Answer lost after it was done", lambda: Fault(kind="lost")),
    _Kind("drop", "Connection lost before", lambda: Fault(kind="drop")),
    _Kind("blocked", "403: says it is blocked", _refusal(403, BLOCKED)),
    _Kind("deactivated", "403: account deleted", _refusal(403, "Forbidden: user is deactivated")),
    _Kind("no chat", "400: chat not found", _refusal(400, f"Bad Request: {CHAT_NOT_FOUND}")),
    _Kind("too old", "400: too old to edit", _refusal(400, f"Bad Request: {EDIT_FORBIDDEN}"), _EDITS[0]),
    _Kind("gone", "400: nothing to edit", _refusal(400, f"Bad Request: {EDIT_NOT_FOUND}"), _EDITS[0]),
)


_ANYWHERE = ("429", "500", "slow", "lost", "drop")
_WHOM = {"me": "This person", "all": "Everybody", "outside": "Calls outside chats"}


@dataclass(slots=True)
class _Choice:
    """What one person has chosen for the next fault."""

    whom: str = "me"
    method: str = ""
    times: str = "1"


@dataclass(slots=True)
class FaultsPanel:
    """The panel's state: each person's choice, and a number for every fault that it shows."""

    core: Core
    _choices: dict[int, _Choice] = field(default_factory=dict)
    _numbers: dict[int, tuple[int, Fault]] = field(default_factory=dict)
    _count: int = 0

    def panel(self) -> Panel:
        """The panel for `Panels`."""
        return Panel("faults", "Faults", self._view, self._act)

    def _view(self, person: int) -> PanelView:
        choice = self._choices.setdefault(person, _Choice())
        waiting = self._numbered()
        kinds = [PanelButton(kind.id, kind.label, hint=kind.method) for kind in _kinds(choice.whom)]
        rows = [PanelRow(fault.name or "A fault", self._where(fault)) for _, fault in waiting]
        blocked = self._blocked(person)
        switches = [
            PanelButton("block", "This person has blocked the bot", pressed=blocked),
            *[
                PanelButton(
                    f"off:{number}", f"Switch off: {fault.name or 'a fault'}", hint=self._where(fault)
                )
                for number, fault in waiting
            ],
        ]
        if waiting:
            switches.append(PanelButton("clear", "Switch all off", tone="main"))
        return PanelView(
            rows=rows or [PanelRow("No fault is switched on.")],
            buttons=switches,
            sections=[PanelSection("Switch on", buttons=[*_questions(choice), *kinds])],
            summary=f"{len(waiting)} on" if waiting else "blocked" if blocked else "none",
            alert=bool(waiting) or blocked,
        )

    async def _act(self, person: int, action: str, value: str) -> str | None:
        core, choice = self.core, self._choices.setdefault(person, _Choice())
        if action == "block":
            return self._block(person)
        if action == "clear":
            core.faults.clear()
            return "All faults are off."
        if action.startswith("off:"):
            _, fault = self._numbers[int(action.removeprefix("off:"))]
            core.faults.remove(fault)
            return f"Off: {fault.name}."
        if action == "who":
            choice.whom = value if value in _WHOM else "me"
            choice.method = choice.method if choice.method in _methods(choice.whom) else ""
        elif action == "method":
            choice.method = value if value in _methods(choice.whom) else ""
        elif action == "times":
            choice.times = value if value in TIMES else "1"
        else:
            return self._switch_on(person, action, choice)
        return None

    def _switch_on(self, person: int, action: str, choice: _Choice) -> str:
        kind = next(kind for kind in _kinds(choice.whom) if kind.id == action)
        fault = self.core.faults.add(
            replace(
                kind.make(),
                method=kind.method or choice.method or None,
                chat_id=person if choice.whom == "me" else None,
                in_chats=choice.whom != "outside",
                outside=choice.whom == "outside",
                times=int(choice.times) if choice.times else None,
                name=kind.label,
            )
        )
        return f"On: {kind.label}. {self._where(fault)}."

    def _block(self, person: int) -> str:
        if self._blocked(person):
            self.core.people.unblock(person)
            return "Unblocked. What was kept comes with the next Start."
        self.core.people.block(person)
        return "The bot is blocked and cannot write here."

    def _blocked(self, person: int) -> bool:
        chat = self.core.chats.get(person)
        return chat is not None and chat.blocked

    def _numbered(self) -> list[tuple[int, Fault]]:
        """The faults that can still strike, each with its fixed number."""
        kept: dict[int, tuple[int, Fault]] = {}
        by_fault = {id(fault): number for number, fault in self._numbers.values()}
        for fault in self.core.faults.waiting():
            number = by_fault.get(id(fault))
            if number is None:
                self._count += 1
                number = self._count
            kept[number] = (number, fault)
        self._numbers = kept
        return list(kept.values())

    def _where(self, fault: Fault) -> str:
        who = "Outside chats" if fault.outside else "Everybody"
        if fault.chat_id is not None:
            who = self._name(fault.chat_id)
        often = "until switched off" if fault.times is None else f"{fault.times} more"
        return f"{who}, {fault.method or 'all calls'}, {often}"

    def _name(self, chat_id: int) -> str:
        person = self.core.persons.get(chat_id)
        return f"chat {chat_id}" if person is None else person.name


def _questions(choice: _Choice) -> list[PanelButton]:
    """Buttons that choose how the next fault is made."""
    methods = [("", "All calls"), *[(name, name) for name in _methods(choice.whom)]]
    times = [(value, f"{value} time{'s' * (value != '1')}" if value else "Until off") for value in TIMES]
    return [
        _ask("who", "Who", choice.whom, list(_WHOM.items())),
        _ask("method", "Call", choice.method, methods),
        _ask("times", "How often", choice.times, times),
    ]


def _ask(action: str, label: str, value: str, options: Sequence[tuple[str, str]]) -> PanelButton:
    asked = PanelInput(label, "choice", value, options, immediate=True)
    return PanelButton(action, label, input=asked)


def _methods(whom: str) -> Sequence[str]:
    return OUTSIDE if whom == "outside" else METHODS


def _kinds(whom: str) -> list[_Kind]:
    """The kinds of fault that fit. Outside chats there is no person to block the bot and no card to edit."""
    return [kind for kind in KINDS if whom != "outside" or kind.id in _ANYWHERE]
