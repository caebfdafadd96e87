"""`meijan keys`: making, adding and changing the keys. A ring goes to standard output alone, words beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from meijan.settings import BadSettings, Settings
from meijan.terminal import settings
from store.sealing import BadKeys, KeyRing, Sealer

keys = typer.Typer(no_args_is_help=True, help="Salausavaimet.")

WHY = {
    "NOT_GROWN": "Uutta rengasta ei ole tehty nykyisestä. Tee se: meijan keys index",
    "DONE": "Hakemisto on jo uudella avaimella. Ota uusi rengas käyttöön asetuksessa MEIJAN_KEYS.",
    "OTHERS": "Avaimet eivät ole tämän tietokannan. Tarkista MEIJAN_KEYS ja MEIJAN_DATABASE_URL: meijan doctor",
    "RUNNING": "Palvelu on käynnissä. Pysäytä se joka koneella, odota viisi sekuntia ja yritä uudestaan.",
}


def _ring(chosen: Settings) -> KeyRing:
    """The ring of the settings; not the demo's, which nobody should carry on with. Raises BadSettings."""
    from meijan.wiring import key_ring

    ring = key_ring(chosen)
    if ring.default:
        raise BadSettings("MEIJAN_KEYS puuttuu. Tee avaimet: meijan keys new")
    return ring


def _aside(text: str) -> None:
    typer.echo(text, err=True)


@keys.command("new")
def new() -> None:
    """Tee uudet avaimet asetukseen MEIJAN_KEYS."""
    typer.echo(KeyRing.new().text())
    _aside("Tallenna rivi asetukseen MEIJAN_KEYS ja erilleen tietokannan varmuuskopioista. Ilman sitä mikään ei aukea.")


@keys.command("add")
def add() -> None:
    """Lisää renkaaseen uusi avain, jolla tästä lähtien suljetaan."""
    try:
        typer.echo(_ring(settings()).grown().text())
    except BadKeys as error:
        raise BadSettings(f"MEIJAN_KEYS: {error}") from error
    _aside("Vaihda rivi asetukseen MEIJAN_KEYS ja käynnistä palvelu uudelleen, kaikki koneet samalla kertaa.")
    _aside("Sulje sitten vanhat arvot uudella avaimella: meijan keys reseal")


@keys.command("index")
def index() -> None:
    """Tee rengas, jossa on uusi hakemistoavain. Ota se käyttöön vasta komennolla reindex."""
    typer.echo(_ring(settings()).reindexed().text())
    _aside("Tallenna rivi tiedostoon, pysäytä palvelu ja aja: meijan keys reindex --to TIEDOSTO")


@keys.command("reindex")
def reindex(to: Annotated[str, typer.Option(help="Tiedosto, jossa on uusi rengas")] = "") -> None:
    """Vie asukkaiden hakemisto uudelle avaimelle. Palvelun pitää olla pysäytettynä."""
    from store import rotation, schema
    from store.database import Database

    chosen = settings()
    old, new_ring = _ring(chosen), _new(chosen, to)
    database = Database(chosen.database_url, pool=1)
    schema.upgrade(database)
    try:
        done = rotation.reindex(
            database, old=old, new=new_ring, now=datetime.now(UTC), told=lambda n: _aside(f"{n} osoitetta …")
        )
    except rotation.Unfit as error:
        _aside(WHY[error.why.name])
        raise typer.Exit(0 if error.why is rotation.Why.DONE else 1) from error
    finally:
        database.close()
    typer.echo(f"Valmis: {done} osoitetta on uudella avaimella.")
    typer.echo(
        "Vaihda uusi rengas asetukseen MEIJAN_KEYS ja käynnistä palvelu. Vanhalla renkaalla se ei enää käynnisty."
    )
    typer.echo("Jätä renkaaseen was:-kohta viikoksi: siitä tunnistetaan viestit, jotka tulevat toiseen kertaan.")


def _new(chosen: Settings, to: str) -> KeyRing:
    """The ring that is to come. Raises BadSettings."""
    try:
        text = Path(to).read_text(encoding="utf-8") if to else chosen.keys_new.get_secret_value()
        if not text.strip():
            raise BadSettings("Uusi rengas puuttuu: --to TIEDOSTO tai MEIJAN_KEYS_NEW. Tee se: meijan keys index")
        return KeyRing.parse(text)
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"--to: tiedostoa {to} ei voi lukea") from error
    except BadKeys as error:
        raise BadSettings(f"{'--to' if to else 'MEIJAN_KEYS_NEW'}: {error}") from error


@keys.command("reseal")
def reseal() -> None:
    """Sulje vanhat arvot uusimmalla avaimella. Palvelu saa olla käynnissä, ja ajon voi keskeyttää."""
    from store import rotation, schema
    from store.database import Database

    chosen = settings()
    ring = _ring(chosen)
    database = Database(chosen.database_url, pool=1)
    schema.upgrade(database)
    try:
        done = rotation.reseal(database, Sealer(ring), told=lambda n: _aside(f"{n} arvoa …"))
        with database.read() as db:
            used = rotation.in_use(db)
    finally:
        database.close()
    typer.echo(f"Valmis: {done} arvoa suljettiin avaimella {max(ring.seals)}.")
    idle = sorted(set(ring.seals) - used - {max(ring.seals)})
    if idle:
        typer.echo(f"Renkaasta voi poistaa: {', '.join(map(str, idle))}. Vanhat varmuuskopiot tarvitsevat niitä yhä.")
