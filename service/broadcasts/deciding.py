"""What staff decide when nobody can say whether messages arrived: of all on a channel at once."""

from __future__ import annotations

from sqlalchemy import Connection

from service.broadcasts import making
from service.house import House
from service.notices import Refused
from store import feeding

AT_ONCE = 500
"""Messages of one transaction: turns of residents pass between two."""


def decide_all(db: Connection, house: House, *, number: int, channel: str, arrived: bool, by: str) -> int:
    """Decide on the oldest AT_ONCE of a channel; how many it were. Raises Refused."""
    row = making.found(db, number)
    ids = feeding.unknown(db, broadcast_id=row.id, channel=channel, limit=AT_ONCE)
    if not ids:
        raise Refused("Epävarmoja viestejä ei ole enää.")
    for outbox_id in ids:
        making.decide(db, house, number=number, outbox_id=outbox_id, arrived=arrived, by=by)
    return len(ids)
