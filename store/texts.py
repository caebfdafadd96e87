"""A city's own words for residents' texts, as staff wrote them: by the text's code and its language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, delete, func, select

from store.models.staff import CityText
from store.sql import dialect, insert, table

_text = table(CityText)


@dataclass(frozen=True)
class TextRow:
    """A text's forms (one, or one and many), and who wrote them when."""

    strings: tuple[str, ...]
    by: str
    changed_at: datetime


def listed(db: Connection) -> Mapping[tuple[str, str], TextRow]:
    """Every own text by its code and language."""
    return {
        (r.code, r.language): TextRow(tuple(json.loads(r.text)), r.by, r.changed_at) for r in db.execute(select(_text))
    }


def version(db: Connection) -> tuple[int, datetime | None]:
    """What changes whenever a text does: how many there are, and when the newest was written."""
    n, newest = db.execute(select(func.count(), func.max(_text.c.changed_at))).one()
    return int(n), newest


@cache
def _put(name: str) -> Any:
    new = insert(name, CityText)
    taken = {column: new.excluded[column] for column in ("text", "by", "changed_at")}
    return new.on_conflict_do_update(index_elements=["code", "language"], set_=taken)


def put(db: Connection, *, code: str, language: str, strings: tuple[str, ...], by: str, now: datetime) -> None:
    """These words from now on."""
    text = json.dumps(strings, ensure_ascii=False)
    db.execute(_put(dialect(db)), {"code": code, "language": language, "text": text, "by": by, "changed_at": now})


def drop(db: Connection, *, code: str, language: str) -> bool:
    """The original again; False where there were no words of the city's own."""
    gone = db.execute(delete(_text).where(_text.c.code == code, _text.c.language == language).returning(_text.c.code))
    return gone.scalar_one_or_none() is not None
