"""How broadcasts go, for the command line: lists, one broadcast, and a bar that follows it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from sqlalchemy import Connection

from meijan.broadcast_lines import CHANNELS, euros, line, shown
from meijan.desk import Desk
from service.broadcasts import making
from service.broadcasts.names import DONE, SKIPPED
from service.broadcasts.preview import audience_of
from service.broadcasts.progress import Progress, Tally, progress
from store import broadcast_report, broadcasts
from store.models.broadcasts import BroadcastState
from store.models.outbox import OutboxState

OVER = (BroadcastState.DONE, BroadcastState.CANCELLED, BroadcastState.MISSED)
MOST = 20
"""Messages of unknown fate in one look."""
EVERY = 1.0  # seconds


def listed(desk: Desk, *, all: bool) -> list[str]:
    """One line a broadcast."""
    with desk.database.read() as db:
        rows = broadcasts.listed(db, states=() if all else broadcasts.OPEN)
    return [line(row) for row in rows] or ["Ei lähetyksiä." if all else "Ei avoimia lähetyksiä. Kaikki: --all"]


def status(desk: Desk, number: int) -> list[str]:
    """A broadcast, how it goes, what is unknown, what was done to it."""
    with desk.database.read() as db:
        row = making.found(db, number)
        found = progress(db, desk.house, row)
        done = broadcasts.changes(db, broadcast_id=row.id)
        unknown = [] if audience_of(row).secret else _unknown(db, row.id)
    lines = [line(row), *_progressed(found), *unknown]
    return [*lines, *(f"{shown(one.at)} {DONE[one.what]} ({one.by})" for one in done)]


def _progressed(found: Progress) -> Iterator[str]:
    for channel, tally in found.channels.items():
        yield f"{CHANNELS.get(channel, channel)}: {_tally(tally)}"
    if found.rounded:
        yield "Luvut on pyöristetty alas kymmeniin: tarkka luku kertoisi äänestämisestä."
    for why, n in found.dropped.items():
        yield f"Ei lähetetty, {SKIPPED[why]}: {n}"
    if found.parts:
        yield f"Hinta tähän asti: {euros(found.euros)} ({found.parts} osaa)"
    if found.until is not None:
        yield f"Yöllä ei lähetetä. Lähetys jatkuu {shown(found.until)}."
    elif found.seconds is not None:
        yield f"Vauhti {found.rate:.1f} viestiä sekunnissa, jäljellä noin {_long(found.seconds)}."


def _tally(tally: Tally) -> str:
    parts = [f"lähetetty {tally.done}", f"perillä {tally.delivered}", f"jäljellä {tally.left}"]
    parts += [f"ei mennyt perille {tally.failed}"] if tally.failed else []
    parts += [f"epävarma {tally.unknown}"] if tally.unknown else []
    parts += [f"ei lähetetä {tally.dropped}"] if tally.dropped else []
    return ", ".join(parts)


def _long(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds >= 3600 else f"{seconds / 60:.0f} min"


def _unknown(db: Connection, broadcast_id: int) -> list[str]:
    rows = broadcast_report.recipients(db, broadcast_id=broadcast_id, state=OutboxState.UNKNOWN, limit=MOST)
    return [
        f"Epävarma: {row.outbox_id} {CHANNELS.get(row.channel, row.channel)}"
        + (f" {shown(row.changed_at)}" if row.changed_at else "")
        for row in rows
    ]


def follow(desk: Desk, number: int) -> None:
    """A bar until the broadcast is over or stands still; ends with Ctrl-C."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns) as bars:
        tasks: dict[str, object] = {}
        while True:
            with desk.database.read() as db:
                row = making.found(db, number)
                found = progress(db, desk.house, row)
            for channel, tally in found.channels.items():
                name = CHANNELS.get(channel, channel)
                task = tasks.setdefault(channel, bars.add_task(name) if channel not in tasks else None)
                bars.update(task, total=tally.total, completed=tally.total - tally.left)  # type: ignore[arg-type]
            if row.state in (*OVER, BroadcastState.PAUSED, BroadcastState.DRAFT, BroadcastState.ASKED):
                return
            time.sleep(EVERY)
