"""Connecting an account in the chat: the link, the code, and every person the link is not for."""

from __future__ import annotations

from bot.sandbox.driver import PersonDriver
from tests.flows.world import MEI, STRANGER, World


async def connected(person: PersonDriver) -> bool:
    """Whether this person has an account now."""
    await person.send("/balance")
    return "Cash balance" in person.last.text


async def test_without_a_link_it_says_what_to_do(world: World) -> None:
    mei = world.person(MEI)
    await mei.send("/start")
    assert "Open the link" in mei.last.text
    for command in ("/balance", "/withdraw", "/records"):
        await mei.send(command)
        assert "Open the link" in mei.last.text


async def test_a_link_and_a_code_connect(world: World) -> None:
    await world.worked_example()
    mei = world.person(MEI)
    token = await world.token("1001")
    await mei.start(token)
    assert "8001" in mei.last.text
    code = await world.code("+8613800138001")
    await mei.send(code)
    assert "Connected: Lin Mei · 1001" in mei.last.text
    shown = mei.dump()
    assert code not in shown
    assert token not in shown


async def test_a_used_link_is_refused_for_everybody(world: World) -> None:
    await world.worked_example()
    mei, stranger = world.person(MEI), world.person(STRANGER)
    token = await world.token("1001")
    await mei.start(token)
    await stranger.start(token)
    assert "This link does not work" in stranger.last.text
    await mei.send(await world.code("+8613800138001"))
    assert await connected(mei)
    for person in (mei, stranger):
        await person.start(token)
        assert "does not work" in person.last.text or "connected already" in person.last.text
    assert not await connected(stranger)


async def test_a_forwarded_link_is_not_opened(world: World) -> None:
    """Otherwise the recipient of a link sent by mistake would take it from its owner."""
    await world.worked_example()
    mei, stranger = world.person(MEI), world.person(STRANGER)
    token = await world.token("1001")
    world.sandbox.core.add_group(-500, "Friends", [STRANGER.id])
    note = await stranger.in_chat(-500).send(f"/start {token}")
    await stranger.forward(note)
    assert "forwarded" in stranger.last.text
    message = await stranger.send("/help")
    await stranger.forward(message, by=mei)
    assert "forwarded" in mei.last.text
    await mei.start(token)
    await mei.send(await world.code("+8613800138001"))
    assert await connected(mei)


async def test_words_instead_of_a_code_are_no_tries(world: World) -> None:
    await world.worked_example()
    mei = world.person(MEI)
    await mei.start(await world.token("1001"))
    for text in ("hello", "12345", "1234567", "what is this?", "/nonsense", "123 45"):
        await mei.send(text)
    await mei.send(await world.code("+8613800138001"))
    assert "Connected" in mei.last.text


async def test_five_wrong_codes_lock_also_over_a_restart(world: World) -> None:
    await world.worked_example()
    mei = world.person(MEI)
    await mei.start(await world.token("1001"))
    right = await world.code("+8613800138001")
    wrong = [f"{(int(right) + n) % 1_000_000:06d}" for n in range(1, 6)]
    for code in wrong[:3]:
        await mei.send(code)
        assert "That code does not work" in mei.last.text
    await world.restart()
    mei = world.person(MEI)
    for code in wrong[3:]:
        await mei.send(code)
    assert "locked until" in mei.last.text
    await mei.send(right)
    assert not await connected(mei)


async def test_asking_for_another_code_too_soon(world: World) -> None:
    await world.worked_example()
    mei = world.person(MEI)
    await mei.start(await world.token("1001"))
    await mei.tap("Send a new code")
    assert "A new code can be sent in" in mei.last.text
    world.clock.move(61)
    await mei.tap("Send a new code")
    await mei.send(await world.code("+8613800138001"))
    assert "Connected" in mei.last.text
