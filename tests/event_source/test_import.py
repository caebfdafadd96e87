"""`meijan import-events` on both databases: shown first, written once, and nothing of staff's or residents' touched."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from meijan import event_import
from meijan.clock import Clock
from meijan.desk import Desk
from meijan.event_import import Import, Options
from service.events import importing, making
from service.events.source.changes import as_draft
from service.notices import Refused
from service.words import Words
from store import events, people
from store.database import Database
from store.events import EventRow
from store.models.events import Event, EventChange, EventState, Signup
from store.models.outbox import Outbox
from store.sql import table
from store.types import new_id
from tests.event_source.conftest import Local, Run, event
from tests.event_source.test_ics import WEEKLY, calendar


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tapahtumat.json"


def put(file: Path, *items: Any) -> Path:
    file.write_text(json.dumps({"meta": {"count": len(items), "next": None}, "data": items}), encoding="utf-8")
    return file


def row(database: Database, source_id: str = "mikkeli:1", source: str = "tapahtumat.json") -> EventRow:
    with database.read() as db:
        found = events.by_source(db, source=source, source_id=source_id)
    assert found is not None
    return found


def everything(database: Database) -> list[Any]:
    """Every event and what was done to it, as it is in the store."""
    with database.read() as db:
        return [
            *map(tuple, db.execute(select(table(Event)).order_by(table(Event).c.source_id))),
            *map(tuple, db.execute(select(table(EventChange)).order_by(table(EventChange).c.id))),
            *map(tuple, db.execute(select(table(Signup)).order_by(table(Signup).c.id))),
        ]


def sign_up(desk: Desk, event_id: int) -> None:
    now = desk.house.now()
    with desk.database.write() as db:
        met = people.meet(db, sealer=desk.house.sealer, channel="sms", value="+358401234567", now=now)
        values = {
            "id": new_id(),
            "event_id": event_id,
            "resident_id": met.resident_id,
            "address_id": met.id,
            "seats": 1,
        }
        db.execute(insert(table(Signup)).values(**values, created_at=now, changed_at=now))


def test_nothing_is_written_before_somebody_says_so(run: Run, file: Path, database: Database) -> None:
    put(
        file,
        event(1),
        event(2, event_status="EventCancelled"),
        event(3, start_time="x"),
        event(4, super_event_type="umbrella"),
    )
    for options in ((), ("--preview",), ("--dry-run", "--yes")):
        printed = run(file, *options)
        assert "Uusia 1, muuttuvia 0, lykkääntyviä 0, peruuntuvia 0, ennallaan 0, hylättyjä 1" in printed
        assert "Kahvihetki 1, 26.11.2026 kello 13.00-15.00, Rantakylän kirjasto" in printed
        assert "Kahvihetki 3, mikkeli:3: alkamisaika ei ole aika: x" in printed
        assert "sarjojen ja festivaalien otsikoita 1, peruttuja, joita meillä ei ole 1" in printed
        assert "Mitään ei muutettu." in printed
        assert everything(database) == []


def test_published_with_a_number_or_kept_as_a_draft(run: Run, file: Path, database: Database) -> None:
    put(file, event(1))
    run(file, "--yes", "--draft")
    assert (row(database).state, row(database).number) == (EventState.DRAFT, None)
    run(file, "--yes", "--draft")
    assert row(database).state is EventState.DRAFT
    run(file, "--yes")
    assert (row(database).state, row(database).number) == (EventState.PUBLISHED, 1)


def test_twice_is_once(run: Run, file: Path, database: Database, clock: Clock) -> None:
    put(file, *(event(n) for n in range(1, 6)), event(1), event(6, name={"fi": "x" * 9000}, end_time=None))
    run(file, "--yes")
    before = everything(database)
    clock.set("+1h")
    printed = run(file, "--yes")
    assert "Uusia 0, muuttuvia 0, lykkääntyviä 0, peruuntuvia 0, ennallaan 6" in printed
    assert "kahteen kertaan 1" in printed
    assert everything(database) == before


def test_what_changed_changes_and_no_more(run: Run, file: Path, database: Database, desk: Desk) -> None:
    put(file, event(1), event(2))
    run(file, "--yes")
    sign_up(desk, row(database).id)
    other = row(database, "mikkeli:2")
    put(file, event(1, start_time="2026-11-27T11:00:00Z", end_time="2026-11-27T13:00:00Z"), event(2))
    printed = run(file, "--yes")
    assert (
        "Kahvihetki 1 (numero 1): aika 26.11.2026 kello 13.00-15.00 → 27.11.2026 kello 13.00-15.00."
        " 1 ilmoittautunutta saa viestin."
    ) in printed
    assert row(database).starts_at.day == 27
    assert row(database, "mikkeli:2") == other
    with database.read() as db:
        (signup,) = db.execute(select(table(Signup))).all()
    assert (signup.seats, signup.waiting) == (1, 0)


def test_what_is_staff_s_stays(run: Run, file: Path, database: Database, desk: Desk) -> None:
    """Capacity, sign-up and the short name are staff's; a text that they wrote stands against the source's new one."""
    put(file, event(1))
    run(file, "--yes")
    mine = as_draft(row(database)).model_copy(
        update={
            "takes_signups": True,
            "party_most": 3,
            "asks_name": True,
            "name": Words(fi="Kahvit"),
            "text": Words(fi="Kaupungin oma teksti."),
        }
    )
    with database.write() as db:
        making.edit(db, desk.house, event_id=row(database).id, draft=mine, by="Liisa")
    assert "ennallaan 1" in run(file, "--yes")
    put(file, event(1, short_description={"fi": "Lähteen uusi teksti."}, name={"fi": "Iltakahvit"}))
    printed = run(file, "--yes")
    assert "otsikko Kahvihetki 1 / Kaffestund 1 → Iltakahvit" in printed
    assert "Ristiriidat" in printed
    assert "kuvaus Kaupungin oma teksti. → Lähteen uusi teksti." in printed
    after = row(database)
    assert (after.takes_signups, after.party_most, after.asks_name) == (True, 3, True)
    assert (after.said("title", "fi"), after.said("name", "fi")) == ("Iltakahvit", "Kahvit")
    assert after.said("text", "fi") == "Kaupungin oma teksti."
    assert "Ristiriidat" not in run(file, "--yes"), "a conflict is told once"


def test_a_short_name_follows_its_title_until_staff_write_one(run: Run, file: Path, database: Database) -> None:
    put(file, event(1))
    run(file, "--yes")
    run(put(file, event(1, name={"fi": "Iltakahvit"})), "--yes")
    assert row(database).said("name", "fi") == "Iltakahvit"


def test_cancelled_deleted_postponed_and_back(run: Run, file: Path, database: Database) -> None:
    put(file, *(event(n) for n in range(1, 4)))
    run(file, "--yes")
    off = event(1, event_status="EventCancelled")
    gone = {"id": "mikkeli:2", "name": {"fi": "POISTETTU"}, "deleted": True, "replaced_by": None}
    late = event(3, event_status="EventPostponed", start_time=None, end_time=None)
    printed = run(put(file, off, gone, late), "--yes")
    assert "lykkääntyviä 1, peruuntuvia 2" in printed
    assert [row(database, f"mikkeli:{n}").state for n in (1, 2, 3)] == ["cancelled", "cancelled", "postponed"]
    before = everything(database)
    assert "ennallaan 3" in run(file, "--yes")
    assert everything(database) == before
    again = event(
        3, event_status="EventRescheduled", start_time="2026-12-03T11:00:00Z", end_time="2026-12-03T13:00:00Z"
    )
    printed = run(put(file, event(1), again), "--yes")
    assert "lähteen mukaan se pidetään, meillä se on peruttu" in printed
    assert row(database).state is EventState.CANCELLED
    assert (row(database, "mikkeli:3").state, row(database, "mikkeli:3").starts_at.day) == (EventState.PUBLISHED, 3)


def test_what_staff_cancelled_stays_so(run: Run, file: Path, database: Database, desk: Desk) -> None:
    put(file, event(1))
    run(file, "--yes")
    with database.write() as db:
        making.cancel(db, desk.house, event_id=row(database).id, reason="Liukas keli.", by="Liisa")
    before = everything(database)
    assert "ennallaan 1" in run(file, "--yes")
    assert everything(database) == before


def test_a_calendar_twice_then_with_a_time_taken_out(run: Run, tmp_path: Path, database: Database) -> None:
    file = tmp_path / "kalenteri.ics"
    series = WEEKLY + "RRULE:FREQ=WEEKLY;UNTIL=20261231T000000Z\n"
    single = "UID:c@d\nSUMMARY:Juhla\nLOCATION:Kirjasto\nDTSTART:20261206T100000Z\nDURATION:PT1H"
    file.write_bytes(calendar(series, single))
    assert "Uusia 7" in run(file, "--yes")
    before = everything(database)
    assert "ennallaan 7" in run(file, "--yes")
    assert everything(database) == before
    file.write_bytes(calendar(series + "EXDATE;TZID=Europe/Helsinki:20261202T130000"))
    printed = run(file, "--yes")
    assert "peruuntuvia 1, ennallaan 5" in printed
    assert re.search(r"Puuttuvat lähteestä.*\n  Juhla \(c@d\)", printed)
    assert row(database, "a@b/2026-12-02", "kalenteri.ics").state is EventState.CANCELLED
    assert row(database, "c@d", "kalenteri.ics").state is EventState.PUBLISHED
    run(file, "--yes", "--cancel-missing")
    assert row(database, "c@d", "kalenteri.ics").state is EventState.CANCELLED


def test_an_import_that_dies_goes_on(
    desk: Desk, file: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies in the second batch: the first is whole, the second is not there, and the next import does the rest."""
    monkeypatch.setattr(event_import, "BATCH", 3)
    put(file, *(event(n) for n in range(1, 9)))
    real, calls = importing.carry, 0

    def dies(*args: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 5:
            raise KeyboardInterrupt
        return real(*args, **more)

    monkeypatch.setattr(importing, "carry", dies)
    with Import(desk, str(file), Options()) as job:
        job.read()
        with pytest.raises(KeyboardInterrupt):
            job.write()
    monkeypatch.setattr(importing, "carry", real)
    with database.read() as db:
        assert len(db.execute(select(table(Event))).all()) == 3
    with Import(desk, str(file), Options()) as job:
        assert "Uusia 5, muuttuvia 0, lykkääntyviä 0, peruuntuvia 0, ennallaan 3" in job.read()[1]
        job.write()
    with database.read() as db:
        assert len(db.execute(select(table(Event))).all()) == 8


@pytest.mark.crash
def test_an_import_that_is_killed_goes_on(sqlite_url: str, file: Path) -> None:
    """SIGKILL while it writes: whole batches are there, and the next import writes each of the others once."""
    put(file, *(event(n, start_time="2027-01-10T11:00:00Z", end_time=None) for n in range(1, 401)))
    command = [sys.executable, "-m", "meijan", "import-events", str(file), "--yes"]
    more = {"env": {**os.environ, "MEIJAN_DATABASE_URL": sqlite_url}, "stdout": subprocess.PIPE, "text": True}
    database = Database(sqlite_url)

    def kept() -> int:
        with database.read() as db:
            return int(db.execute(select(func.count()).select_from(table(Event))).scalar_one())

    killed = subprocess.Popen(command, **more)
    while kept() < 40 and killed.poll() is None:
        time.sleep(0.01)
    killed.kill()
    killed.communicate()
    had = kept()
    assert 40 <= had < 400
    assert had % event_import.BATCH == 0
    done = subprocess.run(command, check=True, **more).stdout
    assert f"Uusia {400 - had}, muuttuvia 0" in done
    assert kept() == 400
    with database.read() as db:
        created = db.execute(select(func.count()).where(table(EventChange).c.what == "created")).scalar_one()
    assert created == 400
    database.close()


def test_what_can_not_be_published_is_a_draft(
    desk: Desk, file: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No place and no address of the web; and no number is free for the last."""
    nowhere = event(2, location=None, location_extra_info=None, info_url=None)
    put(file, event(1), nowhere, event(3), event(4))
    monkeypatch.setattr(events, "HIGHEST", 2)
    with Import(desk, str(file), Options()) as job:
        job.read()
        lines = job.write()
    assert lines == [
        "Jäi luonnokseksi: Kahvihetki 2: Tapahtumaa ei voi julkaista: paikka puuttuu (place).",
        "Jäi luonnokseksi: Kahvihetki 4: Kaikki numerot ovat käytössä. Poista vanhoja tapahtumia.",
        "Tallennettiin: uusia 4.",
    ]
    states = [row(database, f"mikkeli:{n}").state for n in range(1, 5)]
    assert states == ["published", "draft", "published", "draft"]


def test_what_can_not_be_finished_leaves_nothing_half_done(
    run: Run, file: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second is refused after its first statement; the others of its batch are kept, and it is as it was."""
    put(file, *(event(n) for n in range(1, 4)))
    run(file, "--yes")
    before, edit = row(database, "mikkeli:2"), making.edit

    def refuses(db: Any, house: Any, *, event_id: int, **more: Any) -> Any:
        edit(db, house, event_id=event_id, **more)
        if event_id == before.id:
            raise Refused("Ei käy.")

    monkeypatch.setattr(making, "edit", refuses)
    put(file, *(event(n, provider={"fi": "Seura"}) for n in range(1, 4)))
    assert "Ei tallennettu: Kahvihetki 2: Ei käy.\nTallennettiin: muuttuneita 2." in run(file, "--yes")
    assert row(database, "mikkeli:2") == before
    assert row(database, "mikkeli:3").arranger == "Seura"


def test_people_are_told_once_of_what_the_source_changed(run: Run, file: Path, database: Database, desk: Desk) -> None:
    """Moved, moved again while postponed, cancelled: a message each, by the same telling as staff's changes."""
    put(file, event(1))
    run(file, "--yes")
    sign_up(desk, row(database).id)
    later = {"start_time": "2026-12-03T11:00:00Z", "end_time": "2026-12-03T13:00:00Z"}
    steps = [
        event(1, event_status="EventPostponed", start_time=None, end_time=None),
        event(1, event_status="EventRescheduled", **later),
        event(1, event_status="EventRescheduled", **later, provider={"fi": "Toinen seura"}),
        event(1, event_status="EventCancelled", **later),
    ]
    texts: list[int] = []
    for step in steps:
        run(put(file, step), "--yes")
        with database.read() as db:
            texts.append(len(db.execute(select(table(Outbox).c.id)).all()))
    assert [after - before for before, after in zip([0, *texts], texts, strict=False)] == [1, 1, 0, 1]


def test_a_draft_that_its_source_takes_back(run: Run, file: Path, database: Database) -> None:
    put(file, event(1), event(2))
    run(file, "--yes", "--draft")
    late = event(2, event_status="EventPostponed", start_time=None, end_time=None)
    run(put(file, event(1, event_status="EventCancelled"), late), "--yes")
    assert [row(database, f"mikkeli:{n}").state for n in (1, 2)] == ["cancelled", "draft"]


def test_long_lists_go_to_a_file(run: Run, file: Path, tmp_path: Path) -> None:
    put(file, *(event(n, start_time="x") for n in range(50)))
    report = tmp_path / "kaikki.txt"
    printed = run(file, "--preview", "--report", report)
    assert printed.count("alkamisaika ei ole aika") == 30
    assert "ja 20 muuta" in printed
    assert report.read_text(encoding="utf-8").count("Hylätyt: Kahvihetki") == 50


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "JSON ei ole ehjä."),
        (b'{"data": [{"id"', "JSON ei ole ehjä. Rivi 1. Onko tiedosto katkennut?"),
        (b"[" * 200_000, "JSON on liian monta tasoa syvä."),
        (b'{"a":' * 200_000, "JSON on liian monta tasoa syvä."),
        (b'{"data": [' + b"9" * 5000 + b"]}", "JSON ei ole ehjä."),
        ('{"data": ["ä"]}'.encode("latin-1"), "Teksti ei ole UTF-8-muodossa."),
        (b'{"viesti": "hei"}', "Tämä ei ole Linked Events -tietoa eikä iCalendar-tiedosto."),
        (b"7", "Tämä ei ole Linked Events -tietoa eikä iCalendar-tiedosto."),
        (b" " * 10_000_001, "Tiedosto on liian suuri, yli 10 megatavua."),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "iCalendar-tiedosto ei kelpaa: tiedosto katkeaa kesken."),
    ],
)
def test_a_file_that_is_none(raw: bytes, why: str, run: Run, file: Path, database: Database) -> None:
    file.write_bytes(raw)
    printed = run(file, "--yes")
    assert why in printed
    assert "Traceback" not in printed
    assert everything(database) == []


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    assert "Tiedostoa poissa.json ei voi lukea (FileNotFoundError)." in run(tmp_path / "poissa.json")
    assert "ei voi lukea (IsADirectoryError)" in run(tmp_path)


def test_an_area_of_the_house(run: Run, file: Path, database: Database) -> None:
    put(file, event(1))
    assert "Aluetta Atlantis ei ole." in run(file, "--area", "Atlantis")
    run(file, "--yes", "--area", "Otava")
    assert row(database).area == "Otava"


# -- over the network


def test_the_next_time_asks_for_what_has_changed(run: Run, source: Local, database: Database) -> None:
    source.page("/v1/event/", [event(1)])
    address = f"{source.url}/v1/event/?division=otava"
    run(address, "--allow-http", "--yes")
    run(address, "--allow-http", "--yes")
    run(address, "--allow-http", "--yes", "--all")
    run(address, "--allow-http", "--yes", "--since", "2026-11-01")
    whole = "/v1/event/?division=otava&page_size=100&sort=start_time&start=today"
    part = "/v1/event/?division=otava&page_size=100&sort=start_time&last_modified_since="
    assert source.asked == [
        whole,
        part + "2026-11-24T09%3A00%3A00Z&show_deleted=true",
        whole,
        part + "2026-11-01T00%3A00%3A00Z&show_deleted=true",
    ]


def test_pages_places_and_the_store(run: Run, source: Local, database: Database) -> None:
    by_address = {"@id": f"{source.url}/v1/place/tprek:7/"}
    source.page("/v1/event/", [event(n, location=by_address) for n in (1, 2)], f"{source.url}/v1/event/?page=2", 3)
    source.page("/v1/event/?page=2", [event(2), event(3, location=by_address)])
    source.json("/v1/place/tprek:7/", {"name": {"fi": "Otavan opisto"}})
    printed = run(f"{source.url}/v1/event/", "--allow-http", "--yes")
    assert "Uusia 3" in printed
    assert "kahteen kertaan 1" in printed
    assert source.asked.count("/v1/place/tprek:7/") == 1
    assert row(database, "mikkeli:3", "127.0.0.1/v1/event").said("place", "fi") == "Otavan opisto"


def test_a_page_that_fails_changes_nothing(run: Run, source: Local, database: Database) -> None:
    source.page("/v1/event/", [event(1)], f"{source.url}/v1/sivu/2", 2)
    printed = run(f"{source.url}/v1/event/", "--allow-http", "--yes")
    assert "Lähde vastasi 404. Tarkista osoite." in printed
    assert everything(database) == []
