"""Whatever the engine says of a broadcast has a name on the pages, in every language."""

from __future__ import annotations

import pytest

from service.broadcasts.names import DONE, SKIPPED, WHY
from service.words import LANGUAGES
from staff.pages.broadcasts import names
from staff.words import words
from store.models.broadcasts import BroadcastState
from store.models.consents import Topic
from store.models.outbox import OutboxState


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_name(language: str) -> None:
    _ = words(language)
    assert names.states(_).keys() == set(BroadcastState)
    assert names.topics(_).keys() == set(Topic)
    assert names.skipped(_).keys() == SKIPPED.keys()
    assert names.why(_).keys() == WHY.keys()
    assert names.done(_).keys() == DONE.keys()
    assert names.fates(_).keys() == {"", "dropped", *OutboxState}
