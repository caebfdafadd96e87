"""For whom an event is, by the keywords and ages that a source tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

# YSO, the Finnish ontology that audiences are picked from: children, families, families with babies, babies
CHILDREN = {"yso:p4354", "yso:p13050", "yso:p20513", "yso:p15937", "helfi:1"}
_CHILDREN = re.compile(r"\b(laps|vauva|taapero|perhe|leikki-ikäi|barn|famil|child|kids)", re.IGNORECASE)
_ACCESSIBLE = re.compile(r"\besteet(ön|töm)|\btillgänglig|\baccessib", re.IGNORECASE)
CHILD_AGE = 14


def end_of(address: object) -> str:
    """ "https://…/v1/event/system:abc/" → "system:abc"."""
    if not isinstance(address, str):
        return ""
    try:
        return unquote(urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1])
    except ValueError:
        return ""


def of(item: Mapping[str, Any]) -> dict[str, Any]:
    """For children, accessible, the lowest age; of an item of a Linked Events API."""
    ids: set[str] = set()
    names: list[str] = []
    for key in ("audience", "keywords"):
        for word in item[key] if isinstance(item.get(key), list) else []:
            if not isinstance(word, Mapping):
                continue
            ids.add(word["id"] if isinstance(word.get("id"), str) else end_of(word.get("@id")))
            said = word.get("name")
            names += [text for text in said.values() if isinstance(text, str)] if isinstance(said, Mapping) else []
    least, most = _age(item.get("audience_min_age")), _age(item.get("audience_max_age"))
    return {
        "for_children": bool(ids & CHILDREN) or (most is not None and most <= CHILD_AGE) or _named(_CHILDREN, names),
        "accessible": _named(_ACCESSIBLE, names),
        "age_least": least or 0,
    }


def _age(raw: object) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= 120 else None


def _named(pattern: re.Pattern[str], names: list[str]) -> bool:
    return any(pattern.search(name[:100]) for name in names)


def kinds(names: list[str]) -> dict[str, bool]:
    """What names of keywords tell of an event."""
    return {"for_children": _named(_CHILDREN, names), "accessible": _named(_ACCESSIBLE, names)}
