"""`meijan import-events`: reads a source, shows what would change, and writes it once somebody says so.

Docs: docs/importing-events.md. What was read waits in a temporary file for the answer, so that memory stays flat; it is
written in batches, each a transaction. An import that is killed is run again: what is written is found as it is.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TypeVar

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from meijan.desk import Desk
from meijan.event_fetch import Limits, Source
from meijan.event_items import Items, is_address, of_address, of_file
from meijan.event_preview import MOST, Preview
from service.events import importing
from service.events.source.changes import What
from service.events.source.content import NotCalendar
from service.events.source.found import Found, Item, Reading, Refusal, Stands
from service.notices import Refused
from sms.parts import count
from store import marks

LOOKED = 200  # items that are compared in one transaction of reading
BATCH = 20  # events in one transaction of writing, about a twentieth of a second: between two of them others write
MARGIN = timedelta(hours=1)  # the source's clock may be wrong; what comes twice changes nothing
_found = TypeAdapter(Found)
T = TypeVar("T")


@dataclass(frozen=True)
class Options:
    """What staff chose. `whole` reads all anew although an earlier import is remembered."""

    name: str = ""
    area: str = ""
    publish: bool = True
    since: datetime | None = None
    whole: bool = False
    cancel_missing: bool = False
    report: Path | None = None
    limits: Limits = field(default_factory=Limits)


class Import:
    """One import: `preview` reads, `write` does it. Use as a context manager."""

    def __init__(self, desk: Desk, where: str, options: Options) -> None:
        self.desk, self.where, self.options = desk, where, options
        self.preview = Preview(options.report)
        self.started = desk.house.now()
        self._open = ExitStack()
        self._kept: IO[bytes] = self._open.enter_context(TemporaryFile())  # noqa: SIM115
        self._items: Items | None = None
        self.todo = 0

    def __enter__(self) -> Import:
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    @property
    def source(self) -> str:
        """The name that the store knows the source by."""
        return self._items.name if self._items is not None else ""

    # -- reading

    def read(self) -> list[str]:
        """Read it all and say what would change. Raises Refused; nothing is written."""
        items = self._items = self._reading()
        try:
            for batch in _batches(self._shown(items, items.total, "Luetaan"), LOOKED):
                self._look(batch)
        except NotCalendar as error:
            raise Refused(f"iCalendar-tiedosto ei kelpaa: {error}.") from error
        if items.whole:
            self._missing(items)
        self.preview.close()
        return [f"Lähde: {items.name}", *self.preview.lines()]

    def _reading(self) -> Items:
        house, options = self.desk.house, self.options
        if options.area and options.area not in house.areas:
            raise Refused(f"Aluetta {options.area} ei ole. Alueet: {', '.join(house.areas)}.")
        reading = Reading(self.started, house.areas, _units, options.area)
        if not is_address(self.where):
            return of_file(Path(self.where), reading, options.limits, options.name)
        address = self.where.replace("webcal://", "https://", 1)
        source = self._open.enter_context(Source(address, options.limits))
        return of_address(source, reading, since=self._since(), name=options.name)

    def _since(self) -> datetime | None:
        if self.options.whole or self.options.since is not None:
            return self.options.since
        with self.desk.database.read() as db:
            return marks.get(db, name=self._mark)

    @property
    def _mark(self) -> str:
        """Of the whole address: another search of the same source has its own past. Hashed, for it may hold a key."""
        return f"import {blake2b(self.where.encode(), digest_size=12).hexdigest()}"

    def _look(self, batch: list[Item]) -> None:
        with self.desk.database.read() as db:
            for item in batch:
                if isinstance(item, Refusal):
                    self.preview.refused(item)
                elif not isinstance(item, Found):
                    self.preview.passed(item)
                elif isinstance(looked := importing.look(db, source=self.source, found=item), Refusal):
                    self.preview.refused(looked)
                else:
                    self.preview.looked(looked)
                    if importing.writes(looked, publish=self.options.publish):
                        self._keep(item)

    def _missing(self, items: Items) -> None:
        house, source = self.desk.house, self.source
        with self.desk.database.read() as db:
            for found in importing.absent(db, house, source=source, seen=items.seen, series=items.series - {""}):
                gone = found.stands is Stands.GONE or self.options.cancel_missing
                if not gone:
                    self.preview.missing(found)
                    continue
                sure = Found(found.source_id, Stands.GONE, found.title, series=found.series)
                if not isinstance(looked := importing.look(db, source=source, found=sure), Refusal):
                    self.preview.looked(looked)
                    self._keep(sure)

    def _keep(self, found: Found) -> None:
        self._kept.write(_found.dump_json(found, exclude_unset=False) + b"\n")
        self.todo += 1

    # -- writing

    def write(self) -> list[str]:
        """Do what `read` kept, in batches; lines say what was done."""
        done: Counter[str] = Counter()
        refused: list[str] = []
        drafts: list[str] = []
        self._kept.seek(0)
        kept = self._shown(map(_found.validate_json, self._kept), self.todo, "Tallennetaan")
        for batch in _batches(kept, BATCH):
            with self.desk.database.write() as db:
                for found in batch:
                    outcome = importing.carry(
                        db, self.desk.house, source=self.source, found=found, publish=self.options.publish
                    )
                    if isinstance(outcome, Refusal):
                        refused.append(f"Ei tallennettu: {outcome.title}: {outcome.why}")
                        continue
                    done[outcome.what] += 1
                    if outcome.unpublished:
                        drafts.append(f"Jäi luonnokseksi: {found.title}: {outcome.unpublished}")
        with self.desk.database.write() as db:
            if is_address(self.where) and not refused:
                marks.put(db, name=self._mark, at=self.started - MARGIN)
            self.desk.note(db, "event.import", f"lähde {self.source}", why=f"{sum(done.values())} tapahtumaa")
        told = [f"{name} {done[what]}" for what, name in _DONE.items() if done[what]]
        return [*_some(refused), *_some(drafts), f"Tallennettiin: {', '.join(told) or 'ei muutoksia'}."]

    def _shown(self, items: Iterable[T], total: int | None, what: str) -> Iterator[T]:
        """The items, with a bar on a terminal."""
        console = Console(stderr=True)
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
            yield from progress.track(items, total=total, description=what)


_DONE = {
    What.NEW: "uusia",
    What.CHANGED: "muuttuneita",
    What.POSTPONED: "lykättyjä",
    What.CANCELLED: "peruttuja",
}


def _some(lines: list[str]) -> list[str]:
    return lines if len(lines) <= MOST else [*lines[:MOST], f"ja {len(lines) - MOST} muuta."]


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def run(desk: Desk, where: str, options: Options, *, yes: bool, preview: bool, ask: Callable[[], bool]) -> list[str]:
    """The command: the lines that it ends with. `ask` is asked where a person is there to answer. Raises Refused."""
    with Import(desk, where, options) as job:
        for line in job.read():
            typer.echo(line)
        if preview:
            return ["Mitään ei muutettu."]
        if yes or (job.todo and sys.stdin.isatty() and ask()):
            return job.write()
        return ["Mitään ei muutettu. Tallenna: sama komento ja --yes"] if job.todo else ["Ei tallennettavaa."]


def _units(text: str) -> int | None:
    counted = count(text)
    return counted.units if counted.encoding == "GSM-7" else None
