"""The provider takes a message and does not say so; LOPETA while a message is claimed."""

from __future__ import annotations

import pytest

from bench.replicas import Nursery
from bench.world import World, world
from meijan.demo.faults import Fault
from store.models.outbox import Purpose
from tests.crash.phones import S, arrived, people, rest


def _no_answers(here: World) -> None:
    """All messages are taken, and no call is answered until the caller gives up."""
    here.twilio.faults.share = {Fault.TAKEN_SILENT: 1.0}
    here.twilio.faults.only = frozenset({"create"})


async def _taken_without_a_word(url: str, shared: Nursery, proof: str, variant: str = "ours") -> dict[int, int]:
    folk = people(10, ("sms",))
    async with world(url, variant=variant, shared=shared) as here:
        _no_answers(here)
        if proof == "callback":
            here.twilio.faults.fail_next(Fault.SERVER_ERROR, 10_000, "list")
        else:
            here.twilio.hold_queue()  # the list has it as queued, and its first state is told to nobody
        here.put(folk)

        async def tried() -> bool:
            return not await here.rows(S.QUEUED, S.CLAIMED, S.SENDING)

        await here.until(tried if variant == "ours" else lambda: _tries(here, 2))
        if variant == "ours":
            await here.until(lambda: _settled(here))
        here.twilio.release_queue()
        await here.twilio.settled()
        return dict(arrived(here, folk))


async def _settled(here: World) -> bool:
    return not await here.rows(S.UNKNOWN, S.QUEUED, S.CLAIMED, S.SENDING)


async def _tries(here: World, so_many: int) -> bool:
    return any(row.tries >= so_many for row in await here.rows(*S))


@pytest.mark.parametrize("proof", ["callback", "list"])
async def test_taken_and_timed_out_is_settled(database_url: str, shared: Nursery, proof: str) -> None:
    """By the callback that names our ref; without one, by Twilio's list."""
    assert await _taken_without_a_word(database_url, shared, proof) == {1: 10}


async def test_the_control_resends_on_a_time_out(sqlite_url: str, shared: Nursery) -> None:
    """To one for whom no answer means not sent, the same happens twice."""
    assert (await _taken_without_a_word(sqlite_url, shared, "list", "impatient")).get(2, 0) >= 1


async def _stopped_while_claimed(url: str, shared: Nursery, variant: str) -> tuple[int, str]:
    """Four notices at a slow rate: while the third waits for its slot, its receiver writes LOPETA."""
    folk = people(4, ("sms",), Purpose.SERVICE)
    async with world(url, rate=0.5, variant=variant, shared=shared) as here:
        here.put(folk)

        async def claimed() -> bool:
            rows = await here.rows(S.CLAIMED)
            return bool(rows) and len(await here.rows(S.SENT, S.DELIVERED)) == 2

        await here.until(claimed)
        waiting = (await here.rows(S.CLAIMED))[0]
        person = next(p for p in folk if p.row == waiting.id)
        here.writes(person, "LOPETA")
        await here.twilio.settled()
        assert (await here.rows(S.CLAIMED))[0].id == waiting.id  # LOPETA is committed, the notice not begun
        await rest(here)
        state = next(row.state for row in await here.rows(*S) if row.id == person.row)
        return here.got(person).count(person.text), state


async def test_lopeta_while_claimed(database_url: str, shared: Nursery) -> None:
    """Nothing becomes `sending` after the commit of LOPETA."""
    assert await _stopped_while_claimed(database_url, shared, "ours") == (0, "suppressed")


async def test_the_control_does_not_hear_lopeta(sqlite_url: str, shared: Nursery) -> None:
    """A sender that does not look at the address again sends it."""
    arrived, _state = await _stopped_while_claimed(sqlite_url, shared, "deaf")
    assert arrived == 1
