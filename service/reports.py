"""A provider's word on a delivery: the row goes forward, and a dead address is marked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from service.channel import Fate, Report
from service.failures import mark
from store import outbox
from store.models.outbox import OutboxState

_STATE = {Fate.SENT: OutboxState.SENT, Fate.DELIVERED: OutboxState.DELIVERED, Fate.FAILED: OutboxState.FAILED}


def take_report(db: Connection, report: Report, *, provider_stops: bool, now: datetime) -> OutboxState | None:
    """Any order, any number of times: states only move forward. The new state, None where it did not move."""
    state = _STATE[report.fate]
    address_id = outbox.report(
        db,
        channel=report.channel,
        ref=report.ref,
        provider_id=report.provider_id,
        state=state,
        error=report.code,
        now=now,
    )
    if address_id is None:
        return None
    if report.fate is Fate.FAILED:
        mark(db, provider_stops, address_id, report, now)
    return state
