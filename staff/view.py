"""How a page is answered: a template with what all pages share, or a way to another page with what was done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from fastapi import Request, Response

from service.calendar import HELSINKI
from service.print.words import Words
from service.staffing.sessions import Staffer
from service.words import LANGUAGES
from staff import static, words
from staff.console import Console
from staff.nav import links

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")
LANGUAGE_NAMES = tuple(zip(LANGUAGES, ("Suomeksi", "På svenska", "In English"), strict=True))
SAID_FOR = 60
"""Seconds that a browser keeps what was done, for its next page."""


@dataclass(frozen=True)
class Said:
    """What was done, told on the next page; `undo`: the form that takes it back, an address of ours and its fields."""

    text: str
    undo: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@cache
def environment() -> Environment:
    """The templates. A value that a page forgot is an error, never an empty place."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # only who looks at a page waits for it

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["day"] = lambda value, _: _.day(value) if value is not None else ""
    made.filters["moment"] = lambda value, _: _.moment(value) if value is not None else ""
    made.filters["short_moment"] = _short_moment
    made.filters["long_moment"] = _long_moment
    made.filters["ellipsis"] = _ellipsis
    made.filters["twice"] = lambda value: (value, value)
    return made


def _short_moment(value: datetime | None) -> str:
    """ "24.11. 14.05", in Finnish time."""
    return f"{value.astimezone(HELSINKI):%-d.%-m. %H.%M}" if value is not None else ""


def _long_moment(value: datetime | None) -> str:
    """ "24.11.2026 14.05.30", in Finnish time."""
    return f"{value.astimezone(HELSINKI):%-d.%-m.%Y %H.%M.%S}" if value is not None else ""


def _ellipsis(text: str, most: int = 160) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _said_cookie(console: Console) -> str:
    return "__Host-sanottu" if console.secure else "sanottu"


def _said(request: Request, console: Console) -> Said | None:
    """What the page before wants told. A cookie of somebody else's making can at most say something."""
    try:
        said = Said(**json.loads(unquote(request.cookies.get(_said_cookie(console), ""))))
        return said if not said.undo or said.undo.startswith("/staff/") else Said(said.text)
    except (ValueError, TypeError):
        return None


def render(request: Request, template: str, *, staffer: Staffer | None = None, **data: Any) -> str:
    """A template with its data and what every page has: words, who is signed in, the way around, what was done."""
    console: Console = request.app.state.console
    _ = words.of(request)
    shared: dict[str, Any] = {
        "_": _,
        "ngettext": _.ngettext,
        "lang": _.language,
        "languages": LANGUAGE_NAMES,
        "city": console.house.names[_.language],
        "staffer": staffer,
        "with_passkeys": console.options.passkeys,
        "city_sign_in": console.provider is not None,
        "csrf": staffer.csrf if staffer else "",
        "links": links(staffer, _) if staffer else (),
        "path": request.url.path,
        "root": root_of(request),
        "asset": partial(static.address, root_of(request)),
        "said": _said(request, console),
        "error": "",
    }
    return environment().get_template(template).render(shared | data)


def page(
    request: Request, template: str, *, staffer: Staffer | None = None, status: int = 200, **data: Any
) -> Response:
    """The page as an answer. What was done before is told once; a language that is chosen stays chosen."""
    console: Console = request.app.state.console
    body = render(request, template, staffer=staffer, **data)
    answer = Response(body, status, media_type="text/html; charset=utf-8")
    if _said_cookie(console) in request.cookies:
        answer.delete_cookie(_said_cookie(console), path="/", secure=console.secure, httponly=True)
    if (chosen := request.query_params.get(words.COOKIE)) in LANGUAGES:
        answer.set_cookie(words.COOKIE, str(chosen), max_age=31_536_000, path=root_of(request), samesite="lax")
    return answer


def redirect(request: Request, to: str, said: str | Said = "") -> Response:
    """To another page of ours, which tells what was done. `to` is a path that we wrote, none that was asked for."""
    console: Console = request.app.state.console
    answer = Response(status_code=303, headers={"Location": to})
    told = Said(said) if isinstance(said, str) else said
    if told.text:
        answer.set_cookie(
            _said_cookie(console),
            quote(json.dumps(asdict(told), ensure_ascii=False)),
            max_age=SAID_FOR,
            path="/",
            secure=console.secure,
            httponly=True,
            samesite="lax",
        )
    return answer


def local(to: str | None) -> str:
    """Where a person wanted to go, if it is a page of the console; its first page else.

    A path that a browser could read as another host ("//x", "/\\x") is none.
    """
    if to and to.startswith("/staff/") and to.isprintable() and "\\" not in to:
        return to
    return "/staff/"


def root_of(request: Request) -> str:
    """Where the application of this page is mounted: /staff, or where the world reads what the law wants."""
    root: str = request.app.state.root
    return root


def words_of(request: Request) -> Words:
    """The console's words for who asks."""
    return words.of(request)
