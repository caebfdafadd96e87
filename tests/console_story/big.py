"""Addresses of the console's routes over the city of bench/console_city.py."""

from __future__ import annotations

from bench.console_city import BASE
from staff import static

SENDING, ASKED = 1, 3
"""Numbers of broadcasts: one that is being sent to everybody, one that waits for approval."""


def addresses() -> dict[str, list[str]]:
    """By route; what has no parameters may be asked with a query too."""
    broadcast = {
        f"/lahetykset/{{number}}{rest}": [f"/lahetykset/{SENDING}{rest}"]
        for rest in ("", "/raportti", "/uudestaan", "/epavarmat", "/edistyminen", "/peru", "/raportti.{kind}")
    }
    return {
        **broadcast,
        "/lahetykset/{number}/vahvista": [f"/lahetykset/{ASKED}/vahvista"],
        "/lahetykset/{number}/muokkaa": [f"/lahetykset/{ASKED}/muokkaa"],
        "/lahetykset/{number}/raportti.{kind}": [f"/lahetykset/{SENDING}/raportti.csv"],
        "/static/{name}": [f"/static/{name}" for name in static.assets()],
        "/sisaan/{token}": ["/sisaan/abc"],
        "/kayttajat/{staff_id}": [f"/kayttajat/{BASE + 1}"],
        "/avain/{passkey_id}/poista": [f"/avain/{BASE}/poista"],
    }
