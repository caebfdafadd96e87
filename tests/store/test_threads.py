"""Lists of threads are read along an index, whatever page of them: a list of years costs what a short one does."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, event

from store import threads
from store.database import Database
from store.threads import Place, Which

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
PLACES = {
    Which.WAITING: (Place(0, None, 7), Place(1, date(2026, 11, 24), 7), Place(2, None, 7)),
    Which.MINE: (Place(0, NOW, 7), Place(1, NOW, 7)),
    Which.OPEN: (Place(0, None, 7), Place(1, NOW, 7)),
    Which.CLOSED: (Place(0, NOW, 7),),
}


def plans(db: Connection, which: Which, after: Place | None) -> list[str]:
    """How SQLite reads each statement of a page."""
    asked: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(db, "before_cursor_execute", note)
    threads.listed(db, which=which, staff_id=1, after=after)
    event.remove(db, "before_cursor_execute", note)
    return [
        " | ".join(row[3] for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters))  # type: ignore[arg-type]
        for statement, parameters in asked
    ]


@pytest.mark.parametrize("which", list(Which))
def test_each_page_of_a_list_is_read_along_its_index(sqlite_url: str, which: Which) -> None:
    database = Database(sqlite_url)
    with database.read() as db:
        for after in (None, *PLACES[which]):
            for plan in plans(db, which, after):
                assert "INDEX thread_" in plan, plan
                assert "TEMP B-TREE" not in plan, plan
    database.close()


def test_a_place_is_the_same_after_it_was_in_an_address() -> None:
    for places in PLACES.values():
        for place in places:
            assert threads.place(str(place)) == place
            assert "+" not in str(place)  # which an address would make a space of
    assert threads.place("") is None
    for wrong in ("x", "1_2", "1_2026-99-99_3", "a__b"):
        with pytest.raises(ValueError, match=r"."):
            threads.place(wrong)
