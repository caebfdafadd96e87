"""A second person: approves what the page named and nothing else, or sends it back."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from service.broadcasts.limits import Limits
from store.database import Database
from store.models.broadcasts import BroadcastState
from store.models.staff import AuditEntry, Role
from store.sql import table
from tests.broadcasts.conftest import Town
from tests.console import Visitor, signed_in
from tests.sending.conftest import FORM, hidden, number_of, written


@pytest.fixture
def town(database: Database) -> Town:
    """Where more than two people are many."""
    return Town(database, limits=Limits(people=2))


async def asked(app: FastAPI, town: Town) -> tuple[str, Visitor, Visitor]:
    """One that waits for approval: its address, its writer, and another person who may approve."""
    town.crowd(3)
    writer = await signed_in(app, Role.WRITER, Role.APPROVER)
    approver = await signed_in(app, Role.APPROVER)
    where = await written(writer)
    page = (await writer.get(f"{where}/vahvista")).text
    assert f'action="/staff{where}/laheta"' not in page
    assert (await writer.send_form(f"{where}/pyyda", seen=hidden(page, "seen"))).status_code == 303
    return where, writer, approver


async def test_another_person_approves_what_the_page_named(app: FastAPI, town: Town) -> None:
    where, writer, approver = await asked(app, town)
    own = (await writer.get(f"{where}/vahvista")).text
    assert "/hyvaksy" not in own
    page = (await approver.get(f"{where}/vahvista")).text
    seen = {"seen": hidden(page, "seen"), "people": hidden(page, "people")}
    refused = await writer.send_form(f"{where}/hyvaksy", **seen)
    assert refused.status_code == 409
    assert "Et voi hyväksyä omaa" in refused.text
    assert (await approver.send_form(f"{where}/hyvaksy", **seen)).status_code == 303
    row = town.row(number_of(where))
    assert (row.state, row.approved_by) == (BroadcastState.APPROVED, approver.name)
    entry = table(AuditEntry)
    with town.database.read() as db:
        whats = db.execute(select(entry.c.what).where(entry.c.on_what == f"lähetys {row.number}")).scalars().all()
    assert list(whats) == ["broadcast.created", "broadcast.asked", "broadcast.approved"]


async def test_edited_after_asking_nothing_is_approved(app: FastAPI, town: Town) -> None:
    where, writer, approver = await asked(app, town)
    page = (await approver.get(f"{where}/vahvista")).text
    seen = {"seen": hidden(page, "seen"), "people": hidden(page, "people")}
    form = (await writer.get(f"{where}/muokkaa")).text
    await writer.send_form(
        f"{where}/muokkaa", **{**FORM, "fi": "Mikkelin kaupunki: muuta"}, changed=hidden(form, "changed")
    )
    answer = await approver.send_form(f"{where}/hyvaksy", **seen)
    assert answer.status_code == 409
    assert "Mikkelin kaupunki: muuta" in answer.text
    assert town.row(number_of(where)).state is BroadcastState.DRAFT


async def test_other_people_than_the_page_named_are_not_sent_to(app: FastAPI, town: Town) -> None:
    where, _writer, approver = await asked(app, town)
    page = (await approver.get(f"{where}/vahvista")).text
    town.person()
    answer = await approver.send_form(f"{where}/hyvaksy", seen=hidden(page, "seen"), people=hidden(page, "people"))
    assert answer.status_code == 409
    assert hidden(answer.text, "people") == "4"
    assert town.row(number_of(where)).state is BroadcastState.ASKED
    assert not town.recipients(number_of(where))


async def test_an_approver_sends_back_with_a_reason_that_the_writer_reads(app: FastAPI, town: Town) -> None:
    where, writer, approver = await asked(app, town)
    seen = hidden((await approver.get(f"{where}/vahvista")).text, "seen")
    without = await approver.send_form(f"{where}/palauta", seen=seen, reason=" ")
    assert without.status_code == 409
    assert (await approver.send_form(f"{where}/palauta", seen=seen, reason="Lisää paikka.")).status_code == 303
    assert "palautti lähetyksen: Lisää paikka." in (await writer.get(where)).text
