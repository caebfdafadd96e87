"""The search after the cut: nothing on disk may tell a ballot with its voter any more (VOTING.md, "Secrecy").

Looked for are texts that tell a ballot (service/elections/forgetting.py) and the marks that joined voters and ballots:
the sealed key, the voters' tags and the ballots' ids as they were before the count. The numbers of a resident's own
message, "3 7 12", can't be told from other numbers in a log; no text of theirs is logged.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection, LargeBinary, Table, select

from store import votes
from store.database import Database
from store.models import metadata

CLEAN = "searched"
"""Noted of an election when nothing was found: only then its count goes on to the board."""
BYTES_READ = 8_000_000_000
"""How much is read for marks at most: where ballots × bytes are more, the marks are a sample drawn by chance."""
CHUNK, LONGEST = 64_000_000, 1000
"""Bytes that are read at a time, and the longest thing that may stand across two such pieces."""
_CHANCE = random.SystemRandom()


def passed(db: Connection, *, election_id: int) -> bool:
    """Whether the search after the count has found nothing."""
    return bool(votes.noted(db, election_id=election_id).get(CLEAN))


def files(database: Database) -> list[Path]:
    """The files of an SQLite database: itself, its write-ahead log and journal. PostgreSQL's are the server's."""
    if not database.sqlite or not database.url.database:
        return []
    path = Path(database.url.database)
    beside = (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-journal"))
    return [file for file in beside if file.exists()]


def in_files(paths: Iterable[Path], pattern: re.Pattern[bytes], marks: Sequence[bytes]) -> list[str]:
    """The files, also of folders, in which a ballot's text or a mark stands. Raises OSError."""
    return [str(path) for path in _all_files(paths) if _holds(path, pattern, marks)]


def _all_files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file())
        else:
            yield path


def _holds(path: Path, pattern: re.Pattern[bytes], marks: Sequence[bytes]) -> bool:
    looked_for = _sample(marks, path.stat().st_size)
    with path.open("rb") as file:
        before = b""
        while chunk := file.read(CHUNK):  # not mapped into memory: a log that is truncated meanwhile would kill us
            data = before + chunk
            if pattern.search(data) is not None or any(mark in data for mark in looked_for):
                return True
            before = data[-LONGEST:]
    return False


def _sample(marks: Sequence[bytes], size: int) -> Sequence[bytes]:
    """All of them, or the key, which is the first, with as many others as there is time for."""
    n = max(BYTES_READ // max(size, 1), 100)
    return marks if len(marks) <= n else [marks[0], *_CHANCE.sample(list(marks[1:]), n - 1)]


def in_tables(db: Connection, pattern: re.Pattern[bytes], marks: Sequence[bytes]) -> list[str]:
    """The columns, as "table.column", in which a ballot's text stands in the clear, or a mark."""
    known = frozenset(marks)
    return [name for table in metadata.sorted_tables for name in _in_table(db, table, pattern, known)]


def _in_table(db: Connection, table: Table, pattern: re.Pattern[bytes], marks: frozenset[bytes]) -> Iterator[str]:
    for column in table.columns:
        python = column.type.python_type
        if python is str:
            values = db.execute(select(column).where(column.is_not(None))).scalars()
            if any(pattern.search(value.encode()) for value in values):
                yield f"{table.name}.{column.name}"
        elif isinstance(column.type, LargeBinary) and table.name in ("election", "turnout", "ballot"):
            values = db.execute(select(column).where(column.is_not(None))).scalars()
            if any(bytes(value) in marks for value in values):
                yield f"{table.name}.{column.name}"
