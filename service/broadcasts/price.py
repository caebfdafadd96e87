"""What a broadcast costs: parts of text messages times the price of one."""

from __future__ import annotations

from collections.abc import Mapping

from service.broadcasts import words as wording
from service.broadcasts.words import Subject
from service.house import House
from service.words import Words


def parts_of(house: House, words: Words, about: Subject, *, channel: str, language: str) -> int:
    """Parts of one message to a channel and language, with a long name; 0 where a message costs nothing."""
    if channel not in house.narrow:
        return 0
    values = wording.longest_values(about, house, language)
    return house.parts(wording.said(house, words, channel=channel, language=language, values=values).text)


def total(house: House, words: Words, about: Subject, groups: Mapping[tuple[str, str], int]) -> tuple[int, float]:
    """Parts and euros of messages to so many people, by channel and language."""
    parts = sum(
        n * parts_of(house, words, about, channel=channel, language=language)
        for (channel, language), n in groups.items()
    )
    return parts, round(parts * house.broadcasts.price, 2)
