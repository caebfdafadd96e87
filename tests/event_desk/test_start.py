"""What a poster's code opens on Telegram: the card of its event, and the place where it hangs is counted."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from service.channel import Inbound, Kind
from service.house import House
from service.turn import body as outbound
from service.turn import turn
from store.database import Database


def started(database: Database, town: House, payload: str) -> str:
    inbound = Inbound(
        channel="telegram",
        external_id=payload or "x",
        address="7001",
        kind=Kind.MESSAGE,
        text=f"/start {payload}",
        start=payload,
        at=town.now(),
        language="fi",
    )
    with database.write() as db:
        (reply,) = turn(db, inbound, town).replies
        row = db.execute(text("SELECT sealed FROM outbox WHERE id = :id"), {"id": reply.row_id}).one()
        return outbound.validate_json(town.sealer.open(row.sealed, "outbox.sealed", reply.row_id)).text


def counted(database: Database) -> list[str]:
    with database.read() as db:
        return [row.source for row in db.execute(text("SELECT source FROM measure WHERE what = 'source'"))]


@pytest.mark.parametrize(("payload", "sources"), [("tapahtuma_12", []), ("tapahtuma_12_TORI", ["TORI"])])
def test_the_code_opens_the_card(
    database: Database, town: House, coffee: int, payload: str, sources: list[str]
) -> None:
    assert "Kahvihetki" in started(database, town, payload)
    assert counted(database) == sources


@pytest.mark.parametrize("payload", ["tapahtuma_12_KAMELI", "tapahtuma_12_"])
def test_an_unknown_place_is_not_counted(database: Database, town: House, coffee: int, payload: str) -> None:
    assert "Kahvihetki" in started(database, town, payload)
    assert counted(database) == []


def test_an_event_that_is_not_there_is_said(database: Database, town: House) -> None:
    assert "77" in started(database, town, "tapahtuma_77")


@pytest.mark.parametrize("payload", ["tapahtuma_", "tapahtuma_x", "tapahtuma_0", "tapahtuma_99999", "tapahtuma"])
def test_what_is_no_number_opens_the_menu(database: Database, town: House, coffee: int, payload: str) -> None:
    said = started(database, town, payload)
    assert said
    assert "Kahvihetki" not in said
