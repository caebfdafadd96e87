"""/phones: a Telegram-like chat and a basic phone side by side in the browser.

The page is static; what people do are JSON acts below /phones, what they notice comes as server-sent events
(phones_live.py). Acts take a header of the page's own, so that no other site can make them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from meijan.demo import phones_chat, phones_keypad, phones_live, phones_mischief
from meijan.demo.phones_people import People
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork

STATIC = Path(__file__).with_name("static")
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        "media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


class NewPerson(BaseModel):
    """Somebody new; without a name one is chosen."""

    name: str = Field("", max_length=20)


def our_page(sec_fetch_site: Annotated[str, Header()] = "same-origin", x_phones: Annotated[str, Header()] = "") -> None:
    """Refuses what another site's page sends: it cannot set our header without asking first."""
    if not x_phones or sec_fetch_site not in ("same-origin", "none"):
        raise HTTPException(403, "Vain puhelinten omalta sivulta")


def _headers(response: Response) -> None:
    response.headers.update(HEADERS)


def router(telegram: TelegramNetwork, twilio: TwilioNetwork, *, price: float) -> APIRouter:
    """The page and its data; `price` is euros a part."""
    people = People(telegram, twilio)
    pages = APIRouter(prefix="/phones", dependencies=[Depends(_headers)])
    acts = APIRouter(dependencies=[Depends(our_page)])

    @acts.post("/people")
    async def new_person(new: NewPerson) -> dict[str, int]:
        return {"id": people.add(new.name).id}

    phones_chat.add_acts(acts, people)
    phones_keypad.add_acts(acts, people)
    phones_mischief.add_acts(acts, telegram, twilio)
    pages.include_router(acts)
    phones_live.add_stream(pages, people, price)
    phones_chat.add_files(pages, telegram)

    @pages.get("")
    async def page() -> FileResponse:
        return _static("phones.html")

    @pages.get("/static/{name}")
    async def static(name: str) -> FileResponse:
        return _static(name)

    return pages


def _static(name: str) -> FileResponse:
    path = STATIC / name
    kind = KINDS.get(path.suffix)
    if kind is None or path.parent != STATIC or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type=kind, headers=HEADERS)


__all__ = ["router"]
