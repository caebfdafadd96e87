"""docs/settings.md from the settings themselves: `make docs` writes it, a test fails when it is not current."""

from __future__ import annotations

from datetime import time
from pathlib import Path

from pydantic import SecretStr

from meijan.settings import Settings

PAGE = Path("docs/settings.md")

INTRO = """\
# Settings

Made from the code by `make docs`. A setting is an environment variable or a line in the file `.env` of the working
directory. `MEIJAN_KEYS_FILE=/run/credentials/keys` names a file whose content is `MEIJAN_KEYS`; so for every setting.
The environment wins over `.env`, a file over both. Lists are written with commas. `.env.example` shows what a city
sets; `meijan doctor` says what is missing, and warns of a name that is no setting.

A channel without its settings is off and says so in the log. Telegram needs a token; text messages need an account, a
token, and a number or a Messaging Service.
"""
GROUPS = (
    ("Telegram", ("telegram_",)),
    ("Text messages", ("twilio_", "sms_")),
    ("Staff", ("staff_", "oidc_", "broadcast_", "mail_")),
    ("Broadcasts", ("broadcast_",)),
    ("The service", ("database_", "public_", "host", "port", "keys", "log_")),
    ("The city", ("",)),
)
ORDER = ("The service", "Telegram", "Text messages", "Staff", "The city")


def settings_page() -> str:
    """The page, one table a group."""
    rows: dict[str, list[str]] = {title: [] for title in ORDER}
    for name, known in Settings.model_fields.items():
        title = next(title for title, starts in GROUPS if name.startswith(starts))
        rows[title].append(f"| `MEIJAN_{name.upper()}` | {_shown(known.default)} | {known.description} |")
    tables = (
        "\n".join([f"## {title}\n", "| Setting | Default | Meaning |", "|---|---|---|", *rows[title]])
        for title in ORDER
    )
    return "\n".join([INTRO, "\n\n".join(tables), ""])


def _shown(default: object) -> str:
    """As it would be written in `.env`."""
    if isinstance(default, SecretStr) or default in ("", ()):
        return "–"
    if isinstance(default, tuple):
        return f"`{','.join(map(str, default))}`"
    return f"`{default:%H:%M}`" if isinstance(default, time) else f"`{default}`"


def write() -> None:
    """Bring the page up to date."""
    PAGE.write_text(settings_page(), encoding="utf-8")
