"""The outbox: every message that leaves is a row, and its state says what is known of it.

queued → claimed → sending → sent → delivered, or failed, unknown, suppressed, cancelled, expired. `claimed` is
harmless and goes back to queued; `sending` is committed just before the provider is called, so a row found in it
after a crash is of unknown fate. Each claim carries the epoch of the sender's lease: an ex-holder claims nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, case, exists, func, literal, or_, select, text, update

from store.hot import Hot
from store.models.outbox import CallList, Lease, Outbox, OutboxState, Purpose
from store.models.people import Address, Reach
from store.sealing import Sealer
from store.sql import dialect, insert, table
from store.types import new_id

_outbox, _address, _lease = table(Outbox), table(Address), table(Lease)
_WHERE = "outbox.sealed"
S = OutboxState
BLOCKED_AT_PROVIDER = ("21610",)  # even a reply: ALOITA against the provider's block must not be a silent success
FAILED_THERE = ("server-error",)  # the provider itself answered that it failed: it has most likely not taken it
FINAL = (S.DELIVERED, S.FAILED, S.SUPPRESSED, S.CANCELLED, S.EXPIRED)

_new = Hot(_outbox.insert())
_FRESH: dict[str, Any] = {"state": S.QUEUED, "epoch": 0, "tries": 0, "doubts": 0, "error": ""}


@dataclass(frozen=True)
class Due:
    """A claimed row."""

    id: int
    ref: str
    address_id: int
    purpose: Purpose
    due_at: datetime
    expires_at: datetime
    priority: int
    tries: int
    doubts: int
    sealed: bytes
    sealed_address: bytes

    def body(self, sealer: Sealer) -> str:
        """The worded message, as it was put."""
        return sealer.open(self.sealed, _WHERE, self.id)

    def address(self, sealer: Sealer) -> str:
        """The telephone number or chat id."""
        return sealer.open(self.sealed_address, "address.sealed", self.address_id)


def put(
    db: Connection,
    *,
    sealer: Sealer,
    channel: str,
    address_id: int,
    purpose: Purpose,
    body: str,
    now: datetime,
    due_at: datetime,
    expires_at: datetime,
    priority: int = 0,
    secret: bool = False,
    broadcast_id: int | None = None,
    parts: int = 0,
) -> int:
    """A message that shall leave; its id. `secret`: it tells a ballot (`blank_secret`). `parts`: what it will cost."""
    row_id = new_id()
    _new.run(
        db,
        {
            **_FRESH,
            "id": row_id,
            "ref": secrets.token_urlsafe(12),
            "channel": channel,
            "address_id": address_id,
            "purpose": purpose,
            "priority": priority,
            "sealed": sealer.seal(body, _WHERE, row_id),
            "created_at": now,
            "due_at": due_at,
            "expires_at": expires_at,
            "changed_at": now,
            "parts": parts,
            "secret": secret,
            "broadcast_id": broadcast_id,
        },
    )
    return row_id


_holds = exists().where(_lease.c.name == bindparam("lease"), _lease.c.epoch == bindparam("of_epoch"))
_next = (
    select(_outbox.c.id)
    .where(
        _outbox.c.channel == bindparam("of_channel"), _outbox.c.state == S.QUEUED, _outbox.c.due_at <= bindparam("now")
    )
    .order_by(_outbox.c.priority, _outbox.c.due_at, _outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    # a common table expression runs once; PostgreSQL may run a plain subquery again and claim more than the limit
    .cte("due")
)
_claim = Hot(
    update(_outbox)
    .where(_outbox.c.id.in_(select(_next.c.id)), _outbox.c.state == S.QUEUED, _holds)
    .values(state=S.CLAIMED, epoch=bindparam("of_epoch"), changed_at=bindparam("now"))
    .returning(
        _outbox,
        select(_address.c.sealed)
        .where(_address.c.id == _outbox.c.address_id)
        .correlate(_outbox)
        .scalar_subquery()
        .label("sealed_address"),
    )
)


def claim(db: Connection, *, channel: str, epoch: int, limit: int, now: datetime) -> list[Due]:
    """Rows to send now, replies first, then in order of time. Empty for one whose lease is gone."""
    rows = _claim.rows(
        db, {"of_channel": channel, "lease": f"send:{channel}", "of_epoch": epoch, "now": now, "most": limit}
    )
    rows.sort(key=lambda row: (row.priority, row.due_at, row.id))  # RETURNING has no order
    return [_due(r) for r in rows]


def _due(row: Any) -> Due:
    return Due(
        row.id,
        row.ref,
        row.address_id,
        Purpose(row.purpose),
        row.due_at,
        row.expires_at,
        row.priority,
        row.tries,
        row.doubts,
        row.sealed,
        row.sealed_address,
    )


_reach = Hot(select(_address.c.reach).where(_address.c.id == bindparam("id")).with_for_update(read=True))
# who holds a claimed row is taking it back (`take_back`), and may hold an event that a turn waits for whose address
# we wait for: so we wait for none, and a row that is held is not ours any more
_free = (
    select(_outbox.c.id)
    .where(_outbox.c.id == bindparam("of_id"), _outbox.c.state == S.CLAIMED, _outbox.c.epoch == bindparam("of_epoch"))
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
_sending = Hot(
    update(_outbox)
    .where(_outbox.c.id == _free, _outbox.c.state == S.CLAIMED, _holds)
    .values(state=bindparam("to"), changed_at=bindparam("now"), tries=_outbox.c.tries + 1)
    .returning(_outbox.c.id)
)


_straight = Hot(
    update(_outbox)
    .where(
        _outbox.c.id == bindparam("of_id"),
        _outbox.c.state == S.QUEUED,
        _holds,
        exists().where(
            _address.c.id == _outbox.c.address_id,
            or_(
                _address.c.reach == Reach.OPEN,
                and_(_address.c.reach == Reach.STOPPED, _outbox.c.purpose == Purpose.REPLY),
            ),
        ),
    )
    .values(state=S.SENDING, epoch=bindparam("of_epoch"), changed_at=bindparam("now"), tries=_outbox.c.tries + 1)
    .returning(
        _outbox,
        select(_address.c.sealed)
        .where(_address.c.id == _outbox.c.address_id)
        .correlate(_outbox)
        .scalar_subquery()
        .label("sealed_address"),
    )
)


def begin_new(db: Connection, *, row_id: int, channel: str, epoch: int, now: datetime) -> Due | None:
    """Claim and begin a row that this transaction has put, with its address locked; None leaves it in the queue.

    The same conditions as `claim` and `begin`: the lease is ours, and the person may be written to.
    """
    row = _straight.first(db, {"of_id": row_id, "of_epoch": epoch, "lease": f"send:{channel}", "now": now})
    return replace(_due(row), tries=row.tries - 1) if row is not None else None


def _unreached(db: Connection, *, row_id: int, why: str, now: datetime, always: bool = False) -> None:
    """A service message that will not arrive becomes a row of the call list; `always`: a reply does too.

    Never what goes to many: nobody phones them all, and "you have not voted yet" must name nobody to staff.
    """
    purposes = (Purpose.SERVICE, Purpose.REPLY) if always else (Purpose.SERVICE,)
    chosen = select(
        _outbox.c.id, _outbox.c.address_id, literal(why), literal(now, _outbox.c.created_at.type), literal("")
    ).where(_outbox.c.id == row_id, _outbox.c.purpose.in_(purposes))
    db.execute(
        insert(dialect(db), CallList)
        .from_select(["outbox_id", "address_id", "why", "at", "outcome"], chosen)
        .on_conflict_do_nothing(index_elements=["outbox_id"])
    )


def hold_addresses(db: Connection, *, dues: Collection[Due]) -> None:
    """Lock the addresses of rows that begin in one transaction, before any of the rows: with a row in hand that
    somebody takes back, waiting for an address could go round in a ring (`begin`).
    """
    if len(dues) > 1 and db.dialect.name == "postgresql":
        ids = {due.address_id for due in dues}
        db.execute(select(_address.c.id).where(_address.c.id.in_(ids)).with_for_update(read=True)).all()


def begin(db: Connection, *, due: Due, channel: str, epoch: int, now: datetime) -> OutboxState | None:
    """Take the row to `sending`, or to suppressed or expired; None if it is not ours any more.

    The address is locked against LOPETA until the commit: nothing becomes `sending` after its commit. Several in one
    transaction: `hold_addresses` first.
    """
    reach = Reach(_reach.scalar(db, {"id": due.address_id}))
    state = S.SENDING
    if due.expires_at <= now:
        state = S.EXPIRED
    elif reach is not Reach.OPEN and not (reach is Reach.STOPPED and due.purpose is Purpose.REPLY):
        state = S.SUPPRESSED  # LOPETA leaves the answers to own messages; a block and a dead number leave nothing
    taken = _sending.scalar(
        db, {"of_id": due.id, "of_epoch": epoch, "lease": f"send:{channel}", "to": state, "now": now}
    )
    if taken is not None and state is not S.SENDING:
        # whom the provider keeps from us waits for an answer, perhaps to ALOITA: never in silence
        _unreached(db, row_id=due.id, why=state, now=now, always=reach is Reach.PROVIDER_STOPPED)
    return state if taken is not None else None


SECRET_LASTS = timedelta(hours=24)
"""How long a text that tells a ballot may wait for the provider's last word (VOTING.md, "Secrecy")."""
_secret = text("outbox.secret")


def blank_secret(db: Connection, *, sealer: Sealer, now: datetime, all_of_them: bool = False) -> list[tuple[str, str]]:
    """Blank the texts that tell a ballot and whose way is over; channel and provider's id of each that has one.

    A text message is over when delivered or failed, a chat message when sent; both after SECRET_LASTS, and
    `all_of_them` at once: then a receipt that has not left is cancelled rather than kept.
    """
    over = or_(
        _outbox.c.state.in_(FINAL),
        and_(_outbox.c.channel != "sms", _outbox.c.state == S.SENT),
        _outbox.c.created_at <= now - SECRET_LASTS,
    )
    rows = db.execute(
        select(_outbox.c.id, _outbox.c.channel, _outbox.c.provider_id)
        .where(_secret, *(() if all_of_them else (over,)))
        .order_by(_outbox.c.created_at)
        .limit(None if all_of_them else 500)
        .with_for_update()
    ).all()
    for row in rows:
        db.execute(
            update(_outbox)
            .where(_outbox.c.id == row.id)
            .values(
                secret=False,
                sealed=sealer.seal(BLANK, _WHERE, row.id),
                state=case((_outbox.c.state.in_((S.QUEUED, S.CLAIMED)), S.CANCELLED), else_=_outbox.c.state),
            )
        )
    return [(row.channel, row.provider_id) for row in rows if row.provider_id]


BLANK = '{"text":""}'
"""What is left of a blanked message: an empty one."""

# what may still become `sent`: also a row that is to be sent once more, when the first sending proves to have worked
_UNSENT = (S.QUEUED, S.CLAIMED, S.SENDING, S.UNKNOWN)
_known = (
    update(_outbox)
    .where(_outbox.c.id == bindparam("of_id"))
    .values(
        state=bindparam("to"),
        changed_at=bindparam("now"),
        provider_id=func.coalesce(bindparam("of_provider"), _outbox.c.provider_id),
        parts=case((bindparam("of_parts") > 0, bindparam("of_parts")), else_=_outbox.c.parts),
        error=bindparam("of_error"),
        doubts=_outbox.c.doubts + bindparam("of_doubts"),
    )
)
_finish_sent = Hot(_known.where(_outbox.c.state.in_(_UNSENT)))
_finish_unsent = _known.where(_outbox.c.state.in_((S.SENDING, S.UNKNOWN)))
_finish_attempt = Hot(_finish_unsent.where(_outbox.c.tries == bindparam("of_attempt")))
_finish_any = Hot(_finish_unsent)
_learn = Hot(
    update(_outbox)
    .where(_outbox.c.id == bindparam("of_id"), _outbox.c.parts == 0)
    .values(provider_id=func.coalesce(_outbox.c.provider_id, bindparam("of_provider")), parts=bindparam("of_parts"))
)


def finish(
    db: Connection,
    *,
    row_id: int,
    state: OutboxState,
    now: datetime,
    provider_id: str | None = None,
    parts: int = 0,
    error: str = "",
    attempt: int | None = None,
) -> bool:
    """What became of a send. A state that a callback has already moved further stays as it is; False then.

    `attempt` is the row's `tries` while it was sent: a failure that comes late, when somebody else has taken the
    row up again, says nothing of theirs. That it was sent is true whoever says it.
    """
    words: dict[str, object] = {} if attempt is None or state is S.SENT else {"of_attempt": attempt}
    statement = _finish_sent if state is S.SENT else _finish_attempt if words else _finish_any
    moved = statement.run(
        db,
        {
            **words,
            "of_id": row_id,
            "to": state,
            "now": now,
            "of_provider": provider_id,
            "of_parts": parts,
            "of_error": error[:200],
            "of_doubts": int(state is S.UNKNOWN),
        },
    )
    if moved and state is S.FAILED:
        _unreached(db, row_id=row_id, why=error, now=now, always=error in BLOCKED_AT_PROVIDER)
    if not moved and provider_id is not None:
        _learn.run(db, {"of_id": row_id, "of_provider": provider_id, "of_parts": parts})
    return bool(moved)


def again(
    db: Connection, *, row_id: int, due_at: datetime, now: datetime, error: str, attempt: int | None = None
) -> OutboxState | None:
    """It was certainly not sent: back to the queue for later, or expired if later is too late. None: not ours.

    `attempt` as in `finish`.
    """
    became = db.execute(
        update(_outbox)
        .where(
            _outbox.c.id == row_id,
            _outbox.c.state.in_((S.CLAIMED, S.SENDING, S.UNKNOWN)),
            *([] if attempt is None else [_outbox.c.tries == attempt]),
        )
        .values(
            state=case((_outbox.c.expires_at <= due_at, S.EXPIRED), else_=S.QUEUED),
            due_at=due_at,
            changed_at=now,
            error=error[:200],
        )
        .returning(_outbox.c.state)
    ).scalar_one_or_none()
    if became == S.EXPIRED:
        _unreached(db, row_id=row_id, why=S.EXPIRED, now=now)
    return OutboxState(became) if became is not None else None


def take_back(db: Connection, *, ids: Select[tuple[int]], now: datetime) -> int:
    """Cancel those of the messages that have not left; how many. A sender that has claimed one finds it gone."""
    gone = db.execute(
        update(_outbox)
        .where(_outbox.c.id.in_(ids), _outbox.c.state.in_((S.QUEUED, S.CLAIMED)))
        .values(state=S.CANCELLED, changed_at=now)
    )
    return int(gone.rowcount)


def only(row_id: int) -> Select[tuple[int]]:
    """One message, for `take_back`."""
    return select(_outbox.c.id).where(_outbox.c.id == row_id)


def put_back(db: Connection, *, due: Due, epoch: int, now: datetime) -> None:
    """A row in our hands goes back to the queue: we have certainly not sent it, begun or not, and shall not."""
    db.execute(
        update(_outbox)
        .where(
            _outbox.c.id == due.id,
            _outbox.c.epoch == epoch,
            or_(
                and_(_outbox.c.state == S.CLAIMED, _outbox.c.tries == due.tries),
                and_(_outbox.c.state.in_((S.SENDING, S.UNKNOWN)), _outbox.c.tries == due.tries + 1),
            ),
        )
        .values(state=S.QUEUED, changed_at=now, doubts=due.doubts)
    )


# what is looked for every few seconds among millions that are done: written out, in the words of the partial index
_in_flight = text("outbox.state IN ('claimed', 'sending', 'unknown')")


def put_back_all(db: Connection, *, channel: str, epoch: int, now: datetime) -> None:
    """Claimed rows that were not begun go back to the queue: their holder stops."""
    db.execute(
        update(_outbox)
        .where(_outbox.c.channel == channel, _outbox.c.state == S.CLAIMED, _in_flight, _outbox.c.epoch == epoch)
        .values(state=S.QUEUED, changed_at=now)
    )


def recover(
    db: Connection, *, channel: str, epoch: int, now: datetime, in_hand: Collection[int] = ()
) -> tuple[int, int]:
    """What nobody has in hand: claimed rows are queued again, rows that were being sent become unknown.

    For the lease's holder, at the change and from time to time: others may have been killed, frozen, or have claimed
    rows in a transaction that ended after the change; and of our own a commit may have gone through though its answer
    was lost. `changed_at` stays when the sending began: from then on the provider may have it.
    """
    stray = (_outbox.c.channel == channel, _in_flight, _outbox.c.epoch <= epoch, _outbox.c.id.not_in(in_hand))
    back = db.execute(
        update(_outbox).where(_outbox.c.state == S.CLAIMED, *stray).values(state=S.QUEUED, changed_at=now)
    ).rowcount
    lost = db.execute(
        update(_outbox)
        .where(_outbox.c.state == S.SENDING, *stray)
        .values(state=S.UNKNOWN, error="the sender stopped in the middle", doubts=_outbox.c.doubts + 1)
    ).rowcount
    return back, lost


def unknown(
    db: Connection, *, channel: str, repeatable_before: datetime | None = None, limit: int = 100
) -> list[tuple[Due, datetime]]:
    """Rows of unknown fate with the time since when, oldest first.

    `repeatable_before`: only what may be sent once more and was tried before then: a reply, and a service message
    where the provider answered that it failed. Broadcasts that wait for staff don't hold them up.
    """
    query = (
        select(_outbox, _address.c.sealed.label("sealed_address"))
        .join(_address, _address.c.id == _outbox.c.address_id)
        .where(_outbox.c.channel == channel, _outbox.c.state == S.UNKNOWN, _in_flight)
        .order_by(_outbox.c.id)
        .limit(limit)
    )
    if repeatable_before is not None:
        query = query.where(
            or_(
                _outbox.c.purpose == Purpose.REPLY,
                and_(_outbox.c.purpose == Purpose.SERVICE, _outbox.c.error.in_(FAILED_THERE)),
            ),
            _outbox.c.doubts < 2,  # a try that was refused for certain, by 429 say, is none of these
            _outbox.c.changed_at <= repeatable_before,
        )
    return [(_due(r), r.changed_at) for r in db.execute(query)]


def is_unknown(db: Connection, *, row_id: int) -> bool:
    """Whether the row's fate is unknown."""
    state = db.execute(select(_outbox.c.state).where(_outbox.c.id == row_id)).scalar_one_or_none()
    return bool(state == S.UNKNOWN)


# a report proves that the provider has taken the message: also of one that we are about to send once more
_FORWARD = {S.SENT: _UNSENT, S.DELIVERED: (*_UNSENT, S.SENT), S.FAILED: (*_UNSENT, S.SENT)}


def report(
    db: Connection,
    *,
    channel: str,
    ref: str,
    provider_id: str,
    state: OutboxState,
    error: str,
    now: datetime,
) -> int | None:
    """A provider's word on a row, found by our ref or else its id; returns the address where the state moved."""
    known = [_outbox.c.ref == ref] if ref else []
    if provider_id:
        known.append(_outbox.c.provider_id == provider_id)
    if not known:
        return None
    row = db.execute(
        update(_outbox)
        .where(and_(_outbox.c.channel == channel, or_(*known), _outbox.c.state.in_(_FORWARD[state])))
        .values(
            state=state,
            changed_at=now,
            provider_id=func.coalesce(_outbox.c.provider_id, provider_id or None),
            error=error[:200],
        )
        .returning(_outbox.c.id, _outbox.c.address_id)
    ).one_or_none()
    if row is None:
        return None
    if state is S.FAILED:
        _unreached(db, row_id=row.id, why=error, now=now, always=error in BLOCKED_AT_PROVIDER)
    return int(row.address_id)


def known_ids(db: Connection, *, ids: list[str]) -> set[str]:
    """Which of the provider's ids belong to rows that we have."""
    return set(db.execute(select(_outbox.c.provider_id).where(_outbox.c.provider_id.in_(ids))).scalars())


def call_list(db: Connection) -> list[tuple[Due, str, datetime]]:
    """Whom a message did not reach and nobody has seen to: the message, why, since when; oldest first."""
    listed = table(CallList)
    rows = db.execute(
        select(_outbox, _address.c.sealed.label("sealed_address"), listed.c.why, listed.c.at.label("since"))
        .join(listed, listed.c.outbox_id == _outbox.c.id)
        .join(_address, _address.c.id == _outbox.c.address_id)
        .where(listed.c.done_at.is_(None))
        .order_by(listed.c.at)
    ).all()
    return [(_due(r), r.why, r.since) for r in rows]


def close_call(db: Connection, *, row_id: int, outcome: str, now: datetime) -> bool:
    """Somebody has seen to it."""
    listed = table(CallList)
    done = db.execute(
        update(listed)
        .where(listed.c.outbox_id == row_id, listed.c.done_at.is_(None))
        .values(done_at=now, outcome=outcome)
    )
    return bool(done.rowcount)


def put_unreached(db: Connection, *, row_id: int, why: str, now: datetime) -> None:
    """A message that must not leave, put only so that the call list has it."""
    db.execute(update(_outbox).where(_outbox.c.id == row_id).values(state=S.SUPPRESSED, changed_at=now))
    _unreached(db, row_id=row_id, why=why, now=now, always=True)
