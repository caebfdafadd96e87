"""What the commands share at a terminal: settings or a clear word, refusals in one line, no traceback."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence

import typer
from sqlalchemy.exc import DBAPIError

from meijan.settings import BadSettings, Settings, load
from service.notices import Refused
from store.sealing import SealBroken


def settings() -> Settings:
    """The settings, or a clear word and exit 2."""
    try:
        return load()
    except BadSettings as error:
        typer.echo(f"Asetuksissa on virhe. {error}", err=True)
        raise typer.Exit(2) from error


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """What can't be done is said in one line, exit 1."""
    try:
        yield
    except Refused as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """The mistakes of setting up are said in one line too; a traceback would bury them."""
    try:
        yield
    except BadSettings as error:
        _end(f"Asetuksissa on virhe. {error}", 2)
    except SealBroken:
        _end("MEIJAN_KEYS ei avaa tätä tietokantaa. Katso: meijan doctor", 2)
    except DBAPIError as error:
        # its own words may quote an address with its password
        _end(f"Tietokanta ei toimi ({type(error.orig).__name__}). Tarkista MEIJAN_DATABASE_URL: meijan doctor", 1)


def _end(text: str, code: int) -> None:
    typer.echo(text, err=True)
    raise SystemExit(code)


def say(lines: list[str]) -> None:
    """Print the lines."""
    for line in lines:
        typer.echo(line)


def sure(lines: Sequence[str], *, yes: bool, asks: bool) -> bool:
    """Whether something dear shall be done: `yes` was given, or a person at the terminal says so.

    `lines` say what would happen. Where nobody can be asked it is refused, with what is missing.
    """
    if yes:
        return True
    if not (asks and sys.stdin.isatty()):
        raise Refused("\n".join([*lines, "Mitään ei tehty. Jos haluat tämän, lisää --yes"]))
    say(list(lines))
    return str(typer.prompt("Jatketaanko? (k/e)", default="e")).strip().lower() in ("k", "kyllä", "joo")
