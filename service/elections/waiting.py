"""What an election waits for from people, in Finnish: for `meijan inbox` and `meijan doctor`."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from service.elections import search
from service.elections.opening import Count, look
from service.elections.plan import read
from service.house import House
from store import election_work, votes
from store.models.votes import ElectionState
from store.votes import HOLD, ElectionRow

STUCK = 4
"""After so many tries a text that the provider does not blank is told."""


def lines(db: Connection, house: House, *, count: Count) -> list[str]:
    """One line for each thing that a person has to do."""
    found = [line for row in votes.listed(db) for line in _of(db, house, row, count)]
    stuck = election_work.waiting_redactions(db, tries=STUCK)
    return [*found, *([f"Operaattori ei ole tyhjentänyt {stuck} viestiä, joissa näkyy ääni."] if stuck else [])]


def _of(db: Connection, house: House, row: ElectionRow, count: Count) -> Iterator[str]:
    now = house.now()
    match row.state:
        case ElectionState.DRAFT if row.opens_at <= now:
            faults = look(read(row.plan), house, count=count, now=now).faults
            if faults:
                yield f"äänestys {row.code} ei voi alkaa: {' '.join(faults)}"
        case ElectionState.OPEN | ElectionState.CLOSED:
            for batch in election_work.batches(db, sealer=house.sealer, election_id=row.id):
                if not batch.checked_by:
                    yield f"äänestys {row.code}: erä {batch.id} odottaa toista ihmistä ({batch.n} lippua)"
            if row.state is ElectionState.CLOSED and row.closes_at + HOLD <= now:
                yield f"äänestys {row.code} odottaa laskentaa: meijan election count {row.code}"
        case ElectionState.COUNTED if not search.passed(db, election_id=row.id):
            yield f"äänestys {row.code}: laskenta jäi kesken: meijan election count {row.code}"
        case ElectionState.COUNTED:
            yield f"äänestys {row.code} odottaa päätöstä: meijan election decide {row.code}"
        case ElectionState.DECIDED:
            yield f"äänestys {row.code} odottaa julkaisua: meijan election publish {row.code}"
