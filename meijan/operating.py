"""The commands of whoever runs the service: serve, doctor, set-webhooks, backup, restore."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import Annotated

import typer

from meijan.settings import BadSettings, load
from meijan.terminal import refusals, say, settings


def serve() -> None:
    """Käynnistä palvelu."""
    gc.disable()  # as in __main__, until it serves
    from meijan.serving import serve as run

    chosen = settings()
    try:
        run(chosen)
    except BadSettings as error:
        typer.echo(f"Palvelu ei käynnisty. {error}", err=True)
        raise typer.Exit(2) from error


def doctor() -> None:
    """Tarkista, mitä puuttuu tai on väärin: asetukset, avaimet, tietokanta, kello, Telegram, Twilio.

    Loppukoodi: 0 kunnossa tai vain varoituksia, 1 virheitä, 2 asetuksia ei voi lukea.
    """
    from meijan import logs
    from meijan.doctor import Finding, Level, examine

    logs.quiet()
    try:
        chosen = load()
    except BadSettings as error:
        typer.echo(Finding(Level.ERROR, "Asetukset", str(error)).line)
        raise typer.Exit(2) from error
    findings = asyncio.run(examine(chosen))
    for finding in findings:
        typer.echo(finding.line)
    errors = sum(finding.level is Level.ERROR for finding in findings)
    warnings = sum(finding.level is Level.WARNING for finding in findings)
    typer.echo(f"Virheitä {errors}, varoituksia {warnings}." if errors or warnings else "Kaikki kunnossa.")
    raise typer.Exit(1 if errors else 0)


def set_webhooks() -> None:
    """Kerro Telegramille ja Twiliolle, mihin viestit lähetetään, ja aseta Telegramin komennot."""
    from meijan import logs
    from meijan.webhooks import set_all

    logs.quiet()
    chosen = settings()
    if not chosen.public_url.startswith("https://"):
        typer.echo(
            "MEIJAN_PUBLIC_URL puuttuu. Ilman sitä Telegramin viestit haetaan kyselyllä eikä webhookia tarvita;"
            " tekstiviestejä ei voi vastaanottaa."
            if not chosen.public_url
            else "MEIJAN_PUBLIC_URL: osoitteen pitää alkaa https://",
            err=True,
        )
        raise typer.Exit(1)
    done = asyncio.run(set_all(chosen))
    for line in done.lines:
        typer.echo(line)
    raise typer.Exit(1 if done.failed else 0)


def backup(to: Annotated[Path, typer.Argument(help="Uusi tiedosto, esimerkiksi /varmuus/2026-11-24")]) -> None:
    """Ota varmuuskopio. Palvelu saa olla käynnissä. Viereen tulee luettelo poistetuista: .erased"""
    from meijan import backup as at
    from store import schema
    from store.database import Database

    database = Database(settings().database_url, pool=1)
    try:
        schema.upgrade(database)
        with refusals():
            at.backup(database, to)
    finally:
        database.close()
    say([f"Varmuuskopio on tiedostossa {to}. Säilytä avaimet (MEIJAN_KEYS) muualla kuin kopio."])


def restore(
    source: Annotated[Path, typer.Argument(help="Varmuuskopio")],
    erased: Annotated[
        Path | None, typer.Option(help="Uusin .erased-luettelo, jos nykyistä tietokantaa ei enää ole")
    ] = None,
) -> None:
    """Palauta varmuuskopio ja poista uudelleen ne, jotka on sen jälkeen poistettu. Pysäytä palvelu ensin."""
    from meijan import backup as at
    from meijan.wiring import house
    from store.database import Database

    chosen = settings()
    database = Database(chosen.database_url, pool=1)
    try:
        with refusals():
            known = at.read_erased(erased) if erased is not None else []
            gone = at.restore(database, source, house(chosen), erased=known)
    except BadSettings as error:
        say([f"Tietokanta on palautettu, mutta avaimet eivät ole sen. {error}"])
        raise typer.Exit(1) from error
    finally:
        database.close()
    say([f"Valmis. Poistettuja, jotka olivat kopiossa ja poistettiin uudelleen: {gone}."])
