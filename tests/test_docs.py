"""Pages that are made from the code are current."""

import re
from pathlib import Path

from locales import selko
from meijan import docs
from meijan.texts import pages


def test_dialogues_are_current() -> None:
    """A changed step or wording changes the page: `make docs`."""
    assert docs.DIALOGUES.read_text(encoding="utf-8") == docs.dialogues(), "run `make docs`"


def test_the_pages_of_texts_are_current() -> None:
    """A changed text, or one that costs more, changes them: `make docs`."""
    assert pages.TEXTS.read_text(encoding="utf-8") == pages.texts_page(), "run `make docs`"
    assert pages.MESSAGES.read_text(encoding="utf-8") == pages.messages_page(), "run `make docs`"


def test_the_page_names_every_rule_of_the_linter() -> None:
    named = {rule.removesuffix(" °") for rule, _finds in pages.RULES}
    source = Path(selko.__file__).read_text(encoding="utf-8")
    assert named == set(re.findall(r'(?:Finding\(|^    \()"([a-z-]+)", ', source, re.MULTILINE))
