"""An election's file made of ideas: what a person completes before it is created."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from service.wording import gate
from service.words import SHORT
from store.ideas import IdeaRow
from store.models.ideas import IdeaState

STATES = (IdeaState.CANDIDATE, IdeaState.ASSESSED)
_HEAD = """\
# Äänestys ideoista. Täydennä tyhjät kohdat, poista turhat kohteet ja tarkista lyhyet nimet.
# Ohje: docs/elections.md. Tallenna: meijan election create TIEDOSTO
"""


def file(
    ideas: Sequence[IdeaRow],
    *,
    today: date,
    names: Mapping[str, str] | None = None,
    prices: Mapping[str, int] | None = None,
) -> str:
    """YAML with a target for each idea: its title and area come from the idea, its price from the city.

    `names` and `prices`, in euros, go by the ideas' codes; what is missing is for a person to fill in.
    """
    import yaml  # type: ignore[import-untyped]  # only who makes a file waits for it

    opens = today + timedelta(days=14)
    plan = {
        "code": f"budjetti-{opens.year}",
        "kind": "budget",
        "title": {"fi": f"Asukkaiden budjetti {opens.year}", "sv": "", "en": ""},
        "opens": f"{opens} 08:00",
        "closes": f"{opens + timedelta(days=28)} 20:00",
        "choose": 3,
        "budget": None,
        "rule": None,
        "section": "",
        "decider": {"fi": "Lautakunta", "sv": "", "en": ""},
        "decides": None,
        "identity": "number",
        "eligibility": {"fi": "", "sv": "", "en": ""},
        "targets": [_target(n, idea, names or {}, prices or {}) for n, idea in enumerate(ideas, 1)],
    }
    text: str = yaml.safe_dump(plan, allow_unicode=True, sort_keys=False, width=110)
    return _HEAD + text.replace(": null", ":")


def _target(number: int, idea: IdeaRow, names: Mapping[str, str], prices: Mapping[str, int]) -> dict[str, object]:
    return {
        "number": number,
        "idea": idea.code,
        "short_name": {"fi": names.get(idea.code) or short(idea.public_text), "sv": "", "en": ""},
        "price": prices.get(idea.code),
    }


def short(text: str) -> str:
    """A beginning of a text of at most SHORT characters, whole words where there is one: a start for a short name."""
    line = " ".join(gate(text).split())
    if len(line) <= SHORT:
        return line
    cut = line[: SHORT + 1].rpartition(" ")[0] or line[:SHORT]
    return cut.rstrip(" ,.;:-(")
