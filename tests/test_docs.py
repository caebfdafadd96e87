"""Pages that are made from the code are current."""

from meijan import docs


def test_dialogues_are_current() -> None:
    """A changed step or wording changes the page: `make docs`."""
    assert docs.DIALOGUES.read_text(encoding="utf-8") == docs.dialogues(), "run `make docs`"
