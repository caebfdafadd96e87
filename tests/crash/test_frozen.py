"""A replica frozen past its lease (SIGSTOP; in life one that gets no time) and woken sends nothing twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.replica import Pace
from bench.replicas import Nursery, Replica
from bench.world import Person, World, world
from store.models.outbox import Purpose
from tests.crash.phones import S, arrived, people, rest


async def _frozen(here: World, variant: str, channel: str, trap: str) -> Replica:
    """A replica that holds the lease, and has frozen itself."""
    first = await here.start(variant, trap=trap, how="STOP", channel=channel)

    async def stopped() -> bool:
        return first.frozen

    await here.until(stopped)
    return first


async def _woken(here: World, first: Replica, channel: str) -> None:
    """Woken and, with all others gone, sending again: whatever it still had in mind it has done."""
    first.wake()
    for replica in [r for r in here.replicas if r is not first]:
        await here.kill(replica)
    new = Person(1_500_000, channel, "herätyksen jälkeen", Purpose.REPLY)
    here.put([new])

    async def came() -> bool:
        return new.text in here.got(new)

    await here.until(came)
    await rest(here)


async def _froze_and_woke(url: str, shared: Nursery, variant: str, channel: str) -> dict[int, int]:
    """Frozen between the commit and the call; another finishes everything; then it is woken."""
    folk = people(20, (channel,), Purpose.REPLY)
    async with world(url, replicas=0, shared=shared) as here:
        here.put(folk)
        first = await _frozen(here, variant, channel, "committed")
        assert arrived(here, folk)[0] >= 1
        await here.start()
        await rest(here, phones=False)
        assert len(await here.rows(S.SENT, S.DELIVERED)) == 20
        await _woken(here, first, channel)
        return dict(arrived(here, folk))


@pytest.mark.postgres
@pytest.mark.parametrize("channel", ["sms", "telegram"])
async def test_a_woken_replica_sends_nothing_twice(postgres_db: str, shared: Nursery, channel: str) -> None:
    """Its row is `sending`, committed; when it wakes the lease is another's, and it does not call."""
    assert await _froze_and_woke(postgres_db, shared, "ours", channel) == {1: 20}


@pytest.mark.postgres
async def test_the_control_sends_twice(postgres_db: str, shared: Nursery) -> None:
    """One that does not look at its lease before the call."""
    assert (await _froze_and_woke(postgres_db, shared, "careless", "sms")).get(2, 0) >= 1


async def _locked_lease(here: World) -> int:
    """A replica freezes inside the transaction of its lease; another waits beside it. The frozen one's process id."""
    first = await _frozen(here, "ours", "sms", "holding")
    await here.start()
    assert (await here.holder("sms"))[0] == first.pid
    return first.pid


@pytest.mark.postgres
async def test_frozen_inside_a_transaction(postgres_db: str, shared: Nursery) -> None:
    """Its locks are taken from it, so that the others can go on, and everything leaves once."""
    folk = people(20, ("sms",), Purpose.REPLY)
    async with world(postgres_db, replicas=0, shared=shared) as here:
        pid = await _locked_lease(here)
        here.put(folk)
        await rest(here, phones=False)
        assert (await here.holder("sms"))[0] not in (0, pid)
        await _woken(here, next(r for r in here.replicas if r.pid == pid), "sms")
        assert arrived(here, folk) == {1: 20}


@pytest.mark.postgres
async def test_without_the_servers_patience_ending_all_would_wait(postgres_db: str, shared: Nursery) -> None:
    """The control: PostgreSQL lets the frozen one keep its locks, and nobody else gets the lease."""
    async with world(postgres_db, replicas=0, shared=shared, pace=replace(Pace(), idle=0.0)) as here:
        pid = await _locked_lease(here)

        async def long_over() -> bool:
            return bool(await here.lease_over("sms", by=3.0))

        await here.until(long_over)
        assert (await here.holder("sms"))[0] == pid
