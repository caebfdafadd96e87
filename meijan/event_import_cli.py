"""The options of `meijan import-events`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from meijan.at_desk import desk
from meijan.terminal import refusals, say


def import_events(
    ctx: typer.Context,
    where: Annotated[str, typer.Argument(help="Osoite tai tiedosto: Linked Events (JSON) tai iCalendar (.ics)")],
    preview: Annotated[bool, typer.Option("--preview", "--dry-run", help="Näytä vain, mitä muuttuisi")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Tallenna kysymättä")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="Jätä uudet luonnoksiksi; muuten ne julkaistaan")] = False,
    area: Annotated[str, typer.Option(help="Alue kaikille; muuten se päätellään paikasta")] = "",
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Mitä on muuttunut tämän päivän jälkeen")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Lue kaikki, ei vain edellisen kerran jälkeen")] = False,
    cancel_missing: Annotated[
        bool, typer.Option("--cancel-missing", help="Peru tapahtumat, joita kalenterissa ei enää ole")
    ] = False,
    source: Annotated[str, typer.Option(help="Lähteen nimi; muuten osoite tai tiedoston nimi")] = "",
    report: Annotated[Path | None, typer.Option(help="Kirjoita kaikki rivit tähän tiedostoon")] = None,
    largest: Annotated[int, typer.Option(min=1, max=1000, help="Suurin vastaus tai tiedosto, megatavuja")] = 10,
    pages: Annotated[int, typer.Option(min=1, max=10_000, help="Kuinka monta sivua enintään")] = 500,
    allow_http: Annotated[bool, typer.Option("--allow-http", help="Salli salaamaton osoite")] = False,
) -> None:
    """Tuo tapahtumia toisesta järjestelmästä. Näyttää ensin, mitä muuttuu."""
    from meijan import event_import as at
    from meijan.event_fetch import Limits
    from service.calendar import HELSINKI

    options = at.Options(
        name=source,
        area=area,
        publish=not draft,
        since=since.replace(tzinfo=HELSINKI) if since is not None else None,
        whole=everything,
        cancel_missing=cancel_missing,
        report=report,
        limits=Limits(answer=largest * 1_000_000, pages=pages, http=allow_http),
    )
    with refusals():
        say(at.run(desk(ctx), where, options, yes=yes, preview=preview, ask=_sure))


def _sure() -> bool:
    return typer.confirm("Tallennetaanko?")
