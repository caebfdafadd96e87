"""What must happen to elections at a time: drafts open, open ones close, texts that tell a ballot go, codes are asked.

A job of the house's clock (service/clock.py). Nothing is held in memory: a tick that is late does the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple, Protocol, runtime_checkable

import structlog
from sqlalchemy import Connection

from dialogs.kit import Say, T
from service import notices
from service.channel import SendError
from service.elections.opening import Count, open_now
from service.house import House
from service.notices import Refused
from service.sender import Sender
from service.writer import Writer
from store import election_work, outbox, votes
from store.election_work import ToRedact
from store.models.votes import ElectionState

log = structlog.get_logger()

RETRY = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
"""After how long a text that the provider would not blank is tried again; the last one from then on."""


@runtime_checkable
class Redacts(Protocol):
    """A channel whose provider keeps texts, and blanks one on request."""

    async def redact(self, provider_id: str) -> None:
        """Raises SendError: for one that is still on its way, too."""
        ...


class Elections:
    """What elections need at each tick."""

    def __init__(self, writer: Writer, house: House, senders: Mapping[str, Sender], *, count: Count) -> None:
        self.writer, self.house, self.senders, self.count = writer, house, senders, count
        self._told: set[str] = set()  # refusals that the log has

    async def tick(self) -> None:
        """Do what is due. Raises Busy."""
        moved = await self.writer.write(lambda db: move(db, self.house, count=self.count))
        for code in moved.opened:
            log.info("election_opened", code=code)
        for code in moved.closed:
            log.info("election_closed", code=code)
        for refused in set(moved.refused) - self._told:
            self._told.add(refused)
            log.error("election_not_opened", why=refused)
        await self.writer.write(lambda db: blank(db, self.house))
        await self.writer.write(lambda db: ask_again(db, self.house))
        for name, sender in self.senders.items():
            if isinstance(sender.channel, Redacts) and sender.holding and sender.opened:
                await self._redact(name, sender.channel)

    async def _redact(self, name: str, channel: Redacts) -> None:
        now = self.house.now()
        for item in await self.writer.write(lambda db: election_work.redactions(db, channel=name, now=now)):
            await self._redact_one(channel, item)

    async def _redact_one(self, channel: Redacts, item: ToRedact) -> None:
        try:
            await channel.redact(item.provider_id)
        except SendError as error:
            log.warning("not_redacted", code=error.code, tries=item.tries + 1)
            due_at = self.house.now() + RETRY[min(item.tries, len(RETRY) - 1)]
            await self.writer.write(lambda db: election_work.redact_later(db, redaction_id=item.id, due_at=due_at))
        else:
            await self.writer.write(lambda db: election_work.redacted(db, redaction_id=item.id))


class Moved(NamedTuple):
    """Codes of elections that opened and closed, and why a draft that is due could not open, in Finnish."""

    opened: list[str]
    closed: list[str]
    refused: list[str]


def move(db: Connection, house: House, *, count: Count) -> Moved:
    """Open and close what is due by its schedule. A draft that is incomplete waits, and is asked again at each tick."""
    opening, closing = votes.due(db, now=house.now())
    moved = Moved([], [], [])
    for code in closing:
        if votes.lock(db, code=code).state is ElectionState.OPEN:  # nobody has closed it by hand meanwhile
            votes.close(db, code=code, now=house.now())
            moved.closed.append(code)
    for code in opening:
        row = votes.lock(db, code=code)
        if row.state is not ElectionState.DRAFT:
            continue
        try:
            open_now(db, house, row=row, count=count)
        except Refused as error:
            moved.refused.append(str(error))
        else:
            moved.opened.append(code)
    return moved


def blank(db: Connection, house: House) -> None:
    """Blank texts whose way is over, here now and at the provider later."""
    now = house.now()
    gone = outbox.blank_secret(db, sealer=house.sealer, now=now)
    for channel in {channel for channel, _id in gone}:
        ids = [provider_id for of, provider_id in gone if of == channel]
        votes.redact(db, channel=channel, provider_ids=ids, due_at=now)


def ask_again(db: Connection, house: House) -> int:
    """Ask for the codes of ballots that wait for one, once more; how many."""
    waiting = election_work.unanswered(db, now=house.now())
    for item in waiting:
        asked = T("Did you vote just now? Answer with this code: {code}. Then your vote counts.", code=item.code)
        notices.notify(db, house, address_id=item.address_id, say=Say(asked))
        election_work.asked_again(db, check_id=item.id)
    return len(waiting)
