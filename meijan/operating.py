"""The commands of whoever runs the service: serve, doctor, set-webhooks."""

from __future__ import annotations

import asyncio
import gc

import typer

from meijan.settings import BadSettings, load
from meijan.terminal import settings


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
