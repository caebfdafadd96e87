"""Pages as HTML. No script, no inline style: they work under a policy that allows neither."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.print.words import Words
from service.words import LANGUAGES

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")
NAMES = tuple(zip(LANGUAGES, ("Suomeksi", "På svenska", "In English"), strict=True))


@cache
def style() -> str:
    """The style sheet of all pages."""
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


@cache
def icon() -> bytes:
    """The icon of all pages, an SVG."""
    return (TEMPLATES / "favicon.svg").read_bytes()


@cache
def _environment(folder: Path) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # only who looks at a page waits for it

    return Environment(
        loader=FileSystemLoader((folder, TEMPLATES)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(template: Path, city: str, _: Words, **values: Any) -> str:
    """A template with its values; what it shares with other pages lies beside this module."""
    shared = {
        "_": _,
        "ngettext": _.ngettext,
        "number": _.number,
        "lang": _.language,
        "languages": NAMES,
        "city": city,
        "style": "",
    }
    return _environment(template.parent).get_template(template.name).render(shared | values)


def inlined(name: str, data: bytes) -> str:
    """A picture as an address that needs no server."""
    kind = "svg+xml" if name.endswith(".svg") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
