"""What an election waits for from people: told in the inbox, one line a thing, until somebody has done it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from meijan.clock import Clock
from meijan.desk import Desk
from service.house import House
from store import election_work, votes
from store.database import Database
from tests.election_desk.conftest import EXAMPLE, Meijan

CODE = "budjetti-2027"


def test_each_step_of_its_way(desk: Desk, meijan: Meijan, clock: Clock, tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    lacking, ballots = tmp_path / "vaali.yaml", tmp_path / "a.csv"
    lacking.write_text(text.replace("budget: 50000", "budget:"), encoding="utf-8")
    ballots.write_text("valinnat\n1 2\n", encoding="utf-8")
    clock.set("2027-01-31T12:00")
    meijan(f"create {lacking}")
    assert desk.inbox() == ["Mikään ei odota."]  # it is not to open yet
    clock.set("2027-02-10T12:00")
    assert desk.inbox() == [f"äänestys {CODE} ei voi alkaa: budget puuttuu: paljonko rahaa jaetaan, euroina."]
    meijan(f"create {EXAMPLE}")
    meijan(f"open {CODE}")
    assert desk.inbox() == ["Mikään ei odota."]
    meijan(f"import-ballots {CODE} {ballots} --by Aino")
    (line,) = desk.inbox()
    assert line.endswith("odottaa toista ihmistä (1 lippua)")
    meijan(f"import-ballots {CODE} {ballots} --check {line.split()[3]} --by Veikko")
    meijan(f"close {CODE}")
    assert desk.inbox() == ["Mikään ei odota."]  # late messages are waited for
    clock.set("+1h")
    assert desk.inbox() == [f"äänestys {CODE} odottaa laskentaa: meijan election count {CODE}"]
    meijan(f"count {CODE}")
    assert desk.inbox() == [f"äänestys {CODE} odottaa päätöstä: meijan election decide {CODE}"]
    meijan(f"decide {CODE} --date 2027-02-10 --section '§ 5'")
    assert desk.inbox() == [f"äänestys {CODE} odottaa julkaisua: meijan election publish {CODE}"]
    meijan(f"publish {CODE}")
    assert desk.inbox() == ["Mikään ei odota."]


def test_a_text_that_the_provider_keeps_is_told(database: Database, desk: Desk, town: House) -> None:
    """Once it was tried for more than an hour."""
    with database.write() as db:
        votes.redact(db, channel="sms", provider_ids=["SM1"], due_at=town.now())
        for _ in range(4):
            assert election_work.waiting_redactions(db, tries=4) == 0
            (item,) = election_work.redactions(db, channel="sms", now=town.now())
            election_work.redact_later(db, redaction_id=item.id, due_at=town.now() - timedelta(seconds=1))
    assert desk.inbox() == ["Operaattori ei ole tyhjentänyt 1 viestiä, joissa näkyy ääni."]
