"""Messages of which nobody knows whether they arrived: a member of staff decides."""

from __future__ import annotations

from sqlalchemy import Connection

from service.house import House
from service.notices import Refused
from store import audit, outbox
from store.models.outbox import OutboxState


def decide(db: Connection, house: House, *, row_id: int, arrived: bool, by: str) -> None:
    """It arrived, or it is sent once more. Raises Refused."""
    now = house.now()
    if not outbox.is_unknown(db, row_id=row_id):
        raise Refused(f"Epävarmaa viestiä {row_id} ei löydy. Joku muu ehti ehkä ensin.")
    if arrived:
        outbox.finish(db, row_id=row_id, state=OutboxState.SENT, now=now, error="staff decided")
    else:
        outbox.again(db, row_id=row_id, due_at=now, now=now, error="staff decided")
    what = "delivery.arrived" if arrived else "delivery.again"
    audit.note(db, who=by, what=what, on_what=f"viesti {row_id}", now=now)
