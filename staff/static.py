"""What browsers keep: style sheets and scripts, under addresses that change with their content.

htmx 2.0.11 (0BSD) and hds-core 5.2.2 (MIT, without its fonts, which come from elsewhere, and without the city of
Helsinki's signs) lie beside this module as they were published; vendored.txt has their sums.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request, Response

from staff.policy import OPEN

FOLDER = Path(__file__).with_name("static")
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
KEEP = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """A file as browsers get it."""

    data: bytes
    packed: bytes
    kind: str
    version: str


def _asset(name: str, data: bytes) -> Asset:
    return Asset(data, gzip.compress(data, 9, mtime=0), KINDS[Path(name).suffix], sha256(data).hexdigest()[:12])


@cache
def assets() -> dict[str, Asset]:
    """By name. The style sheets of the components are one: a browser would ask for each."""
    found = {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix in KINDS}
    base, *parts = sorted((FOLDER / "hds").glob("*.min.css"), key=lambda path: (path.name != "base.min.css", path.name))
    found["hds.css"] = b"\n".join(path.read_bytes() for path in (base, *parts))
    return {name: _asset(name, data) for name, data in found.items()}


def address(root: str, name: str) -> str:
    """Where a page of the application at `root` finds the file. Raises KeyError."""
    return f"{root}/static/{name}?v={assets()[name].version}"


def router() -> APIRouter:
    """The route of the files."""
    routes = APIRouter(dependencies=[OPEN])

    @routes.get("/static/{name}")
    async def static(request: Request, name: str) -> Response:
        asset = assets().get(name)
        if asset is None:
            return Response(status_code=404)
        headers = {"Cache-Control": KEEP, "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=asset.kind)
        return Response(asset.data, headers=headers, media_type=asset.kind)

    return routes
