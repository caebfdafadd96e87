"""Associations and their numbers, as staff keep them by command."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from meijan import association_desk as at
from meijan.desk import Desk
from service.notices import Refused
from service.retention import erase_old
from store import organiser_checks
from store.database import Database
from tests.organiser.world import NOW, VILLAGE, VOLUNTEER, house, world


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database, house())
    at.add(made, VILLAGE, by="Liisa")
    return made


def test_a_number_is_registered_with_its_consent_and_ended(desk: Desk) -> None:
    at.register(desk, "haukivuoren  kyläyhdistys", "040 111 2223", consent="sähköposti 24.11.", by="Liisa")
    [name, number] = at.listed(desk)
    assert name == VILLAGE
    assert number.startswith(f"  {VOLUNTEER} (lisätty 24.11.2026, Liisa; suostumus: sähköposti 24.11.")
    at.end(desk, VILLAGE, VOLUNTEER)
    assert "päättynyt" in at.listed(desk)[1]
    with pytest.raises(Refused):
        at.end(desk, VILLAGE, VOLUNTEER)
    assert "on rekisteröity" in at.register(desk, VILLAGE, VOLUNTEER, consent="puhelu", by="")[0]
    assert len(at.listed(desk)) == 2  # the same row again


@pytest.mark.parametrize(
    ("name", "number", "consent", "why"),
    [
        ("Ristiinan nuoret", VOLUNTEER, "puhelu", "ei ole"),
        (VILLAGE, "12", "puhelu", "ei ole puhelinnumero"),
        (VILLAGE, VOLUNTEER, "  ", "suostui"),
    ],
    ids=["no such association", "no number", "no consent"],
)
def test_what_lacks_is_said(desk: Desk, name: str, number: str, consent: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        at.register(desk, name, number, consent=consent, by="Liisa")


def test_a_name_is_one_associations(desk: Desk) -> None:
    with pytest.raises(Refused, match="on jo olemassa"):
        at.add(desk, "HAUKIVUOREN KYLÄYHDISTYS", by="Liisa")
    at.add(desk, "Ristiinan nuoret", by="Liisa")
    with pytest.raises(Refused, match="on jo olemassa"):
        at.rename(desk, "Ristiinan nuoret", VILLAGE)
    at.rename(desk, VILLAGE, "Haukivuoren kyläyhdistys ry")
    assert "Haukivuoren kyläyhdistys ry" in at.listed(desk)


def test_a_registered_number_is_in_no_column_in_plain(database: Database) -> None:
    """Neither the number nor how its owner agreed, nor what is asked and waits for a code."""
    made = world(database)
    made.say("VIESTI 12 tuokaa lämmintä päälle")
    secrets = (VOLUNTEER.encode(), b"401112223", "sähköposti 20.11.".encode(), "lämmintä".encode())
    with database.read() as db:
        for table in ("organiser", "organiser_check", "association", "event_change"):
            for row in db.execute(text(f"SELECT * FROM {table}")).all():
                values = b" ".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
                assert not [secret for secret in secrets if secret in values], table


def test_what_waited_for_a_code_is_erased_after_a_day(database: Database) -> None:
    made = world(database)
    made.say("LISTA 12")
    assert made.checks() == 1
    for later, left in ((timedelta(hours=23), 1), (organiser_checks.REMEMBERED + timedelta(minutes=11), 0)):
        with database.write() as db:
            erase_old(db, now=NOW + later)
        assert made.checks() == left
