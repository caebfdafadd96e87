"""Residents' texts in the city's own words: changed by staff, used by every process within half a minute."""

from __future__ import annotations

import asyncio
from datetime import datetime

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from service.house import House
from service.notices import Refused
from service.text_book import Strings, TextBook
from store import audit, texts
from store.database import Database

log = structlog.get_logger()
EVERY = 20.0
"""Seconds between two looks at whether a text was changed."""


def change(
    db: Connection, house: House, book: TextBook, *, code: str, language: str, strings: Strings, by: str
) -> None:
    """These words from now on. Raises Refused with all that is wrong with them."""
    wrong = [verdict.text for verdict in book.judge(code, language, strings) if verdict.refused]
    if wrong:
        raise Refused(" ".join(text[:1].upper() + text[1:] for text in wrong))
    now = house.now()
    texts.put(db, code=code, language=language, strings=strings, by=by, now=now)
    audit.note(db, who=by, what="text.change", on_what=f"teksti {code} {language}", now=now)


def reset(db: Connection, house: House, *, code: str, language: str, by: str) -> bool:
    """The original again; False where it was said already."""
    done = texts.drop(db, code=code, language=language)
    if done:
        audit.note(db, who=by, what="text.reset", on_what=f"teksti {code} {language}", now=house.now())
    return done


def use(db: Connection, book: TextBook) -> None:
    """Say the words that are in the database. What a newer version of us can't use is logged, its original said."""
    own = {where: row.strings for where, row in texts.listed(db).items()}
    for code, language in book.use(own):
        log.warning("text_refused", text=code, language=language)


class Rewording:
    """Looks now and then whether staff have changed a text, in every process."""

    def __init__(self, database: Database, book: TextBook) -> None:
        self.database, self.book = database, book
        self.seen: tuple[int, datetime | None] = (0, None)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await asyncio.to_thread(self.look)
            except DBAPIError as error:
                log.warning("texts_not_read", error=type(error).__name__)
            await asyncio.sleep(EVERY)

    def look(self) -> bool:
        """Use the words that are there now, if they changed; whether they did."""
        with self.database.read() as db:
            now = texts.version(db)
            if now == self.seen:
                return False
            use(db, self.book)
        self.seen = now
        return True
