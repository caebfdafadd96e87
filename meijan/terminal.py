"""What the commands share at a terminal: settings or a clear word, refusals in one line, no traceback."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

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
