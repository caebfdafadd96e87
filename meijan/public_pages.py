"""What the public pages answer with: a policy that allows no script, a language that we have, files by their kind."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.print.html import icon
from service.words import LANGUAGES

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
KINDS = {
    ".pb": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".css": "text/css; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
}
AWHILE = "public, max-age=300"
Language = Annotated[str, Query(alias="kieli")]


def router() -> APIRouter:
    """The icon of all pages; at the address that browsers guess too, which would else fill the log with 404."""
    routes = APIRouter()

    @routes.get("/favicon.svg")
    @routes.get("/favicon.ico")
    def favicon() -> Response:
        return file("favicon.svg", icon())

    return routes


def known(language: str) -> str:
    """The language, or Finnish for one that we have not."""
    return language if language in LANGUAGES else "fi"


def html(page: str, status: int = 200, keep: str = AWHILE) -> Response:
    """A page."""
    return Response(page, status, {**HEADERS, "Cache-Control": keep}, "text/html; charset=utf-8")


def file(name: str, data: bytes) -> Response:
    """A file, of the kind that the end of its name says."""
    return Response(data, 200, {**HEADERS, "Cache-Control": AWHILE}, kind(name))


def kind(name: str) -> str:
    """The type of a file's content."""
    return next((kind for ending, kind in KINDS.items() if name.endswith(ending)), "text/plain; charset=utf-8")
