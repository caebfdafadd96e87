"""kill -9 between the commit and the call: the message leaves, once."""

from __future__ import annotations

import pytest

from bench.replicas import Nursery
from bench.world import World, world
from store.models.outbox import Purpose
from tests.crash.phones import S, arrived, people, rest


async def _killed_between(here: World, variant: str = "ours") -> None:
    """A replica that dies at its first send of a channel, then one that does not."""
    victim = await here.start(variant, trap="committed", how="KILL")
    await victim.gone.wait()
    here.replicas.remove(victim)
    await here.start()


@pytest.mark.parametrize("channel", ["sms", "telegram"])
async def test_a_reply_leaves_once(database_url: str, shared: Nursery, channel: str) -> None:
    """Also in a lane of others, and on Telegram, where nobody can be asked, as the one repetition by rule."""
    folk = people(5, (channel,), Purpose.REPLY)
    async with world(database_url, replicas=0, shared=shared) as here:
        here.put(folk)
        await _killed_between(here)
        await rest(here)
        assert arrived(here, folk) == {1: 5}
        assert max(row.tries for row in await here.rows(S.SENT, S.DELIVERED)) == 2  # one was really interrupted


async def test_a_message_that_a_person_wrote_is_answered_once(database_url: str, shared: Nursery) -> None:
    """From the webhook on: the turn is committed, its reply is in `sending`, and the process is killed."""
    folk = people(1, ("sms",))
    async with world(database_url, replicas=0, shared=shared) as here:
        victim = await here.start(trap="committed", how="KILL")
        await victim.ready.wait()
        here.writes(folk[0])
        await victim.gone.wait()
        here.replicas.remove(victim)
        await here.start()
        await rest(here)
        assert len(here.got(folk[0])) == 1


async def test_the_control_loses_it(sqlite_url: str, shared: Nursery) -> None:
    """With `sent` committed before the call, nothing ever comes."""
    folk = people(5, ("sms",), Purpose.REPLY)
    async with world(sqlite_url, replicas=0, shared=shared) as here:
        here.put(folk)
        await _killed_between(here, "mark-then-send")
        await rest(here)
        assert arrived(here, folk)[0] >= 1


async def test_the_control_doubles_it(sqlite_url: str, shared: Nursery) -> None:
    """With nothing committed before the call, it comes again."""
    folk = people(5, ("telegram",), Purpose.REPLY)  # Twilio's callback would tell
    async with world(sqlite_url, replicas=0, shared=shared) as here:
        here.put(folk)
        await _killed_between(here, "send-then-record")
        await rest(here)
        assert arrived(here, folk)[2] >= 1
