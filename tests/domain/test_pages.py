"""Pages of long lists begin at a key: forwards, backwards, and while rows come in or go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from domain.actor import Actor
from domain.pages import FIRST, Page, Spot, page_at, short, unshort
from domain.usecases.customer.list_orders import list_orders
from domain.usecases.customer.list_records import list_records
from storage.database import Database
from tests.support.rig import MEI, account, rig_on, top_up

ME = Actor.chat(MEI.id)


def page(rows: Sequence[str], spot: Spot, size: int = 3) -> tuple[Sequence[str], Page]:
    """A page of a list in memory, newest first."""

    def begins(key: str | None) -> int:
        return 0 if key is None else next((at for at, row in enumerate(rows) if row <= key), len(rows))

    return page_at(
        spot,
        size,
        lambda key, most: rows[begins(key) :][:most],
        lambda key, most: [row for row in rows if row > key][::-1][:most],
        lambda row: row,
    )


def test_there_and_back_by_the_keys() -> None:
    rows, seen, spot = list("jihgfedcba"), list[Sequence[str]](), FIRST
    while True:
        found, here = page(rows, spot)
        seen.append(found)
        if here.older is None:
            break
        spot = here.older
    assert seen == [list("jih"), list("gfe"), list("dcb"), list("a")]
    assert (here.number, here.newer) == (3, Spot("d", 2))
    for wanted in (list("dcb"), list("gfe"), list("jih")):
        assert here.newer is not None
        found, here = page(rows, here.newer)
        assert found == wanted
    assert here == Page(0, None, Spot("g", 1))


def test_rows_that_come_or_go_move_nothing() -> None:
    rows = list("jihgfedcba")
    _, first = page(rows, FIRST)
    assert first.older is not None
    assert page(["l", "k", *rows], first.older)[0] == list("gfe")
    # Its first row is gone: the page begins with the next one, and what is before it is as many.
    found, here = page(list("jihfedcba"), first.older)
    assert (found, here.newer) == (list("fed"), FIRST)
    assert page(list("ji"), first.older)[0] == list("ji"), "nothing there: the first page"
    assert page([], first.older) == ([], Page())


def test_a_page_in_front_of_which_less_than_one_fits_leads_to_the_first() -> None:
    found, here = page(list("edcba"), Spot("d", 7))
    assert (found, here.newer, here.number) == (list("dcb"), FIRST, 1)


def test_spots_of_buttons_of_old_and_of_any() -> None:
    for spot in (FIRST, Spot("W261118VKMA5", 3), Spot(short(2**63 - 1), 36**3 - 1)):
        assert Spot.unpacked(spot.packed()) == spot
        assert len(spot.packed()) <= 17
    for text in ("", "4", ".", "1.", ".x", "é.x", "-1.x", "1 .x"):
        assert Spot.unpacked(text) == FIRST, text
    assert Spot("x", 10**9).packed() == "zzz.x"
    assert [unshort(key) for key in (None, "", "é", "1.5", "1" * 13, "zz")] == [None] * 5 + [35 * 36 + 35]


async def test_orders_and_records_are_turned_page_by_page(db: Database, tmp_path: Path) -> None:
    async with rig_on(db, tmp_path) as rig:
        events = [top_up("9.00", f"TP-{n}", at=f"2026-09-{n:02}T12:00:00+08:00") for n in range(1, 13)]
        await rig.events([account(), account("1002", "+8613800138002"), *events, top_up("1.00", "X", "1002")])
        await rig.link()
        names, spot = list[list[str]](), FIRST
        for _ in range(3):
            view = await rig.look(list_orders, ME, spot)
            names.append([order.order_id for order in view.orders])
            spot = view.page.older or FIRST
        assert names == [[f"TP-{n}" for n in some] for some in ((12, 11, 10, 9, 8), (7, 6, 5, 4, 3), (2, 1))]
        assert (view.page.number, view.page.older) == (2, None)
        assert view.page.newer is not None
        back = await rig.look(list_orders, ME, view.page.newer)
        assert [order.order_id for order in back.orders] == names[1]
        assert back.page.newer == FIRST

        foreign = await rig.db.read(lambda tx: tx.one("top_up_fund", order_id="X"))
        assert foreign is not None
        view = await rig.look(list_orders, ME, Spot(short(foreign.fund), 1))
        assert [order.order_id for order in view.orders] == names[0], "a key of another account is none"

        assert (await rig.look(list_records, ME)).records == ()
        made = [(await rig.withdraw(1_00 + n, order=f"TP-{12 - n}")).id for n in range(3)]
        first = await rig.look(list_records, ME)
        assert [one.id for one in first.records] == made[::-1]
        assert first.page == Page()
        assert [one.amount_fen for one in first.records] == [1_02, 1_01, 1_00]
        later = await rig.look(list_records, ME, Spot(made[1], 1))
        assert [one.id for one in later.records] == made[1::-1]
        assert later.page.newer == FIRST
