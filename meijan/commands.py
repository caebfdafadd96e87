"""The commands in Telegram's menu, by language. Only a-z 0-9 _ are allowed there, hence /aanesta."""

from __future__ import annotations

from dialogs.kit import T, Text
from service.wording import LANGUAGES, Wording

COMMANDS: tuple[tuple[str, Text], ...] = (
    ("idea", T("Give an idea")),
    ("aanesta", T("Vote")),
    ("tapahtumat", T("Events")),
    ("omat", T("My own matters")),
    ("ohje", T("Help")),
    ("kieli", T("Change the language")),
)


def commands(wording: Wording) -> dict[str, list[tuple[str, str]]]:
    """Language → command and description; "" is for all other languages and speaks Finnish."""
    by_language = {
        language: [(name, wording.text(text, language)) for name, text in COMMANDS] for language in LANGUAGES
    }
    return {"": by_language["fi"], **by_language}
