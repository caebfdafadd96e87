"""A broadcast's way through the pages: written, counted, approved, watched, reported."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI

from store import staff
from store.models.outbox import OutboxState
from store.models.people import Reach
from store.models.staff import Role
from tests.broadcasts.conftest import Town
from tests.console import signed_in
from tests.sending.conftest import FORM, hidden, number_of, written


async def test_the_count_on_the_page_is_the_recipients_frozen(app: FastAPI, town: Town) -> None:
    town.crowd(3)
    town.crowd(2, channel="telegram", language="en")
    town.person(agrees=False)
    town.person(reach=Reach.STOPPED)
    writer = await signed_in(app, Role.WRITER)
    look = await writer.post("/lahetykset/laske", data={**FORM, "csrf": writer.csrf}, headers={"hx-request": "true"})
    assert "5 ihmistä saa viestin" in look.text
    assert "sanoi LOPETA" in look.text
    assert "ei halua viestejä tästä aiheesta" in look.text
    assert "<html" not in look.text
    where = await written(writer)
    page = (await writer.get(f"{where}/vahvista")).text
    people = hidden(page, "people")
    answer = await writer.send_form(f"{where}/laheta", seen=hidden(page, "seen"), people=people)
    assert answer.status_code == 303, answer.text
    assert len(town.recipients(number_of(where))) == int(people) == 5
    shown = (await writer.get(where)).text
    assert town.row(number_of(where)).frozen_hash[:8] in shown


async def test_without_a_script_the_button_counts_on_the_whole_page_and_keeps_what_was_written(
    app: FastAPI, town: Town
) -> None:
    town.crowd(2)
    writer = await signed_in(app, Role.WRITER)
    answer = await writer.send_form("/lahetykset/laske", **{**FORM, "name": "Oma nimi"})
    assert "2 ihmistä saa viestin" in answer.text
    assert 'value="Oma nimi"' in answer.text
    assert FORM["fi"] in answer.text


async def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(app: FastAPI, town: Town) -> None:
    writer = await signed_in(app, Role.WRITER)
    wrong = {**FORM, "name": "", "when": "at", "at_day": "", "sv": "Hej!", "event": "kaksitoista"}
    answer = await writer.send_form("/lahetykset/uusi", **wrong)
    assert answer.status_code == 422
    for field in ("name", "at_day", "event"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}-help"' in answer.text
    assert "Hej!" in answer.text
    assert 'value="kaksitoista"' in answer.text


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"topic": "nonsense"}, "topic"),
        ({"election": "BUD26"}, "voted"),
        ({"election": "BUD26", "voted": "no", "language_fi": "1", "topic": "votes"}, "election"),
        ({"election": "BUD26", "voted": "no"}, "topic"),
        ({"when": "event"}, "about_event"),
        ({"when": "closing"}, "about_election"),
        ({"when": "event", "event": "12", "clock": "25.00"}, "clock"),
        ({"when": "event", "event": "12", "clock": "15.00", "hours": "2"}, "clock"),
        ({"when": "event", "event": "12", "days": "61"}, "days"),
        ({"when": "at", "at_day": "2026-12-24", "at_clock": "kolmelta"}, "at_clock"),
        ({"when": "someday"}, "when"),
    ],
)
async def test_each_field_that_makes_no_sense_is_named(
    app: FastAPI, town: Town, fields: dict[str, str], wrong: str
) -> None:
    writer = await signed_in(app, Role.WRITER)
    answer = await writer.send_form("/lahetykset/uusi", **{**FORM, **fields})
    assert answer.status_code == 422
    assert f'href="#{wrong}"' in answer.text
    assert f'id="{wrong}"' in answer.text


async def test_the_form_of_a_saved_one_says_the_same(app: FastAPI, town: Town) -> None:
    town.event("2026-11-26T13:00")
    writer = await signed_in(app, Role.WRITER)
    chosen = {"language_sv": "1", "channel_sms": "1", "area_Otava": "1", "event": "12", "signups": "coming"}
    moment = {"when": "event", "about_event": "12", "days": "2", "clock": "15.00", "way": "before"}
    where = await written(writer, **chosen, **moment, authors="1", sv="Hej {tapahtuma}")
    before = town.row(number_of(where))
    page = (await writer.get(f"{where}/muokkaa")).text
    again = {
        **FORM,
        **dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"[^>]* checked', page)),
        **dict(re.findall(r'<input id="(\w+)"[^>]*value="([^"]*)"', page)),
        "signups": "coming",
        "sv": "Hej {tapahtuma}",
    }
    answer = await writer.send_form(f"{where}/muokkaa", **{**again, "changed": hidden(page, "changed")})
    assert answer.status_code == 303, answer.text
    after = town.row(number_of(where))
    assert (after.audience, after.words, after.moment) == (before.audience, before.words, before.moment)


async def test_two_tabs_the_second_is_told_and_loses_nothing(app: FastAPI, town: Town) -> None:
    liisa, pekka = await signed_in(app, Role.WRITER, name="Liisa"), await signed_in(app, Role.WRITER, name="Pekka")
    where = await written(liisa)
    opened = hidden((await liisa.get(f"{where}/muokkaa")).text, "changed")
    first = await pekka.send_form(f"{where}/muokkaa", **FORM, sv="Pekan sanat", changed=opened)
    assert first.status_code == 303
    second = await liisa.send_form(f"{where}/muokkaa", **FORM, sv="Liisan sanat", changed=opened)
    assert second.status_code == 409
    assert "Pekka muutti lähetystä" in second.text
    assert "Liisan sanat" in second.text
    assert "Pekan sanat" in town.row(number_of(where)).words
    newest = hidden(second.text, "changed")
    assert (await liisa.send_form(f"{where}/muokkaa", **FORM, sv="Liisan sanat", changed=newest)).status_code == 303
    assert "Liisan sanat" in town.row(number_of(where)).words


async def test_a_draft_is_kept_while_it_is_written_and_can_be_thrown_away(app: FastAPI, town: Town) -> None:
    writer = await signed_in(app, Role.WRITER)
    await writer.send_form("/luonnos", draft="broadcast:new", **{**FORM, "fi": "Keskeneräinen"})
    assert "Keskeneräinen" in (await writer.get("/lahetykset/uusi")).text
    assert (await writer.send_form("/lahetykset/uusi/hylkaa")).status_code == 303
    assert "Keskeneräinen" not in (await writer.get("/lahetykset/uusi")).text
    await writer.send_form("/luonnos", draft="broadcast:new", **FORM)
    await written(writer)
    assert FORM["fi"] not in (await writer.get("/lahetykset/uusi")).text


# -- on its way


async def test_paused_gone_on_and_cancelled_with_how_many_have_got_it(app: FastAPI, town: Town) -> None:
    town.crowd(5)
    number = town.approved()
    town.tick()
    town.send(most=2)
    runner = await signed_in(app, Role.WRITER)
    where = f"/lahetykset/{number}"
    assert (await runner.send_form(f"{where}/tauko")).status_code == 303
    assert town.state(number) == ("paused", "person")
    twice = await runner.send_form(f"{where}/tauko")
    assert twice.status_code == 409
    assert (await runner.send_form(f"{where}/jatka")).status_code == 303
    confirm = (await runner.get(f"{where}/peru")).text
    assert "2 ihmistä sai jo viestin" in confirm
    assert "3 ihmistä ei saa sitä" in confirm
    assert (await runner.send_form(f"{where}/peru")).status_code == 303
    assert town.state(number)[0] == "cancelled"


async def test_it_tells_why_it_paused_by_itself_and_what_to_do(app: FastAPI, town: Town) -> None:
    town.crowd(30)
    number = town.approved()
    town.tick()
    town.send(OutboxState.FAILED, most=12)
    town.tick()
    reader = await signed_in(app, Role.READER)
    page = (await reader.get(f"/lahetykset/{number}")).text
    assert "Liian moni viesti epäonnistui" in page
    assert "/jatka" not in page  # a reader reads


async def test_failed_ones_are_sent_again_after_a_page_that_names_them(app: FastAPI, town: Town) -> None:
    some = town.crowd(4)
    number = town.approved()
    town.tick()
    town.send(lambda address: OutboxState.FAILED if address in some[:2] else OutboxState.SENT)
    runner = await signed_in(app, Role.APPROVER)
    where = f"/lahetykset/{number}"
    page = (await runner.get(f"{where}/uudestaan")).text
    assert "2 viestiä epäonnistui" in page
    assert "0,16" in page
    other = await runner.send_form(f"{where}/uudestaan", people="3")
    assert other.status_code == 409
    assert (await runner.send_form(f"{where}/uudestaan", people="2")).status_code == 303
    town.tick()
    assert set(town.send()) == set(some[:2])


async def test_uncertain_ones_are_decided_one_by_one_or_all(app: FastAPI, town: Town) -> None:
    town.crowd(4, channel="telegram")
    number = town.approved()
    town.tick()
    town.send(OutboxState.UNKNOWN, channel="telegram")
    runner = await signed_in(app, Role.WRITER)
    where = f"/lahetykset/{number}"
    page = (await runner.get(f"{where}/raportti?tila=unknown")).text
    one = hidden(page, "outbox_id")
    assert (await runner.send_form(f"{where}/ratkaise", outbox_id=one, arrived="true")).status_code == 303
    assert (await runner.send_form(f"{where}/ratkaise", outbox_id=one, arrived="true")).status_code == 409
    assert town.progress(number).total.unknown == 3
    answer = await runner.send_form(f"{where}/epavarmat", channel="telegram", arrived="true")
    assert answer.status_code == 303
    assert (town.progress(number).total.unknown, town.progress(number).total.done) == (0, 4)


# -- lists


async def test_the_list_has_what_waits_on_top_and_pages_by_key(app: FastAPI, town: Town) -> None:
    reader = await signed_in(app, Role.READER)
    assert "Täällä ei ole lähetyksiä" in (await reader.get("/lahetykset")).text
    town.crowd(1)
    numbers = [town.draft() for _ in range(52)]
    town.approved()
    page = (await reader.get("/lahetykset")).text
    assert page.index("Tulossa") < page.index("Luonnokset")
    assert page.count("/staff/lahetykset/") < 20
    drafts = (await reader.get("/lahetykset?tila=luonnokset")).text
    (more,) = re.findall(r'href="/staff(/lahetykset\?tila=luonnokset&amp;ennen=\d+)"', drafts)
    rest = (await reader.get(more.replace("&amp;", "&"))).text
    found = {int(n) for text in (drafts, rest) for n in re.findall(r'<h3><a href="/staff/lahetykset/(\d+)"', text)}
    assert found == set(numbers)


@pytest.mark.parametrize(("state", "n"), [("", 130), ("unfed", 0), ("queued", 50), ("sent", 70), ("dropped", 10)])
async def test_the_report_pages_by_key_and_holds_nobodys_number(app: FastAPI, town: Town, state: str, n: int) -> None:
    town.limit(people=500)
    some = town.crowd(130)
    number = town.approved()
    for one in some[:10]:
        town.takes_back(one)
    town.tick()
    town.send(most=70)
    reader = await signed_in(app, Role.APPROVER)
    where, codes = f"/staff/lahetykset/{number}/raportti?tila={state}", list[str]()
    while where:
        page = (await reader.get(where.removeprefix("/staff").replace("&amp;", "&"))).text
        assert "+358" not in page
        codes += re.findall(r'<th scope="row">([0-9A-F]{8})</th>', page)
        following = re.search(r'href="([^"]*jalkeen=[^"]+)"', page)
        where = following.group(1) if following else ""
    assert len(codes) == len(set(codes)) == n


@pytest.mark.parametrize("key", ["x", "1~2~3", "sms~yesterday~4", "sms~2026-01-01T00:00:00~4", "9" * 30, "²"])
async def test_a_key_that_is_none_begins_at_the_beginning(app: FastAPI, town: Town, key: str) -> None:
    town.crowd(2)
    number = town.approved()
    reader = await signed_in(app, Role.APPROVER)
    for state in ("", "unfed", "dropped", "sent"):
        assert (await reader.get(f"/lahetykset/{number}/raportti?tila={state}&jalkeen={key}")).status_code == 200


async def test_a_test_goes_to_the_writers_own_phone_and_only_there(app: FastAPI, town: Town) -> None:
    town.crowd(3)
    writer = await signed_in(app, Role.WRITER)
    without = await writer.send_form("/lahetykset/uusi", **{**FORM, "do": "test"})
    assert without.status_code == 409
    assert "puhelinnumero" in without.text
    assert FORM["fi"] in without.text
    with town.database.write() as db:
        member = staff.by_name(db, name=writer.name)
        assert member is not None
        staff.set_phone(db, sealer=town.house.sealer, staff_id=member.id, number="+358409999999")
    assert (await writer.send_form("/lahetykset/uusi", **{**FORM, "do": "test"})).status_code == 303
    ((address, _state, text),) = town.put(only=False)
    assert FORM["fi"] in text
    assert address not in {row for number in (1, 2) for row in town.recipients(number)}
