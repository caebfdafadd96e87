"""Ballots of the web survey and of paper: one person enters them, another enters them again, then they count.

A file is CSV with a heading: `valinnat` ("3 7 12", or "hylätty" for a paper that can't count) and, where it is asked,
`alue`. Other columns are not read. The second file is the first one's equal line by line, or nothing is counted.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from service.elections.plan import Plan, read
from service.house import House
from service.notices import Refused
from store import election_work, votes
from store.election_work import Batch, Line
from store.votes import LIVE, ElectionRow

WAYS = ("web", "paper")
REFUSED = "hylätty"
_CHOICES, _AREA = ("valinnat", "choices"), ("alue", "area")
_SHOWN = 10  # mistakes at once


def enter(db: Connection, house: House, *, code: str, path: Path, way: str, by: str) -> Batch:
    """Keep a file's ballots until somebody else has checked them. Raises Refused."""
    row = _live(db, code)
    if way not in WAYS:
        raise Refused(f"Tapa on jokin näistä: {', '.join(WAYS)}.")
    if not by.strip():
        raise Refused("Kerro, kuka syöttää: --by NIMI")
    data = _bytes(path)
    lines = read_lines(data, read(row.plan), house.areas)
    batch_id = election_work.enter_batch(
        db,
        sealer=house.sealer,
        election_id=row.id,
        way=way,
        sha256=sha256(data).hexdigest(),
        lines=lines,
        by=by.strip(),
        now=house.now(),
    )
    if batch_id is None:
        raise Refused(f"Tiedosto {path.name} on jo syötetty tähän äänestykseen.")
    return _batch(db, house, row, batch_id)


def check(db: Connection, house: House, *, code: str, batch_id: int, path: Path, by: str) -> Batch:
    """Count in a batch that a second person has entered alike. Raises Refused with the lines that differ."""
    row = _live(db, code)
    batch = _batch(db, house, row, batch_id)
    if batch.lines is None:
        raise Refused(f"Erä {batch_id} on jo tarkistettu: {batch.checked_by}.")
    if not by.strip() or by.strip().casefold() == batch.entered_by.casefold():
        raise Refused(f"Erän {batch_id} syötti {batch.entered_by}. Toinen ihminen tarkistaa: --by NIMI")
    again = read_lines(_bytes(path), read(row.plan), house.areas)
    differ = [str(n + 2) for n in _differences(batch.lines, again)]
    if differ:
        shown = ", ".join(differ[:_SHOWN]) + (" ..." if len(differ) > _SHOWN else "")
        raise Refused(f"Tiedostot eroavat, mitään ei laskettu. Rivit: {shown}")
    if not election_work.check_batch(db, batch_id=batch_id, by=by.strip(), now=house.now()):
        raise Refused(f"Erä {batch_id} on jo tarkistettu.")
    _cast(db, house, row, batch)
    return batch


def drop(db: Connection, house: House, *, code: str, batch_id: int) -> None:
    """An unchecked batch goes, to be entered anew. Raises Refused."""
    row = _live(db, code)
    _batch(db, house, row, batch_id)
    if not election_work.drop_batch(db, batch_id=batch_id):
        raise Refused(f"Erä {batch_id} on jo tarkistettu ja mukana äänissä.")


def _live(db: Connection, code: str) -> ElectionRow:
    row = votes.lock(db, code=code)
    if row.state not in LIVE:
        raise Refused(f"Äänestykseen {code} ei voi nyt lisätä ääniä: sen pitää olla auki tai suljettu, ei laskettu.")
    return row


def _batch(db: Connection, house: House, row: ElectionRow, batch_id: int) -> Batch:
    found = election_work.batches(db, sealer=house.sealer, election_id=row.id)
    batch = next((batch for batch in found if batch.id == batch_id), None)
    if batch is None:
        raise Refused(f"Erää {batch_id} ei löydy.")
    return batch


def _cast(db: Connection, house: House, row: ElectionRow, batch: Batch) -> None:
    assert batch.lines is not None
    at = min(house.now(), row.closes_at)
    for n, line in enumerate(batch.lines):
        if not line.choices:
            continue
        voter = f"batch:{batch.id}:{n}"
        votes.cast(
            db,
            sealer=house.sealer,
            election_id=row.id,
            voter=voter,
            choices=line.choices,
            way=batch.way,
            identified="batch",
            at=at,
            draw=house.receipt,
        )
        if line.area:
            votes.set_area(db, sealer=house.sealer, election_id=row.id, voter=voter, area=line.area)
    refused = sum(not line.choices for line in batch.lines)
    votes.note(db, election_id=row.id, what=f"imported:{batch.way}", n=batch.n - refused)
    if refused:
        votes.note(db, election_id=row.id, what=f"refused:{batch.way}", n=refused)


def _differences(first: Sequence[Line], second: Sequence[Line]) -> Iterator[int]:
    for n in range(max(len(first), len(second))):
        if first[n : n + 1] != second[n : n + 1]:
            yield n


# -- the file


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"Tiedostoa {path.name} ei voi lukea.") from error


def read_lines(data: bytes, plan: Plan, areas: Sequence[str]) -> tuple[Line, ...]:
    """The ballots of a CSV file; a refused paper has no choices. Raises Refused with each line that can't be read."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # as Excel saves it in Finland
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    names = {str(name).strip().casefold(): name for name in reader.fieldnames or ()}
    choices = next((names[name] for name in _CHOICES if name in names), None)
    area = next((names[name] for name in _AREA if name in names), None)
    if choices is None:
        raise Refused("Tiedostosta puuttuu sarake valinnat.")
    lines: list[Line] = []
    faults: list[str] = []
    for item in reader:
        told = _choices(str(item[choices] or ""), plan)
        of = str(item[area] or "").strip() if area is not None else ""
        if isinstance(told, str):
            faults.append(f"Rivi {reader.line_num}: {told}")
        elif of and of not in areas:
            faults.append(f"Rivi {reader.line_num}: aluetta {of} ei ole.")
        else:
            lines.append(Line(told, of))
    if faults:
        raise Refused(
            "\n".join([*faults[:_SHOWN], *([f"... ja {len(faults) - _SHOWN} muuta."] * (len(faults) > _SHOWN))])
        )
    if not lines:
        raise Refused("Tiedostossa ei ole yhtään ääntä.")
    return tuple(lines)


def _choices(text: str, plan: Plan) -> tuple[int, ...] | str:
    """The targets of a line, ascending, or what is wrong with it."""
    if text.strip().casefold() == REFUSED:
        return ()
    found = re.findall(r"\d+", text)
    if not found or re.sub(r"[\d\s,;.]", "", text):
        return f"valinnat ovat numeroita tai sana {REFUSED}."
    numbers = sorted({int(number) for number in found})
    unknown = [str(number) for number in numbers if plan.target(number) is None]
    if unknown:
        return f"kohdetta {', '.join(unknown)} ei ole."
    if len(numbers) > plan.most:
        return f"{len(numbers)} kohdetta, enintään {plan.most}. Jos paperilla on niin, kirjoita {REFUSED}."
    return tuple(numbers)
