"""Addresses of the console's routes over the city of bench/console_city.py."""

from __future__ import annotations

from bench.console_city import BASE, STATES, code, drawn
from meijan.texts.book import book
from staff import static
from store.models.ideas import IdeaState

SENDING, ASKED = 1, 3
"""Numbers of broadcasts: one that is being sent to everybody, one that waits for approval."""


def idea(state: IdeaState, after: int = 0) -> str:
    """The code of the first idea in the state."""
    return code(next(n for n in range(after, after + 200) if drawn(STATES, n) is state))


def addresses() -> dict[str, list[str]]:
    """By route; what has no parameters is asked with queries too."""
    received, public, other = idea(IdeaState.RECEIVED), idea(IdeaState.ASSESSED), idea(IdeaState.ASSESSED, 20)
    broadcast = {
        f"/lahetykset/{{number}}{rest}": [f"/lahetykset/{SENDING}{rest}"]
        for rest in ("", "/raportti", "/uudestaan", "/epavarmat", "/edistyminen", "/peru")
    }
    return {
        **broadcast,
        "/lahetykset": ["/lahetykset?tila=menneet", "/lahetykset?tila=lahtee"],
        "/lahetykset/{number}/vahvista": [f"/lahetykset/{ASKED}/vahvista"],
        "/lahetykset/{number}/muokkaa": [f"/lahetykset/{ASKED}/muokkaa"],
        "/lahetykset/{number}/raportti.{kind}": [f"/lahetykset/{SENDING}/raportti.csv"],
        "/ideat": [
            "/ideat?haku=penkkejä+torille",
            "/ideat?tila=received",
            "/ideat?tila=rejected&alue=Otava&puhe=sv",
            "/ideat?myohassa=1",
            "/ideat?kuukausi=2026-03",
        ],
        "/ideat/{code}": [f"/ideat/{received}", f"/ideat/{public}"],
        "/ideat/{code}/yhdista": [f"/ideat/{public}/yhdista?ideaan={other}"],
        "/ideat/{code}/liite/{media_id}": [f"/ideat/{code(0)}/liite/{BASE}"],
        "/ideat/vuosi/{year}": ["/ideat/vuosi/2026"],
        "/ideat/vuosi/{year}/ideat.{kind}": [f"/ideat/vuosi/2026/ideat.{kind}" for kind in ("csv", "xlsx")],
        "/viestit": ["/viestit?nayta=avoimet", "/viestit?nayta=suljetut", "/viestit?nayta=omat"],
        "/viestit/{thread_id:int}": [f"/viestit/{BASE}", f"/viestit/{BASE + 1}"],
        "/viestit/valmiit/{canned_id:int}": [f"/viestit/valmiit/{BASE}"],
        "/viestit/valmiit/{canned_id:int}/poista": [f"/viestit/valmiit/{BASE}/poista"],
        "/loki": ["/loki?kuka=Virkailija+1", "/loki?mita=idea", "/loki?ennen=20"],
        "/kayttajat/{staff_id}": [f"/kayttajat/{BASE + 1}"],
        "/tekstit/{code}": [f"/tekstit/{next(iter(book()))}"],
        "/static/{name}": [f"/static/{name}" for name in static.assets()],
        "/sisaan/{token}": ["/sisaan/abc"],
        "/avain/{passkey_id}/poista": [f"/avain/{BASE}/poista"],
    }
