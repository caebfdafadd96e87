"""Addresses of the console's routes over the city of bench/console_city.py."""

from __future__ import annotations

from staff import static


def addresses() -> dict[str, list[str]]:
    """By route; what has no parameters may be asked with a query too."""
    return {
        "/static/{name}": [f"/static/{name}" for name in static.assets()],
        "/sisaan/{token}": ["/sisaan/abc"],
    }
