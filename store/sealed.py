"""Every column that is sealed or keyed, and whether a key ring is the one of this database.

A test looks at all tables: a column of bytes that is in neither list fails it, since a change of keys would
pass it by.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Connection, Table, select

from store.models.events import Organiser, OrganiserCheck, Signup
from store.models.feedback import Feedback
from store.models.ideas import Idea, Media
from store.models.outbox import Outbox
from store.models.people import Address, Conversation
from store.models.staff import FormDraft, StaffMember
from store.models.talk import Call, Missed, Received, ThreadMessage, ThreadNote, Unread
from store.models.votes import BallotBatch, Election, Proof, VoteCheck
from store.sealing import SealBroken, Sealer
from store.sql import table

_address = table(Address)
DEMO_KEY = 0
"""The name of the published key in a sealed value."""


@dataclass(frozen=True)
class Sealed:
    """A sealed column; `row` is the column whose number is bound into the value."""

    table: Table
    name: str
    row: str = "id"

    @property
    def where(self) -> str:
        """As `Sealer` takes it."""
        return f"{self.table.name}.{self.name}"

    @property
    def value(self) -> Column[Any]:
        return self.table.c[self.name]

    @property
    def bound(self) -> Column[Any]:
        return self.table.c[self.row]

    @property
    def key(self) -> Column[Any]:
        """The primary key, along which the rows are walked."""
        return next(iter(self.table.primary_key.columns))


SEALED = (
    Sealed(table(Address), "sealed"),
    Sealed(table(Conversation), "sealed", "address_id"),
    Sealed(table(Idea), "sealed_text"),
    Sealed(table(Idea), "sealed_place"),
    Sealed(table(Media), "sealed_ref"),
    Sealed(table(Media), "sealed"),
    Sealed(table(Outbox), "sealed"),
    Sealed(table(Received), "sealed"),
    Sealed(table(Unread), "sealed"),
    Sealed(table(Missed), "sealed"),
    Sealed(table(ThreadMessage), "sealed"),
    Sealed(table(ThreadNote), "sealed"),
    Sealed(table(Call), "sealed_number"),
    Sealed(table(Call), "sealed_topic"),
    Sealed(table(Address), "sealed_number"),
    Sealed(table(Election), "sealed_key"),
    Sealed(table(Proof), "sealed_voter"),
    Sealed(table(VoteCheck), "sealed"),
    Sealed(table(BallotBatch), "sealed"),
    Sealed(table(Organiser), "sealed_number"),
    Sealed(table(Organiser), "sealed_consent"),
    Sealed(table(OrganiserCheck), "sealed"),
    Sealed(table(Signup), "sealed_name"),
    Sealed(table(Signup), "sealed_needs"),
    Sealed(table(Signup), "sealed_feedback"),
    Sealed(table(StaffMember), "sealed_phone"),
    Sealed(table(FormDraft), "sealed"),
    Sealed(table(Feedback), "sealed"),
    Sealed(table(Feedback), "sealed_contact"),
)
KEYED = (
    "address.blind",
    "received.external",
    "idea.origin",
    "missed.alike",
    "desk_code.blind",
    "organiser.blind",
    "erased.blind",
)
"""Keyed hashes under the index key."""
ELSE = (
    "turnout.tag",
    "ballot.id",
    "election_picture.data",
    "passkey.credential",
    "passkey.public_key",
    "staff_link.hash",
    "staff_session.hash",
    "sign_in_step.hash",
    "sign_in_try.source",
    "audit_check.hash",
    "audit_entry.before",
    "audit_entry.hash",
)
"""Bytes that no key of the ring has touched: marks under an election's own key, pictures for everyone, hashes of chance
that only a browser holds, public keys, the chain of the audit log; who tried to sign in, forgotten within the hour."""


class Misfit(StrEnum):
    """How a key ring can be another database's."""

    NO_KEY = "no key"  # a value names a key that the ring does not have
    DEMO = "demo"  # a value was sealed under the published keys
    WRONG_KEY = "wrong key"  # the ring has a key of that name, but another one
    INDEX = "index"  # values open, but nobody would be found by their number


def misfit(db: Connection, sealer: Sealer) -> Misfit | None:
    """Whether the ring is that of this database, by the oldest and the newest value of each column.

    An empty database takes any ring.
    """
    for column in SEALED:
        for order in (column.key.asc(), column.key.desc()):
            row = db.execute(
                select(column.bound, column.value).where(column.value.is_not(None)).order_by(order).limit(1)
            ).one_or_none()
            if row is None:
                break
            try:
                sealer.open_bytes(row[1], column.where, row[0])
            except SealBroken:
                return _why(row[1], sealer)
    return None if _finds(db, sealer) else Misfit.INDEX


def _why(sealed: bytes, sealer: Sealer) -> Misfit:
    name = sealed[0] if sealed else -1
    if name in sealer.ring.seals:
        return Misfit.WRONG_KEY
    return Misfit.DEMO if name == DEMO_KEY else Misfit.NO_KEY


def _finds(db: Connection, sealer: Sealer) -> bool:
    """Does the index key lead to the oldest address and to the newest?"""
    for order in (_address.c.id.asc(), _address.c.id.desc()):
        row = db.execute(
            select(_address.c.id, _address.c.channel, _address.c.blind, _address.c.sealed).order_by(order).limit(1)
        ).one_or_none()
        if row is None:
            return True
        value = sealer.open(row.sealed, "address.sealed", row.id)
        if sealer.blind("address", row.channel, value) != row.blind:
            return False
    return True
