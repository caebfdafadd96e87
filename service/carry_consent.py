"""Commands about what the city may tell a person of its own accord → store, in the transaction of the turn."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dialogs import commands as c
from dialogs import topics
from dialogs.kit import Command
from store import consents
from store.models.consents import Topic

if TYPE_CHECKING:
    from service.carry_out import Carrier


def version(words: str) -> str:
    """Which words asked: our version, and a mark of the very words, since a city may have its own ("1 3fa9c2d1")."""
    return f"{topics.WORDING} {hashlib.sha256(words.encode()).hexdigest()[:8]}"


def asked(k: Carrier, about: str) -> None:
    """The question was put: about one topic, or about all ("").

    Of the time only the day is kept: a question that follows a ballot must not tell when it was cast.
    """
    day = k.city.now.replace(hour=0, minute=0, second=0, microsecond=0)
    consents.mark_asked(k.db, resident_id=k.met.resident_id, about=about, now=day)


def _answer(k: Carrier, command: c.AnswerTopics) -> None:
    for granted, names in ((True, command.given), (False, command.declined)):
        for name in names:
            consents.set_consent(
                k.db,
                resident_id=k.met.resident_id,
                topic=Topic(name),
                granted=granted,
                channel=k.met.channel,
                wording=version(command.words),
                by="",
                now=k.now,
            )


CARRY: Mapping[type[Command], Callable[[Carrier, Any], None]] = {c.AnswerTopics: _answer}
