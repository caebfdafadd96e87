"""What commands that make papers share: where messages go, in which language, and the file."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

from dialogs.words.folding import plain
from meijan.desk import Desk
from service.channel import SendError
from service.notices import Refused
from service.print.ways import Ways
from service.words import LANGUAGES


def language(code: str) -> str:
    """The language, if it is one of ours."""
    if code not in LANGUAGES:
        raise Refused(f"Kieli on jokin näistä: {', '.join(LANGUAGES)}.")
    return code


def ways(desk: Desk, bot: str, source: str = "") -> Ways:
    """Where messages go. A source word is one of the settings', or nobody would know it when it comes."""
    known = next((word for word in desk.house.sources if plain(word) == plain(source)), "") if source else ""
    if source and not known:
        raise Refused(f"Sanaa {source} ei ole asetuksessa MEIJAN_SOURCES.")
    name = (bot or _bot_name(desk)).removeprefix("@")
    if not (name or desk.house.number):
        raise Refused("Mihin viesti lähetetään? Aseta MEIJAN_TWILIO_NUMBER tai kerro botin nimi: --bot NIMI")
    return Ways(desk.house.number, name, known)


def path(given: Path | None, usual: str, *endings: str) -> Path:
    """The file to be made, whose name ends as one of those that we can make."""
    found = given or Path(usual)
    if found.suffix not in endings:
        raise Refused(f"Tiedoston nimen loppu on {' tai '.join(endings)}.")
    return found


def written(path: Path, data: bytes) -> list[str]:
    """Make the file; what is said of it."""
    with _writing(path):
        path.write_bytes(data)
    return [f"Valmis: {path}"]


def private(path: Path) -> None:
    """A file that only its owner reads, empty for now."""
    with _writing(path):
        path.touch(mode=0o600)
        path.chmod(0o600)


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused(f"Tiedostoa {path} ei voi kirjoittaa: {error.strerror}.") from error


def _bot_name(desk: Desk) -> str:
    """The bot's name: known to a service that runs, or asked from Telegram. Raises Refused where it can't be had."""
    from bot.account import Account
    from meijan.app import telegram_settings
    from meijan.terminal import settings

    if known := desk.house.bot():
        return known
    chosen = settings()
    if not chosen.telegram:
        return ""

    async def ask() -> str:
        account = Account(telegram_settings(chosen))
        try:
            await account.open()
            return account.username
        finally:
            await account.close()

    try:
        return asyncio.run(ask())
    except (SendError, ValueError) as error:
        raise Refused("Telegramista ei saatu botin nimeä. Kerro se: --bot NIMI") from error
