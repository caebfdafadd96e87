"""The events that a person runs for an association: dialogs.organiser.world.Organising, read within the turn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from dialogs.organiser.world import Asked, Audience, OrganisedView, Participant
from service.calendar import HELSINKI, not_quiet
from service.events import shown
from service.events.announced import MESSAGES_A_DAY, told
from service.events.daytime import soon
from service.house import House
from service.wording import gate
from store import associations, events, organised, organiser_checks, participants, people
from store.events import EventRow
from store.models.events import EventState
from store.organiser_checks import REMEMBERED, CheckRow
from store.people import Met


class Organised:
    """Implements Organising for one address and one turn. `value` is the address; `now` is Europe/Helsinki."""

    def __init__(self, db: Connection, house: House, met: Met, now: datetime, value: str) -> None:
        self._db, self._house, self._met, self._now, self._value = db, house, met, now, value

    # -- whose events

    @property
    def _number(self) -> str | None:
        """The person's telephone number: the address itself, or what the account has proved to be its own."""
        if self._met.channel == "sms":
            return self._value
        return people.number(self._db, sealer=self._house.sealer, address_id=self._met.id)

    @property
    def known(self) -> bool:
        return self._number is not None

    @cached_property
    def _associations(self) -> Sequence[int]:
        number = self._number
        if number is None:
            return ()
        return associations.of_number(self._db, sealer=self._house.sealer, number=number)

    @property
    def registered(self) -> bool:
        return bool(self._associations)

    def events(self) -> Sequence[OrganisedView]:
        if not self._associations:
            return ()
        since = self._now - REMEMBERED
        numbers = associations.coming(self._db, associations=self._associations, now=self._now, since=since)
        found = (self.event(number) for number in numbers)
        return [one for one in found if one is not None]

    def event(self, number: int, *, hold: bool = False) -> OrganisedView | None:
        row = self.row(number)
        if row is not None and hold:
            row = events.lock(self._db, event_id=row.id)
        if row is None:
            return None
        people_, waiting = organised.counts(self._db, event_id=row.id)
        return OrganisedView(shown.view(row, self._met.language, self._now), people_, waiting, row.attended)

    def row(self, number: int) -> EventRow | None:
        """The event in the store, or None where it is not the person's to run."""
        if not self._associations:
            return None
        row = events.by_number(self._db, number=number)
        if row is None or row.state is EventState.DRAFT or row.association_id not in self._associations:
            return None
        return row

    # -- who comes

    def participants(self, number: int) -> Sequence[Participant]:
        row = self.row(number)
        if row is None:
            return ()
        found = participants.listed(self._db, sealer=self._house.sealer, event_id=row.id)
        return [
            Participant(one.name if row.asks_name else "", one.seats, one.needs, one.number or "", one.lost)
            for one in found
            if one.seats > 0
        ]

    def audience(self, number: int, *, all: bool) -> Audience:
        row = self.row(number)
        if row is None:
            return Audience()
        reached, phoned = organised.reach(self._db, event_id=row.id, all=all)
        leaves = soon(self._now, row.starts_at) if all else not_quiet(self._now)  # all: what can't wait for the morning
        return Audience(reached, phoned, leaves.astimezone(HELSINKI) if leaves > self._now else None)

    def said(self, number: int, text: str) -> str:
        row = self.row(number)
        return gate(told(row, text, self._met.language)) if row is not None else ""

    def parts(self, text: str) -> int:
        return self._house.parts(gate(text))

    def messages_left(self, number: int) -> int:
        row = self.row(number)
        if row is None:
            return 0
        today = self._now.replace(hour=0, minute=0, second=0, microsecond=0)
        return max(0, MESSAGES_A_DAY - organised.messages_since(self._db, event_id=row.id, since=today))

    # -- what waits for its code

    @property
    def _check(self) -> CheckRow | None:
        return organiser_checks.held(self._db, sealer=self._house.sealer, address_id=self._met.id)

    def asked(self) -> Asked | None:
        check = self._check
        return Asked(**json.loads(check.asked), code=check.code) if check and check.holds(self._now) else None

    @property
    def locked(self) -> datetime | None:
        check = self._check
        until = check.locked(self._now) if check is not None else None
        return until.astimezone(HELSINKI) if until is not None else None

    @property
    def tries(self) -> int:
        check = self._check
        return check.tries if check is not None and self._now < check.expires_at + REMEMBERED else 0
