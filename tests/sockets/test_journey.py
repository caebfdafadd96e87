"""The idea journey on both phones, from the first word to what the staff decided."""

from __future__ import annotations

import asyncio

from tests.sockets import said
from tests.sockets.city import VEIKKO, City


async def test_an_idea_by_telegram(city: City) -> None:
    """Guided with buttons; the acceptance is told in the same chat, and nowhere else."""
    aino = city.aino
    city.telegram.press_start(aino)
    await city.tap(aino, "Anna idea")
    await city.told(aino, said.WHAT)
    city.telegram.write(aino, "Penkkejä rantaraitille sataman ja sairaalan välille")
    await city.told(aino, said.WHERE)
    assert f"idea {city.code()} unfinished" in city.facts()  # kept before anything else is asked
    await city.tap(aino, "Keskusta")
    await city.tap(aino, "Oma ideani")
    await city.tap(aino, "Lähetä idea")
    code = city.code()
    await city.told(aino, f"{said.KEPT}. Sen tunnus on {code}.")
    assert {f"idea {code} received", f"idea {code} area: Keskusta"} <= city.facts()
    await city.rest()
    assert len(aino.toasts) == 4  # each tap was answered, so that no button keeps turning

    before = len(city.read(aino))
    await asyncio.to_thread(city.desk.idea_accept, code, "Penkkejä rantaraitille")
    await city.told(aino, f"Ideasi {code} {said.PUBLIC}")
    await city.rest()
    assert len(city.read(aino)) == before + 1
    assert city.sms.phones == {}


async def test_an_idea_by_text_message(city: City) -> None:
    """One message makes it; the place is an optional answer; the acceptance comes to the same telephone."""
    city.sms.text(VEIKKO, "IDEA penkkejä rantaraitille")
    await city.rest()
    code = city.code()
    assert city.heard(VEIKKO) == [
        f"Kiitos! Ideasi on tallessa. Sen tunnus on {code}. Kerromme sinulle, mitä ideallesi tapahtuu."
        " Missä paikka on? Voit vastata, jos haluat."
    ]
    assert f"idea {code} received" in city.facts()
    city.sms.text(VEIKKO, "sataman ja sairaalan välillä")
    await city.rest()
    assert f"idea {code} place: sataman ja sairaalan välillä" in city.facts()
    await asyncio.to_thread(city.desk.idea_accept, code, "Penkkejä rantaraitille")
    await city.told(VEIKKO, f"Ideasi {code} {said.PUBLIC}")
    await city.rest()
    assert len(city.heard(VEIKKO)) == 3
    assert [state for _channel, state in city.outbox()] == ["delivered"] * 3  # Twilio's callbacks came home
    assert all(sms.parts == 1 for sms in city.sms.phone(VEIKKO).messages)
    assert not city.sms.alerts  # nothing in Twilio's debugger
