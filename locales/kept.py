"""The warnings of the linter that stay, each with its reason: locales/kept.toml. What is not listed must be mended."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import read_po

from locales.morphology import Morphology
from locales.selko import NEEDS_MORPHOLOGY, Finding, lint

FOLDER = Path(__file__).parent
KEPT = FOLDER / "kept.toml"


@dataclass(frozen=True)
class Kept:
    """A warning that stays: its rule, the Finnish text to the letter, why."""

    rule: str
    text: str
    reason: str


@dataclass(frozen=True)
class Verdict:
    """What is wrong: findings that are errors or not listed, by their texts, and lines of the list that are gone."""

    findings: Sequence[tuple[str, Finding]]
    gone: Sequence[Kept]


def kept() -> list[Kept]:
    """The list."""
    listed = tomllib.loads(KEPT.read_text(encoding="utf-8"))["kept"]
    return [Kept(item["rule"], item["text"], item["reason"]) for item in listed]


def finnish() -> list[str]:
    """Every text of the Finnish catalogue, plural forms apart."""
    with (FOLDER / "fi" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalog = read_po(file, locale="fi")
    return [
        text
        for message in catalog
        if message.id
        for text in ((message.string,) if isinstance(message.string, str) else message.string or ())
        if text
    ]


def judge(texts: Iterable[str], listed: Sequence[Kept], morphology: Morphology | None) -> Verdict:
    """Lint the texts against the list. Without morphology, lines of its rules can't be told to be gone."""
    found = [(text, finding) for text in texts for finding in lint(text, morphology)]
    known = {(item.rule, item.text) for item in listed}
    seen = {(finding.rule, text) for text, finding in found}
    return Verdict(
        findings=[(text, f) for text, f in found if f.error or (f.rule, text) not in known],
        gone=[
            item
            for item in listed
            if (item.rule, item.text) not in seen and (morphology is not None or item.rule not in NEEDS_MORPHOLOGY)
        ],
    )
