"""Posters, ballots, slips and the annex as files, for the command line. Each function returns lines in Finnish."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from dialogs.words.folding import plain
from meijan import ballot_desk
from meijan.desk import Desk
from service.channel import SendError
from service.elections.plan import Plan, held
from service.elections.print import pages, papers
from service.elections.result import read_decision, read_result
from service.notices import Refused
from service.print.ways import Ways
from service.words import LANGUAGES
from store import votes
from store.votes import ElectionRow

SIZES = ("a4", "a3")


def poster(desk: Desk, code: str, *, out: Path | None, source: str, bot: str, language: str, size: str) -> list[str]:
    """The ballot poster, as PDF or as a page that needs no server, by the file's ending."""
    plan, pictures = _plan(desk, code)
    if size not in SIZES:
        raise Refused(f"Koko on jokin näistä: {', '.join(SIZES)}.")
    path = _path(out, f"{code}-juliste.pdf", ".pdf", ".html")
    ways, city = _ways(desk, bot, source), desk.house.names[_language(language)]
    if path.suffix == ".html":
        return _written(path, pages.poster_alone(plan, pictures, ways, city, language).encode())
    return _written(path, papers.poster(plan, pictures, ways, city, language, paper=size))


def ballot(desk: Desk, code: str, *, out: Path | None, bot: str, language: str, place: str) -> list[str]:
    """The paper ballot."""
    plan, pictures = _plan(desk, code)
    path = _path(out, f"{code}-lippu.pdf", ".pdf")
    ways, city = _ways(desk, bot), desk.house.names[_language(language)]
    return _written(path, papers.ballot(plan, pictures, ways, city, language, place=place))


def slips(desk: Desk, code: str, n: int, *, out: Path, bot: str, language: str) -> list[str]:
    """New one-time codes on slips, and nowhere else: they are not printed on the terminal, too."""
    plan, _pictures = _plan(desk, code)
    path = _path(out, "", ".pdf")
    ways, city = _ways(desk, bot), desk.house.names[_language(language)]
    _touch(path)  # before there are codes: nobody would know them
    codes = ballot_desk.codes(desk, code, n)
    return [
        *_written(path, papers.slips(plan, codes, ways, city, language)),
        f"Lappuja on {n}. Tulosta ne ja poista tiedosto: koodilla voi äänestää.",
    ]


def annex(desk: Desk, code: str, *, out: Path | None, language: str) -> list[str]:
    """The annex for the board, before or after its decision, as PDF or page by the file's ending."""
    row = _row(desk, code)
    result = read_result(row.result)
    if result is None:
        raise Refused(f"Äänestystä {code} ei ole vielä laskettu.")
    path = _path(out, f"{code}-liite.pdf", ".pdf", ".html")
    plan, decision, city = (
        held(row),
        read_decision(row.decision),
        desk.house.names[_language(language)],
    )
    if path.suffix == ".html":
        return _written(path, pages.annex(plan, result, decision, city, language, alone=True).encode())
    return _written(path, papers.board_annex(plan, result, decision, city, language))


def _row(desk: Desk, code: str) -> ElectionRow:
    with desk.database.read() as db:
        row = votes.by_code(db, code=code)
    if row is None:
        raise Refused(f"Äänestystä {code} ei ole. Luettele: meijan election list")
    return row


def _plan(desk: Desk, code: str) -> tuple[Plan, Mapping[int, bytes]]:
    """The election with the pictures of its targets."""
    row = _row(desk, code)
    with desk.database.read() as db:
        pictures = {n: votes.picture(db, election_id=row.id, number=n) for n in votes.pictured(db, election_id=row.id)}
    return held(row), pictures


def _language(language: str) -> str:
    if language not in LANGUAGES:
        raise Refused(f"Kieli on jokin näistä: {', '.join(LANGUAGES)}.")
    return language


def _ways(desk: Desk, bot: str, source: str = "") -> Ways:
    """Where votes go. A source word is one of the settings', or nobody would know it when it comes."""
    known = next((word for word in desk.house.sources if plain(word) == plain(source)), "") if source else ""
    if source and not known:
        raise Refused(f"Sanaa {source} ei ole asetuksessa MEIJAN_SOURCES.")
    name = (bot or _bot_name(desk)).removeprefix("@")
    if not (name or desk.house.number):
        raise Refused("Mihin ääni lähetetään? Aseta MEIJAN_TWILIO_NUMBER tai kerro botin nimi: --bot NIMI")
    return Ways(desk.house.number, name, known)


def _path(given: Path | None, usual: str, *endings: str) -> Path:
    path = given or Path(usual)
    if path.suffix not in endings:
        raise Refused(f"Tiedoston nimen loppu on {' tai '.join(endings)}.")
    return path


def _written(path: Path, data: bytes) -> list[str]:
    with _writing(path):
        path.write_bytes(data)
    return [f"Valmis: {path}"]


def _touch(path: Path) -> None:
    """A file that only its owner reads, empty for now."""
    with _writing(path):
        path.touch(mode=0o600)


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
