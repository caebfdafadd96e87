"""A broadcast's way through the pages: written, counted, approved, watched, reported."""

from __future__ import annotations

import re

from fastapi import FastAPI

from store.models.staff import Role
from tests.broadcasts.conftest import Town
from tests.console import Visitor, signed_in
from tests.sending.conftest import FORM


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found.group(1)


async def written(visitor: Visitor, **fields: str) -> str:
    """A new broadcast's address, on the mounted application."""
    answer = await visitor.send_form("/lahetykset/uusi", **{**FORM, **fields})
    assert answer.status_code == 303, answer.text
    return re.sub(r"^/staff|/muokkaa$|/vahvista$", "", answer.headers["location"].removesuffix("/muokkaa"))


async def test_written_counted_sent_and_seen(app: FastAPI, town: Town) -> None:
    town.crowd(3)
    town.crowd(2, channel="telegram", language="en")
    town.person(agrees=False)
    writer = await signed_in(app, Role.WRITER)
    for path in ("/lahetykset", "/lahetykset/uusi"):
        assert (await writer.get(path)).status_code == 200
    counted = await writer.post("/lahetykset/laske", data={**FORM, "csrf": writer.csrf}, headers={"hx-request": "true"})
    assert "5" in counted.text
    where = await written(writer)
    page = (await writer.get(f"{where}/vahvista")).text
    people = hidden(page, "people")
    answer = await writer.send_form(f"{where}/laheta", seen=hidden(page, "seen"), people=people)
    assert answer.status_code == 303, answer.text
    number = int(where.rsplit("/", 1)[1])
    assert len(town.recipients(number)) == int(people) == 5
    town.tick()
    for path in (
        where,
        "/lahetykset",
        f"{where}/raportti",
        f"{where}/peru",
        f"{where}/uudestaan",
        f"{where}/epavarmat",
    ):
        assert (await writer.get(path)).status_code == 200, path
    town.send()
    assert (await writer.get(f"{where}/raportti.xlsx")).status_code == 200
    assert (await writer.get(f"{where}/raportti.csv")).status_code == 200
