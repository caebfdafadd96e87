"""/jarjestelma: how the service does, the warnings first and in words; and the doctor's look at the providers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal, NamedTuple

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy import Connection

from service import deliveries, overview
from service.calendar import HELSINKI
from service.overview import Overview
from service.print.words import Words
from service.staffing.sessions import Staffer
from staff.console import ChannelState, Console
from staff.policy import ALL, Allowed
from staff.view import page, redirect, words_of
from store import outbox
from store.models.staff import Role
from store.outbox import Due

ROLES = ALL
DECIDES = (Role.WRITER, Role.APPROVER)
CHANNELS = ("sms", "telegram")
SHOWN = 50
"""Messages of a channel on the page of those that nobody knows of."""
NEARLY = 0.8
"""Of the daily cap: from then on somebody should know."""
KEPT = 5.0
"""Seconds for which a look serves all: several may watch, and the day's messages are many."""


Decides = Annotated[Staffer, Depends(Allowed(*DECIDES))]


class Look(NamedTuple):
    """When by our own clock, and what was seen."""

    at: float
    seen: Overview


def router() -> APIRouter:
    """The page, and the doctor's."""
    routes = APIRouter()
    last: list[Look] = []

    @routes.get("/jarjestelma")
    async def system(request: Request, staffer: Annotated[Staffer, Depends(Allowed(*ROLES))]) -> Response:
        console: Console = request.app.state.console
        if not last or time.monotonic() - last[0].at >= KEPT:
            price = console.options.sms_price
            seen = await console.read(lambda db: overview.look(db, console.house, price=price))
            last[:] = [Look(time.monotonic(), seen)]
        seen, _ = last[0].seen, words_of(request)
        channels = console.tools.channels()
        return page(
            request,
            "system.html",
            staffer=staffer,
            seen=seen,
            channels=channels,
            warnings=list(_warnings(seen, channels, console.house.broadcasts.daily_cap, _)),
            states=_states(_),
            reach=_reach(_),
            sending=_sending(_),
            opt_out=console.house.opt_out,
            age=lambda since: _age(seen.waiting_for(since), _),
            money=_euros(seen),
            may_decide=bool(seen.unknown) and staffer.may(Role.ADMIN, *DECIDES),
            cap=console.house.broadcasts.daily_cap,
            may_examine=console.tools.examine is not None and staffer.may(Role.ADMIN),
        )

    routes.get("/jarjestelma/epavarmat")(_unknown)
    routes.post("/jarjestelma/epavarmat/{row_id}")(_decide)

    routes.get("/jarjestelma/tarkistus")(_examine)
    return routes


async def _examine(request: Request, staffer: Annotated[Staffer, Depends(Allowed(Role.ADMIN))]) -> Response:
    """What the doctor finds now."""
    console: Console = request.app.state.console
    examine = console.tools.examine
    checks = await examine() if examine is not None else ()
    return page(request, "system_checks.html", staffer=staffer, checks=checks, shown=examine is not None)


async def _unknown(request: Request, staffer: Decides) -> Response:
    """Messages that may have arrived: of each its channel, its time and what it was for, never its words."""
    console: Console = request.app.state.console

    def job(db: Connection) -> list[tuple[str, Due, datetime]]:
        return [(name, *found) for name in CHANNELS for found in outbox.unknown(db, channel=name, limit=SHOWN)]

    rows = await console.read(job)
    _ = words_of(request)
    return page(request, "system_unknown.html", staffer=staffer, rows=rows, purposes=_purposes(_))


async def _decide(
    request: Request, row_id: int, staffer: Decides, saapui: Annotated[Literal["1", "0"], Form()]
) -> Response:
    console: Console = request.app.state.console
    arrived = saapui == "1"
    await console.write(
        lambda db: deliveries.decide(db, console.house, row_id=row_id, arrived=arrived, by=staffer.name)
    )
    _ = words_of(request)
    said = _("The message is marked as arrived.") if arrived else _("The message is sent once more.")
    return redirect(request, "/staff/jarjestelma/epavarmat", said)


def _purposes(_: Words) -> dict[str, str]:
    return {
        "reply": _("an answer to a resident's message"),
        "service": _("news of a resident's own matter, or an answer of staff"),
        "broadcast": _("a broadcast"),
        "reminder": _("a reminder of an event"),
    }


def _warnings(seen: Overview, channels: Sequence[ChannelState], cap: float, _: Words) -> Iterator[str]:
    """What somebody should look at, and what to do."""
    for channel in channels:
        if channel.state == "failing":
            yield _("{channel}: the last message did not go through. The service tries again.", channel=channel.name)
        if not any(lease.held for lease in seen.leases if lease.name == f"send:{channel.name}"):
            yield _("{channel}: no process sends. Is the service running?", channel=channel.name)
    for row in seen.slow:
        age = _age(seen.waiting_for(row.since), _)
        yield _("{channel}: the oldest message has waited for {age}.", channel=row.channel, age=age)
    if cap and seen.euros >= cap * NEARLY:
        yield _(
            "Text messages have cost {money} € today; broadcasts stop at {cap} €.", money=_euros(seen), cap=f"{cap:g}"
        )
    if seen.unknown:
        yield _.ngettext(
            "{n} message may or may not have arrived. Decide about it in the work queue.",
            "{n} messages may or may not have arrived. Decide about them in the work queue.",
            seen.unknown,
        )
    if seen.late_since is not None:
        age = _age(seen.waiting_for(seen.late_since), _)
        yield _("Reminders of events are late, the first by {age}.", age=age)
    if seen.unretained:
        yield _("Old messages are not being erased. Is the service running?")
    if seen.revision != seen.newest:
        yield _("The database is of another version. Run: meijan migrate")
    if seen.feedback_by is not None and seen.feedback_by < seen.now.astimezone(HELSINKI).date():
        yield _("Feedback on accessibility has waited for more than 14 days.")


def _euros(seen: Overview) -> str:
    return f"{seen.euros:.2f}".replace(".", ",")


def _age(length: timedelta, _: Words) -> str:
    """ "40 s", "12 min", "3 h", "2 days": as exactly as one needs it."""
    seconds = int(length.total_seconds())
    if seconds < 60:
        return _("{n} s", n=str(seconds))
    if seconds < 3600:
        return _("{n} min", n=str(seconds // 60))
    if seconds < 2 * 86400:
        return _("{n} h", n=str(seconds // 3600))
    return _.ngettext("{n} day", "{n} days", seconds // 86400)


def _states(_: Words) -> dict[str, str]:
    return {
        "queued": _("waits"),
        "claimed": _("taken"),
        "sending": _("is leaving"),
        "sent": _("sent"),
        "delivered": _("arrived"),
        "failed": _("did not arrive"),
        "unknown": _("uncertain"),
        "suppressed": _("not sent: the person does not want it"),
        "cancelled": _("taken back"),
        "expired": _("too late to send"),
    }


def _reach(_: Words) -> dict[str, str]:
    return {
        "open": _("can be reached"),
        "stopped": _("said LOPETA"),
        "provider_stopped": _("blocked at the operator"),
        "blocked": _("blocked us"),
        "bad": _("wrong number"),
    }


def _sending(_: Words) -> dict[str, str]:
    return {
        "off": _("not reached yet"),
        "standby": _("another process sends"),
        "sending": _("sends"),
        "failing": _("sends, the last message failed"),
    }
