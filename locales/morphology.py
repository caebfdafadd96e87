"""What a Finnish word form is: its case, mood, person and parts, read by libvoikko where that is installed.

A development tool: the service runs without it, and so does the part of the linter that needs no morphology.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Reading:
    """One way to read a word form. Names are those of libvoikko; "" where the form has no such thing."""

    case: str = ""  # vajanto, seuranto, keinonto …
    mood: str = ""  # indicative, A-infinitive, MA-infinitive …
    person: str = ""  # "1", "2", "3", and "4" for the passive
    plural: bool = False
    participle: str = ""  # past_active, present_passive, agent …
    possessive: str = ""  # "1s" … "2p", "3"
    parts: int = 1  # words that a compound is made of


class Morphology(Protocol):
    """Reads words."""

    def readings(self, word: str) -> Sequence[Reading]:
        """Every way to read a word form; none for a word that it does not know."""


class NoVoikko(Exception):
    """libvoikko, its Finnish dictionary or its Python binding is not installed; the text says which."""


class Voikko:
    """Morphology by libvoikko. Raises NoVoikko."""

    def __init__(self) -> None:
        try:
            binding = importlib.import_module("libvoikko")
            self._voikko: Any = binding.Voikko("fi")
        except ImportError as error:
            raise NoVoikko("the Python package libvoikko is not installed") from error
        except OSError as error:  # the shared library
            raise NoVoikko("the system package libvoikko1 is not installed") from error
        except binding.VoikkoException as error:  # the dictionary
            raise NoVoikko("the system package voikko-fi is not installed") from error

    def readings(self, word: str) -> Sequence[Reading]:
        """Every way to read a word form; none for a word that it does not know."""
        return tuple(_reading(analysis) for analysis in self._voikko.analyze(word))


def _reading(analysis: dict[str, str]) -> Reading:
    return Reading(
        case=analysis.get("SIJAMUOTO", ""),
        mood=analysis.get("MOOD", ""),
        person=analysis.get("PERSON", ""),
        plural=analysis.get("NUMBER", "") == "plural",
        participle=analysis.get("PARTICIPLE", ""),
        possessive=analysis.get("POSSESSIVE", ""),
        parts=analysis.get("STRUCTURE", "=").count("="),
    )
