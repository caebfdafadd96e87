"""The pages about the service itself: what the law wants everybody to read, how it does, its texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from service import feedback as giving
from service.house import House
from service.retention import MARK, Retention, erase_old
from service.texts import Rewording
from service.writer import Writer
from staff.app import create_public
from staff.console import Console, Options
from staff.pages import system
from store import feedback, marks, outbox, people, schema, texts
from store.database import Database
from store.models.feedback import Feedback
from store.models.outbox import Outbox, OutboxState, Purpose
from store.models.staff import AuditEntry, Role
from store.sql import table
from tests.console import SITE, Visitor, a_house, console_over, signed_in

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
NO_CALL = "ngp6z"
"""The code of "All right. We do not call you."."""


@pytest.fixture
def house() -> House:
    return a_house(NOW)


@pytest.fixture
def app(database: Database, house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    monkeypatch.setattr(system, "KEPT", 0.0)
    with console_over(database, house) as app:
        yield app


def waiting(app: FastAPI) -> list[tuple[str, str]]:
    console: Console = app.state.console
    with console.database.read() as db:
        return [(row.text, row.contact) for row in feedback.waiting(db, sealer=console.house.sealer, limit=99)]


# -- accessibility and privacy


@pytest.mark.parametrize("path", ["/saavutettavuus", "/tietosuoja"])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_everybody_may_read_what_the_law_wants(app: FastAPI, path: str, language: str) -> None:
    for reader in (app, create_public(app.state.console)):
        answer = await Visitor(reader).get(path, params={"kieli": language})
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.text
        assert f"{reader.state.root}/static/console.css" in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_feedback_needs_no_account_and_becomes_work(app: FastAPI) -> None:
    anybody = Visitor(create_public(app.state.console))
    answer = await anybody.post("/saavutettavuus", data={"palaute": "Nappi ei näy", "yhteys": "aino@example.org"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/palvelu/saavutettavuus")
    assert waiting(app) == [("Nappi ei näy", "aino@example.org")]
    console: Console = app.state.console
    with console.database.read() as db:
        row = db.execute(select(table(Feedback))).one()
    assert b"Nappi" not in bytes(row.sealed)
    assert b"aino" not in bytes(row.sealed_contact)
    helper = await signed_in(app, Role.HELPER)
    page = (await helper.get("/palautteet")).text
    assert "Nappi ei näy" in page
    assert "tiistaina 8.12.2026" in page
    assert (await helper.send_form(f"/palautteet/{row.id}/kasitelty")).status_code == 303
    assert waiting(app) == []
    await helper.send_form(f"/palautteet/{row.id}/auki")
    assert len(waiting(app)) == 1
    with console.database.read() as db:
        done = [entry.what for entry in db.execute(select(table(AuditEntry)).order_by(table(AuditEntry).c.number))]
    assert done[-2:] == ["feedback.close", "feedback.reopen"]


@pytest.mark.parametrize(
    ("palaute", "yhteys", "status"),
    [("ei", "", 422), ("x" * (giving.MOST + 1), "", 422), ("Nappi ei näy", "y" * 201, 422)],
)
async def test_what_is_wrong_is_said_and_nothing_is_lost(app: FastAPI, palaute: str, yhteys: str, status: int) -> None:
    answer = await Visitor(app).post("/saavutettavuus", data={"palaute": palaute, "yhteys": yhteys})
    assert answer.status_code == status
    assert f">{palaute}</textarea>" in answer.text
    assert f'value="{yhteys}"' in answer.text
    assert waiting(app) == []


async def test_a_flood_of_feedback_is_not_taken_and_kept_on_the_page(app: FastAPI) -> None:
    visitor = Visitor(app)
    for n in range(giving.AT_ONCE):
        assert (await visitor.post("/saavutettavuus", data={"palaute": f"Vika numero {n}"})).status_code == 303
    answer = await visitor.post("/saavutettavuus", data={"palaute": "Vielä yksi vika"})
    assert answer.status_code == 429
    assert "Vielä yksi vika" in answer.text
    assert len(waiting(app)) == giving.AT_ONCE


async def test_a_program_that_fills_in_everything_is_thanked_and_not_kept(app: FastAPI) -> None:
    data = {"palaute": "Buy cheap watches", "kotisivu": "https://spam.example"}
    assert (await Visitor(app).post("/saavutettavuus", data=data)).status_code == 303
    assert waiting(app) == []


async def test_another_site_sends_no_feedback(app: FastAPI) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    answer = await Visitor(app).post("/saavutettavuus", data={"palaute": "Nappi ei näy"}, headers=headers)
    assert answer.status_code == 403
    assert waiting(app) == []


def test_feedback_is_forgotten_a_year_after_it_was_seen_to(database: Database, house: House) -> None:
    with database.write() as db:
        assert giving.give(db, house, text="Nappi ei näy", contact="")
        row_id = db.execute(select(table(Feedback).c.id)).scalar_one()
    for closed, after, left in ((False, 999, 1), (True, 364, 1), (True, 366, 0)):
        with database.write() as db:
            if closed:
                giving.close(db, house, feedback_id=row_id, by="Maija")
            erase_old(db, now=NOW + timedelta(days=after))
        with database.read() as db:
            assert len(db.execute(select(table(Feedback))).all()) == left


# -- system


async def test_what_is_wrong_is_said_in_words(app: FastAPI) -> None:
    visitor = await signed_in(app, Role.READER)
    page = (await visitor.get("/jarjestelma")).text
    assert "sms: mikään prosessi ei lähetä" in page
    assert "Vanhoja viestejä ei poisteta" in page
    assert schema.head() in page


async def test_when_nothing_is_wrong_that_is_said(app: FastAPI, house: House) -> None:
    console: Console = app.state.console
    writer = Writer(console.database)
    await Retention(writer, house).erase()
    writer.close()
    with console.database.write() as db:
        assert marks.get(db, name=MARK) == NOW
        db.exec_driver_sql("INSERT INTO lease (name, holder, epoch, until) VALUES ('send:sms', 'a', 1, '2999-01-01')")
    page = (await (await signed_in(app, Role.READER)).get("/jarjestelma")).text
    assert "Kaikki on kunnossa" in page


async def test_only_an_administrator_asks_the_providers(app: FastAPI) -> None:
    reader, admin = await signed_in(app, Role.READER), await signed_in(app, Role.ADMIN)
    assert (await reader.get("/jarjestelma/tarkistus")).status_code == 403
    assert "Vapauta tilaa" in (await admin.get("/jarjestelma/tarkistus")).text
    assert "tarkistus" not in (await reader.get("/jarjestelma")).text


def uncertain(database: Database, house: House) -> int:
    """A message that may have arrived."""
    with database.write() as db:
        met = people.meet(db, sealer=house.sealer, channel="sms", value="+358401234567", now=NOW)
        row_id = outbox.put(
            db,
            sealer=house.sealer,
            channel="sms",
            address_id=met.id,
            purpose=Purpose.SERVICE,
            body="{}",
            now=NOW,
            due_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )
        db.execute(update(table(Outbox)).values(state=OutboxState.UNKNOWN))
    return row_id


@pytest.mark.parametrize(("arrived", "state"), [("1", OutboxState.SENT), ("0", OutboxState.QUEUED)])
async def test_a_person_decides_about_a_message_that_may_have_arrived(
    app: FastAPI, database: Database, house: House, arrived: str, state: OutboxState
) -> None:
    row_id = uncertain(database, house)
    visitor = await signed_in(app, Role.WRITER)
    assert "1 viesti on ehkä perillä" in (await visitor.get("/jarjestelma")).text
    page = (await visitor.get("/jarjestelma/epavarmat")).text
    assert f"/staff/jarjestelma/epavarmat/{row_id}" in page
    assert "401234567" not in page
    answers = [await visitor.send_form(f"/jarjestelma/epavarmat/{row_id}", saapui=arrived) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 409]  # somebody else may have been first
    with database.read() as db:
        assert db.execute(select(table(Outbox).c.state)).scalar_one() == state
        last = db.execute(select(table(AuditEntry)).order_by(table(AuditEntry).c.number.desc())).first()
    assert last is not None
    assert (last.who, last.on_what) == (visitor.name, f"viesti {row_id}")


# -- texts


def said(app: FastAPI) -> str:
    from dialogs.kit import T

    console: Console = app.state.console
    return console.house.wording.text(T("All right. We do not call you."), "fi")


async def test_a_text_is_changed_used_at_once_and_taken_back(app: FastAPI) -> None:
    visitor, original = await signed_in(app, Role.WRITER), said(app)
    answer = await visitor.send_form(f"/tekstit/{NO_CALL}/fi", teksti="Hyvä. Emme soita sinulle.")
    assert answer.status_code == 303
    assert said(app) == "Hyvä. Emme soita sinulle."
    page = (await visitor.get(f"/tekstit/{NO_CALL}")).text
    assert original in page
    assert visitor.name in page
    assert "Hyvä. Emme soita" in (await visitor.get("/tekstit", params={"omat": "1"})).text
    await visitor.send_form(f"/tekstit/{NO_CALL}/fi/palauta")
    assert said(app) == original
    assert "Hyvä. Emme soita" in (await visitor.get("/tekstit")).text  # on the button that takes this back too
    assert NO_CALL not in (await visitor.get("/tekstit", params={"omat": "1"})).text


async def test_taking_a_change_back_brings_the_own_words_of_before(app: FastAPI) -> None:
    visitor = await signed_in(app, Role.WRITER)
    for words in ("Hyvä. Emme soita.", "Hyvä on. Emme soita."):
        await visitor.send_form(f"/tekstit/{NO_CALL}/fi", teksti=words)
    page = (await visitor.get(f"/tekstit/{NO_CALL}")).text
    undo = page.split('id="said"')[1].split("</form>")[0]
    assert f'action="/staff/tekstit/{NO_CALL}/fi"' in undo
    assert 'name="teksti" value="Hyvä. Emme soita."' in undo


@pytest.mark.parametrize("words", ["", "Selvä {day}.", "Selvä ✓", "x" * 500])
async def test_what_cannot_be_used_is_refused_with_the_reason_and_kept_on_the_page(app: FastAPI, words: str) -> None:
    visitor, original = await signed_in(app, Role.WRITER), said(app)
    answer = await visitor.send_form(f"/tekstit/{NO_CALL}/fi", teksti=words)
    assert answer.status_code == 422
    assert f">{words}</textarea>" in answer.text
    assert said(app) == original


async def test_trying_changes_nothing_and_shows_parts_and_advice(app: FastAPI) -> None:
    visitor, original = await signed_in(app, Role.WRITER), said(app)
    answer = await visitor.send_form(f"/tekstit/{NO_CALL}/fi/katso", teksti="Suoritamme peruutuksen. " * 8)
    assert answer.status_code == 200
    assert "2 osaa tekstiviestinä" in answer.text
    assert "Sano: tehdä." in answer.text
    assert said(app) == original


async def test_a_draft_is_there_again_and_gone_once_it_is_saved(app: FastAPI) -> None:
    visitor = await signed_in(app, Role.WRITER)
    await visitor.send_form("/luonnos", draft=f"text:{NO_CALL}-fi", teksti="Hyvä. Emme")
    assert ">Hyvä. Emme</textarea>" in (await visitor.get(f"/tekstit/{NO_CALL}")).text
    await visitor.send_form(f"/tekstit/{NO_CALL}/fi", teksti="Hyvä. Emme soita.")
    await visitor.send_form(f"/tekstit/{NO_CALL}/fi/palauta")
    await visitor.get("/tekstit")  # what was done is told once
    assert "Hyvä. Emme" not in (await visitor.get(f"/tekstit/{NO_CALL}")).text


async def test_a_text_with_two_forms_has_two_fields(app: FastAPI) -> None:
    visitor = await signed_in(app, Role.WRITER)
    found = next(text for text in app.state.console.tools.texts.listed() if len(text.strings["fi"]) == 2)
    page = (await visitor.get(f"/tekstit/{found.code}")).text
    assert page.count('name="teksti"') == page.count('name="teksti2"') == 3
    one, many = found.strings["fi"]
    answer = await visitor.send_form(f"/tekstit/{found.code}/fi", teksti=one, teksti2=many)
    assert answer.status_code == 303


async def test_every_process_says_a_changed_text(app: FastAPI, database: Database) -> None:
    """Another one, with a wording of its own; a look that finds nothing new reads nothing."""
    with console_over(database, a_house(NOW)) as other:
        looking = Rewording(database, other.state.console.tools.texts)
        assert looking.look() is False
        visitor = await signed_in(app, Role.WRITER)
        await visitor.send_form(f"/tekstit/{NO_CALL}/fi", teksti="Hyvä. Emme soita.")
        assert said(other) != "Hyvä. Emme soita."
        assert looking.look() is True
        assert said(other) == "Hyvä. Emme soita."
        assert looking.look() is False
        await visitor.send_form(f"/tekstit/{NO_CALL}/fi/palauta")
        assert looking.look() is True
        assert said(other) != "Hyvä. Emme soita."


async def test_words_that_a_newer_version_cannot_use_leave_the_original(app: FastAPI) -> None:
    console: Console = app.state.console
    assert console.tools.texts is not None
    original = said(app)
    with console.database.write() as db:
        texts.put(db, code=NO_CALL, language="fi", strings=("Selvä {gone}",), by="Maija", now=NOW)
        texts.put(db, code="zzzzz", language="fi", strings=("Selvä",), by="Maija", now=NOW)
    assert Rewording(console.database, console.tools.texts).look() is True
    assert said(app) == original


@pytest.mark.parametrize("path", ["/tekstit/zzzzz", "/tekstit/../x"])
async def test_an_unknown_text_is_not_there(app: FastAPI, path: str) -> None:
    visitor = await signed_in(app, Role.WRITER)
    assert (await visitor.get(path)).status_code == 404


async def test_without_its_tools_a_page_says_so(database: Database, house: House) -> None:
    from staff.app import create

    writer = Writer(database)
    try:
        bare = create(Console(database, writer, house, Options(site=SITE)))
        admin = await signed_in(bare, Role.ADMIN)
        assert (await admin.get("/tekstit")).status_code == 404
        assert "meijan doctor" in (await admin.get("/jarjestelma/tarkistus")).text
        answer: httpx.Response = await admin.get("/jarjestelma")
        assert "/staff/jarjestelma/tarkistus" not in answer.text
    finally:
        writer.close()
