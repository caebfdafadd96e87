"""What Telegram has beyond words: groups, blocks, edits, buttons, contacts, pictures, voice, places."""

from __future__ import annotations

import asyncio
import io

import time_machine
from PIL import Image

from meijan.demo.faults import Fault
from store import ideas
from store.models.ideas import Media
from store.sql import table
from tests.sockets import said
from tests.sockets.city import City

GROUP = -1001234567890


async def test_a_group_is_answered_once(city: City) -> None:
    """With a link to the private chat; nothing said there is anybody's idea."""
    net = city.telegram
    net.write_in_group(city.aino, GROUP, "/idea Penkki rantaan")
    await city.rest()
    net.write_in_group(city.aino, GROUP, "@meijan_demo_bot kuka olet")
    net.write_in_group(city.telegram.person(7002, "Veikko"), GROUP, "/aanesta")
    await city.rest()
    said = [message.text for message in net.chats[GROUP].messages if message.by_bot]
    assert said == ["Hei! Emme vastaa ryhmässä. Kirjoita meille täällä: https://t.me/meijan_demo_bot?start=ryhma"]
    assert "ideas 0" in city.facts()
    assert city.read(city.aino) == []


async def test_who_blocks_us_is_not_written_to(city: City) -> None:
    aino = city.aino
    city.telegram.write(aino, "/idea Penkki rantaan")
    await city.told(aino, said.KEPT)
    code = city.code()
    city.telegram.block(aino)
    await city.rest()
    assert "reach telegram blocked" in city.facts()
    sent = _sent(city)
    await asyncio.to_thread(city.desk.idea_reject, code, "Rannassa on jo penkki.")
    await city.rest()
    assert _sent(city) == sent
    city.telegram.unblock(aino)
    city.telegram.write(aino, "/omat")
    await city.told(aino, f"{code} Penkki rantaan")
    assert not any(fact.startswith("reach") for fact in city.facts())


async def test_a_block_that_only_the_send_tells(city: City) -> None:
    """403 to a message of ours, where the word of the block never came."""
    aino = city.aino
    city.telegram.write(aino, "/idea Penkki rantaan")
    await city.told(aino, said.KEPT)
    city.telegram.faults.fail_next(Fault.FORBIDDEN, only="sendMessage")
    await asyncio.to_thread(city.desk.idea_accept, city.code(), "Penkki rantaan")
    await city.until(lambda: "reach telegram blocked" in city.facts())
    await city.until(lambda: city.outbox()[-1] == ("telegram", "failed"))


def _sent(city: City) -> int:
    return [call.name for call in city.telegram.journal].count("sendMessage")


async def test_an_edit_mends_the_idea(city: City) -> None:
    aino = city.aino
    message = city.telegram.write(aino, "/idea Penki rantaan")
    await city.told(aino, said.KEPT)
    city.telegram.edit(aino, message.id, "Penkki rantaan")
    await city.told(aino, said.MENDED)
    assert f"idea {city.code()} text: Penkki rantaan" in city.facts()
    await asyncio.to_thread(city.desk.idea_show, city.code())  # opened: from now on it stays as it is
    city.telegram.edit(aino, message.id, "Kioski rantaan")
    await city.told(aino, said.READ)
    assert f"idea {city.code()} text: Penkki rantaan" in city.facts()


async def test_an_old_or_forged_button(city: City) -> None:
    """Answered on the button, and the open question is put again; nothing is chosen."""
    aino = city.aino
    city.telegram.write(aino, "/idea Penkki rantaan")
    await city.told(aino, said.WHERE)
    where = aino.last
    await city.tap(aino, "Otava")
    await city.told(aino, said.WHOSE)
    city.telegram.tap(aino, where.id, where.button("Anttola").data, forged=True)
    for data in ("roska", "", "ä" * 30, "idea.where.99:Otava", "menu~", "idea.card~:next", "~:", ":", "me.language.1:"):
        await city.rest()
        city.telegram.tap(aino, where.id, data, forged=True)
    await city.rest()
    assert f"idea {city.code()} area: Otava" in city.facts()
    assert len(aino.toasts) == 11
    assert all(said.OLD in toast.text for toast in aino.toasts[1:9])
    assert said.WHOSE in aino.last.text


async def test_a_number_shared_for_a_call(city: City) -> None:
    """Only one's own, shared here and now."""
    aino = city.aino
    city.telegram.write(aino, "Soittakaa minulle")
    await city.told(aino, said.NUMBER)
    city.telegram.share_contact(aino, own=False, other_number="+358409999999", other_user_id=7099)
    city.telegram.share_contact(aino, forwarded=True)
    await city.rest()
    assert not any(fact.startswith("call number") for fact in city.facts())
    city.telegram.write(aino, "Soittakaa minulle")
    await city.told(aino, said.NUMBER)
    city.telegram.press(aino, "Lähetä numeroni")
    await city.told(aino, said.CALL)
    assert {"call waiting 24.11. 11-15", "call number: +358401234567"} <= city.facts()


async def test_a_place_on_the_map(city: City) -> None:
    aino = city.aino
    city.telegram.write(aino, "/idea Penkki rantaan")
    await city.told(aino, said.WHERE)
    city.telegram.send_location(aino, 61.6886, 27.2723)
    await city.told(aino, said.WHOSE)
    assert f"idea {city.code()} place: 📍 61.68860, 27.27230" in city.facts()


def photograph() -> bytes:
    """A picture as a telephone takes it: where and when are written into it, and it lies on its side."""
    picture = Image.new("RGB", (640, 480), (90, 140, 200))
    exif = picture.getexif()
    exif[0x0112] = 6  # turn right
    exif[0x010F] = "Puhelin Oy"
    exif.get_ifd(0x8825)[2] = (61.0, 41.0, 19.0)  # GPS latitude
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    assert b"Puhelin Oy" in out.getvalue()
    return out.getvalue()


async def test_pictures_and_voice_are_kept(city: City, clock: time_machine.Traveller) -> None:
    """The picture upright, without what the camera wrote into it; the voice as it is; no picture is given up."""
    aino, voice = city.aino, b"OggS" + bytes(range(256)) * 40
    city.telegram.write(aino, "/idea Tämä penkki on rikki")
    await city.told(aino, said.WHERE)
    city.telegram.send_photo(aino, photograph())
    await city.rest()
    city.telegram.send_voice(aino, voice)
    await city.rest()
    city.telegram.send_photo(aino, b"no picture at all")
    await city.rest()
    await city.until(lambda: sorted(_states(city)) == ["failed", "kept", "kept"])
    with city.service.database.read() as db:
        sealer = city.service.house.sealer
        idea = ideas.by_code(db, sealer=sealer, code=city.code())
        assert idea is not None
        kept = {kind: (mime, data) for kind, mime, data in ideas.media_of(db, sealer=sealer, idea_id=idea.id)}
    assert kept["voice"] == ("audio/ogg", voice)
    mime, data = kept["photo"]
    picture = Image.open(io.BytesIO(data))
    assert (mime, picture.format, picture.size) == ("image/jpeg", "JPEG", (480, 640))
    assert not picture.getexif()
    assert b"Exif" not in data
    assert b"Puhelin Oy" not in data


def _states(city: City) -> list[str]:
    with city.service.database.read() as db:
        return [str(row.state) for row in db.execute(table(Media).select())]
