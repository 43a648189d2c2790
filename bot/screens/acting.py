"""Acting as a test account: which one, what for, how a session ends, and the messages of its test inbox."""

from __future__ import annotations

from dataclasses import replace

from bot.screens.buttons import account_key
from bot.screens.screen import Awaits, Button, ButtonRow, Screen, clip, in_rows, lines_of, page_of
from bot.screens.support_buttons import ActAs, Acts, ToTests
from bot.screens.voice import NAME_MAX, Voice
from bot.texts.catalogue import Safe
from domain.acting_sessions import ActingView
from domain.errors import Refusal
from domain.rules.limits import LIMITS
from domain.usecases.staff.acting import InboxView, SessionState, TestAccountEntry, TestAccountsView
from domain.views import Locale

ID_MAX = 24
LABEL_ID = 9
SEARCH_BYTES = 40
"""Bytes of a search text that fit a button."""
FEWEST = 4
MOST_REASON = 200
_WHY = ("expired", "role", "closed", "replaced")


def accounts(view: TestAccountsView, minutes: int, locale: Locale, notice: str | None = None) -> Screen:
    """A page of the test accounts, or of those that match the search. `minutes` is the length of a session."""
    voice = Voice(locale, 0, view.currency)
    first = view.page * len(view.entries) + 1
    if view.entries and view.page == view.pages - 1:
        first = view.total - len(view.entries) + 1
    numbered = list(enumerate(view.entries, first))
    text = page_of(
        lines_of(voice.t("acting-title"), _found(view, voice)),
        lines_of(*(_account_line(index, one, voice) for index, one in numbered)),
        voice.t("page", page=view.page + 1, pages=view.pages) if view.pages > 1 else None,
        voice.t("acting-search") if view.total > len(view.entries) or view.text else None,
        voice.t("acting-rules", minutes=minutes) if view.entries else None,
    )
    choices = [
        Button(f"{index}. {clip(one.account, LABEL_ID)}", ActAs(key=account_key(one.account)).pack())
        for index, one in numbered
    ]
    ways = (Button(voice.word("desk"), Acts(do="desk").pack()), voice.go("me"))
    return Screen(text, (*in_rows(choices), *_turns(view, voice), ways)).under(notice)


def _found(view: TestAccountsView, voice: Voice) -> Safe:
    text = clip(view.text, ID_MAX)
    if view.text:
        key = "acting-found" if view.total else "acting-none-found"
        return voice.t(key, count=view.total, text=text)
    return voice.t("acting-all" if view.total else "acting-none", count=view.total)


def _account_line(index: int, one: TestAccountEntry, voice: Voice) -> str:
    account = voice.t("account", name=clip(one.name, NAME_MAX), account=clip(one.account, ID_MAX))
    return lines_of(
        voice.t("acting-line", index=index, account=account, amount=voice.money(one.withdrawable_fen)),
        voice.t("acting-marks", marks=" · ".join(marks)) if (marks := _marks(one, voice)) else None,
    )


def _marks(one: TestAccountEntry, voice: Voice) -> list[str]:
    marks = [voice.word(f"scene-{one.scenario}")] if one.scenario else []
    marks += [voice.word(f"acting-standing-{one.standing}")] if one.standing != "good" else []
    return marks + ([voice.word("acting-mine")] if one.mine else [])


def _turns(view: TestAccountsView, voice: Voice) -> tuple[ButtonRow, ...]:
    text = searched(view.text)
    turns = [("accounts-before", view.page - 1)] if view.page else []
    turns += [("accounts-after", view.page + 1)] if view.page + 1 < view.pages else []
    row = tuple(Button(voice.word(key), ToTests(page=to, text=text).pack()) for key, to in turns)
    return (row,) if row else ()


def searched(text: str) -> str:
    """The search text, as far as a button holds it."""
    return text.replace(":", " ").encode()[:SEARCH_BYTES].decode(errors="ignore")


def ticket(account: str, locale: Locale, notice: str | None = None, *, why: bool = False) -> Screen:
    """Asks for the ticket before a session or a look-up (`why`)."""
    voice = Voice(locale, 0)
    title = voice.t("lookup-of" if why else "acting-of", account=clip(account, ID_MAX))
    awaits = Awaits("why_ticket" if why else "act_ticket", account)
    return Screen(page_of(title, voice.t("acting-ticket")), _away(voice, why), awaits).under(notice)


def reason(
    account: str, ticket: str, minutes: int | None, locale: Locale, notice: str | None = None
) -> Screen:
    """Asks for the reason, which the audit shows. `minutes` is a session's length, None for a look-up."""
    why = minutes is None
    voice = Voice(locale, 0)
    title = voice.t("lookup-of" if why else "acting-of", account=clip(account, ID_MAX))
    asked = voice.t("acting-reason", ticket=ticket, fewest=FEWEST, most=MOST_REASON)
    awaits = Awaits("why_reason" if why else "act_reason", account, ticket)
    rules = None if minutes is None else voice.t("acting-rules", minutes=minutes)
    return Screen(page_of(title, asked, rules), _away(voice, why), awaits).under(notice)


def _away(voice: Voice, why: bool) -> tuple[ButtonRow, ...]:
    return ((voice.go("me", "back") if why else Button(voice.word("back"), ToTests().pack()),),)


def began(locale: Locale) -> Safe:
    """Notice that a session has begun."""
    return Voice(locale, 0).t("acting-began")


def ended(view: ActingView, locale: Locale) -> Screen:
    """The person ended the session."""
    voice = Voice(locale, 0)
    return Screen(voice.t("acting-ended", account=clip(view.account, ID_MAX)), _afterwards(voice))


def over(refused: Refusal, locale: Locale) -> Screen:
    """A wish was refused, because the session is over."""
    voice = Voice(locale, 0)
    text = page_of(
        over_why(str(refused.param("why") or ""), locale),
        lines_of(voice.t("acting-over-nothing"), voice.t("acting-over-now")),
    )
    return Screen(text, _afterwards(voice))


def over_why(why: str, locale: Locale) -> Safe:
    """Why a session is over."""
    return Voice(locale, 0).t(f"acting-over-{why if why in _WHY else 'other'}")


def pushed_over(account: str, why: str, locale: Locale) -> Screen:
    """News of a session that ended by itself."""
    voice = Voice(locale, 0)
    text = page_of(over_why(why, locale), voice.t("acting-over-now"))
    return Screen(text, _afterwards(voice, new=True))


def _afterwards(voice: Voice, *, new: bool = False) -> tuple[ButtonRow, ...]:
    return ((voice.go("me", "acting-to-own", new=new), Button(voice.word("acting-again"), ToTests().pack())),)


def not_acting(locale: Locale) -> Screen:
    """Answer to a wish that needs a session, without one."""
    voice = Voice(locale, 0)
    begin = Button(voice.word("act-as"), ToTests().pack())
    return Screen(voice.t("acting-not-acting"), ((begin,), (voice.go("me", "acting-to-own"),)))


def not_while_acting(view: ActingView, locale: Locale) -> Screen:
    """Answer to a wish that a session forbids; Exit is below."""
    voice = Voice(locale, 0)
    return Screen(
        voice.t("acting-not-now", account=clip(view.account, ID_MAX)), (_tools(voice), (voice.go("me"),))
    )


def inbox(view: InboxView, locale: Locale) -> Screen:
    """The text messages of the test account."""
    voice = Voice(locale, view.at)
    lines = [voice.t("inbox-line", at=voice.when(one.at), text=one.text) for one in view.entries]
    kept = voice.t("inbox-most", most=LIMITS["inbox_kept"].most)
    text = page_of(voice.t("inbox-title"), *lines, kept if lines else voice.t("inbox-none"))
    again = Button(voice.word("refresh"), Acts(do="inbox").pack())
    # The next typed text answers the question above this message.
    return Screen(text, ((again, voice.go("here", "continue", new=True)),))


def _tools(voice: Voice) -> ButtonRow:
    return (
        Button(voice.word("inbox"), Acts(do="inbox").pack()),
        Button(voice.word("clock"), Acts(do="clock").pack()),
    )


def tools(view: ActingView, locale: Locale, notice: str | None = None) -> Screen:
    """What a session can do besides what the customer can."""
    voice = Voice(locale, view.at)
    text = page_of(
        voice.t("tools-title"),
        voice.t("tools-session", ticket=view.ticket, reason=view.reason, ends=voice.when(view.ends_at)),
        voice.t("tools-do"),
    )
    more = (
        Button(voice.word("reset"), Acts(do="reset").pack()),
        Button(voice.word("acting-other"), ToTests().pack()),
    )
    rows = (_tools(voice), more, (voice.go("me"),))
    return Screen(text, rows).under(notice)


def refusal(refused: Refusal, locale: Locale) -> Safe:
    """Why support may not do that."""
    voice = Voice(locale, 0)
    key = f"support-refused-{refused.code}"
    if not voice.texts.has(key):
        return voice.t("refused-unknown")
    params = {name: value for name, value in refused.params.items() if isinstance(value, str | int)}
    return voice.t(key, **params)


def home_row(locale: Locale, *, acting: bool) -> ButtonRow:
    """What support finds on Me: the way into a session, or its tools."""
    voice = Voice(locale, 0)
    return _tools(voice) if acting else (Button(voice.word("act-as"), ToTests().pack()),)


def help_for(screen: Screen, state: SessionState, locale: Locale) -> Screen:
    """The help page with the commands of staff."""
    voice = Voice(locale, 0)
    text = page_of(
        screen.text,
        lines_of(voice.t("help-support"), voice.t("help-support-commands")) if state.may_act else None,
        lines_of(
            voice.t("help-review") if state.may_review else None,
            voice.t("help-audit") if state.may_audit else None,
        ),
    )
    return replace(screen, text=text)
