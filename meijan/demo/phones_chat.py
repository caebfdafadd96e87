"""Acts of a person in the Telegram-like chat, and the files that were sent there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import BaseModel, Field

from meijan.demo.phones_people import People
from meijan.demo.telegram_network import TelegramNetwork

STATIC = Path(__file__).with_name("static")
SAMPLES = ("ranta", "penkki")
MARKET = (61.6886, 27.2723)
LARGEST = 10_000_000  # bytes of a picture
FILE_KINDS = {"photos": "image/jpeg", "voice": "audio/ogg"}
FILE_HEADERS = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "max-age=86400"}


class Act(BaseModel):
    """What a person does; each act reads the fields that it needs."""

    text: str = Field("", max_length=20_000)
    message: int = 0
    reply_to: int = 0


def add_acts(acts: APIRouter, people: People) -> None:
    """POST /chat/{person}/…"""
    telegram = people.telegram

    @acts.post("/chat/{person}/photo", status_code=204)
    async def photo(person: int, request: Request, caption: Annotated[str, Query(max_length=1024)] = "") -> None:
        content = await _read(request)
        _do(lambda: telegram.send_photo(person, content, caption))

    @acts.post("/chat/{person}/sample/{name}", status_code=204)
    async def sample(person: int, name: str, act: Act) -> None:
        if name not in SAMPLES:
            raise HTTPException(404)
        content = (STATIC / f"{name}.jpg").read_bytes()
        _do(lambda: telegram.send_photo(person, content, act.text))

    plain: dict[str, Callable[[int, Act], object]] = {
        "write": lambda person, act: telegram.write(person, act.text, reply_to=act.reply_to),
        "start": lambda person, act: telegram.press_start(person, act.text),
        "tap": lambda person, act: telegram.tap(person, act.message, act.text),
        "press": lambda person, act: telegram.press(person, act.text),
        "edit": lambda person, act: telegram.edit(person, act.message, act.text),
        "voice": lambda person, _: telegram.send_voice(person, (STATIC / "idea.ogg").read_bytes(), 3),
        "sticker": lambda person, act: telegram.send_sticker(person, act.text or "👍"),
        "location": lambda person, _: telegram.send_location(person, *MARKET),
        "contact": lambda person, _: telegram.share_contact(person),
        "block": lambda person, _: telegram.block(person),
        "unblock": lambda person, _: telegram.unblock(person),
    }

    @acts.post("/chat/{person}/{what}", status_code=204)
    async def act_of(person: int, what: str, act: Act) -> None:
        if what not in plain:
            raise HTTPException(404)
        _do(lambda: plain[what](person, act))


def add_files(pages: APIRouter, telegram: TelegramNetwork) -> None:
    """GET /files/…: pictures and voice messages, as both sides sent them."""

    @pages.get("/files/{folder}/{name}")
    async def file(folder: str, name: str) -> Response:
        stored = telegram.files.by_path.get(f"{folder}/{name}")
        if stored is None or folder not in FILE_KINDS:
            raise HTTPException(404)
        return Response(stored.content, media_type=FILE_KINDS[folder], headers=FILE_HEADERS)


async def _read(request: Request) -> bytes:
    """The body, up to a picture's size."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST:
            raise HTTPException(413, "Kuva on liian suuri. Suurin koko on 10 megatavua.")
    if not content:
        raise HTTPException(400, "Kuva puuttuu.")
    return bytes(content)


def _do(act: Callable[[], object]) -> None:
    """Do it, and say what a client would not have let the person do."""
    try:
        act()
    except LookupError as error:
        raise HTTPException(404, str(error)) from error
    except ValueError as error:
        raise HTTPException(409, str(error)) from error
