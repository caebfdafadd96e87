"""What is on our side: settings, keys, database, disk."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from pathlib import Path

import psycopg
from dotenv import dotenv_values
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from meijan.doctor.finding import Finding, error, ok, remember, warning
from meijan.serving import MISFITS
from meijan.settings import BadSettings, Settings, strange
from meijan.texts import overrides
from meijan.texts.screens import most_parts, screens, shown, size
from meijan.wiring import house, key_ring, wording
from service.elections import waiting
from service.voikko import lemmas
from service.wording import LANGUAGES
from sms.parts import count
from store import bell, schema
from store.database import Database
from store.sealed import misfit
from store.sealing import Sealer
from store.similar import without_lemmas

ENOUGH = 1024**3
LITTLE = 100 * 1024**2
ENV = Path(".env")


def settings(chosen: Settings) -> list[Finding]:
    """The settings as such."""
    found = [ok("Asetukset", "luettu.")]
    unknown = strange({**dotenv_values(ENV), **os.environ})
    if unknown:
        found.append(warning("Asetukset", f"tuntematon: {', '.join(unknown)}. Kirjoitusvirhe? Katso docs/settings.md"))
    if ENV.exists() and stat.S_IMODE(ENV.stat().st_mode) & 0o077:
        found.append(warning("Asetukset", "muut käyttäjät voivat lukea tiedoston .env. Aja: chmod 600 .env"))
    if not (chosen.telegram or chosen.sms):
        found.append(error("Asetukset", "yhtään kanavaa ei ole: MEIJAN_TELEGRAM_TOKEN tai MEIJAN_TWILIO_*"))
    return [*found, *_texts(chosen), _address(chosen)]


def _texts(chosen: Settings) -> list[Finding]:
    return [*_own_texts(chosen), *_long_messages(chosen)]


def _long_messages(chosen: Settings) -> list[Finding]:
    """Text messages of one part that cost more here, by the city's name or its own texts."""
    words = wording(chosen)
    found = (
        (language, name, size(shown(say, language, words)).parts)
        for language in LANGUAGES
        for name, say in screens(language, words, chosen.names)
    )
    dear = ", ".join(f"{name} ({language}) {parts} osaa" for language, name, parts in found if parts > most_parts(name))
    return [warning("Tekstit", f"pitkä kaupungin nimi tai oma teksti: {dear}.")] if dear else []


def _own_texts(chosen: Settings) -> list[Finding]:
    if not chosen.texts:
        return []
    try:
        own = overrides.read(Path(chosen.texts))
    except overrides.Unreadable as problem:
        return [error("Tekstit", f"{problem} Käytämme alkuperäisiä tekstejä. Tarkista MEIJAN_TEXTS")]
    if own.refused:
        return [error("Tekstit", f"{len(own.refused)} omaa tekstiä ei kelpaa. Katso: meijan texts check")]
    return [ok("Tekstit", f"omia {sum(map(len, own.own.values()))}.")]


def _address(chosen: Settings) -> Finding:
    url = chosen.public_url
    if not url:
        return warning(
            "Osoite", "MEIJAN_PUBLIC_URL puuttuu: Telegram toimii kyselyllä, tekstiviestejä ei voi ottaa vastaan."
        )
    if not url.startswith("https://"):
        return error("Osoite", "MEIJAN_PUBLIC_URL: osoitteen pitää alkaa https://")
    return ok("Osoite", f"{url}")


def store(chosen: Settings) -> list[Finding]:
    """Keys, database and the disk below it. Makes no database."""
    found: list[Finding] = []
    sealer: Sealer | None = None
    try:
        ring = key_ring(chosen)
        if ring.default:
            found.append(error("Avaimet", "MEIJAN_KEYS puuttuu. Tee avaimet: meijan keys new"))
        else:
            sealer = Sealer(ring)
            was = ", mukana vanha hakemistoavain (was), jonka voi poistaa viikon jälkeen" if ring.was else ""
            found.append(ok("Avaimet", f"renkaassa {len(ring.seals)}{was}."))
    except BadSettings as problem:
        found.append(error("Avaimet", f"{problem}. Tee avaimet: meijan keys new"))
    try:
        url = make_url(chosen.database_url)
    except ArgumentError:
        return [*found, error("Tietokanta", "MEIJAN_DATABASE_URL ei ole tietokannan osoite.")]
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        found += _disk(path.parent)
        if not path.exists():
            return [*found, warning("Tietokanta", f"{path} puuttuu. meijan serve tekee sen käynnistyessään.")]
    return [*found, *_database(chosen, sealer)]


def _disk(folder: Path) -> list[Finding]:
    """Room and the right to write, in the folder or where it would be made."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError:
        return [error("Levy", f"kansioon {folder} ei voi kirjoittaa. Anna palvelun käyttäjälle oikeus siihen.")]
    free = shutil.disk_usage(place).free
    text = f"vapaata {free / ENOUGH:.1f} Gt kansiossa {folder}"
    if free < LITTLE:
        return [error("Levy", f"{text}. Viestejä ei kohta voi ottaa vastaan: vapauta tilaa.")]
    if free < ENOUGH:
        return [warning("Levy", f"{text}. Vapauta tilaa.")]
    return [ok("Levy", f"{text}.")]


def _database(chosen: Settings, sealer: Sealer | None) -> list[Finding]:
    try:
        database = Database(chosen.database_url, pool=1)
    except (SQLAlchemyError, ImportError, OSError) as problem:
        return [error("Tietokanta", f"ei aukea ({type(problem).__name__}). Tarkista MEIJAN_DATABASE_URL.")]
    try:
        with database.read() as db:
            now = schema.revision(db)
            if now != schema.head():
                return [_not_at_head(now)]
            fits = misfit(db, sealer) if sealer is not None else None
            bare = without_lemmas(db)
            waits = waiting.lines(db, house(chosen), count=count) if sealer is not None and fits is None else []
    except DBAPIError as problem:
        # its own words may quote an address with its password
        return [
            error("Tietokanta", f"ei vastaa ({type(problem.orig).__name__}). Tarkista MEIJAN_DATABASE_URL ja palvelin.")
        ]
    finally:
        database.close()
    found = [ok("Tietokanta", f"{'SQLite' if database.sqlite else 'PostgreSQL'}, rakenne {now}, ajan tasalla.")]
    if fits is not None:
        found.append(error("Avaimet", f"eivät ole tämän tietokannan: {MISFITS[fits]}."))
    elif sealer is not None:
        found.append(ok("Avaimet", "avaavat tietokannan arvot ja löytävät asukkaat."))
    elections = (warning("Äänestykset", line) for line in waits)
    return [*found, _words(bare), *elections, *([] if database.sqlite else [_bell(database)])]


def _words(bare: int) -> Finding:
    """How similar ideas are found; `bare` are published without base forms."""
    if lemmas() is None:
        return remember(
            "Voikko",
            "puuttuu: samanlaisia ideoita etsitään sanojen aluilla, ja niitä löytyy vähemmän. Katso docs/similar.md",
        )
    if bare:
        return warning("Voikko", f"ideoita ilman perusmuotoja: {bare}. Aja: meijan idea reindex")
    return ok("Voikko", "samanlaisia ideoita etsitään perusmuodoilla.")


def _bell(database: Database) -> Finding:
    """Can a replica that takes a message wake the one that sends?"""
    try:
        heard = bell.works(database.url)
    except psycopg.Error as problem:
        return warning("Herätys", f"ei voitu kokeilla ({type(problem).__name__}).")
    if heard:
        return ok("Herätys", "LISTEN/NOTIFY toimii: vastaus lähtee heti, kun viesti on tallessa.")
    return warning(
        "Herätys",
        "NOTIFY ei kuulu. Onko välissä PgBouncer transaction-tilassa? Vastaus lähtee silti, mutta usean koneen kesken"
        " jopa 2 sekuntia myöhemmin. Anna MEIJAN_DATABASE_URL, joka vie suoraan PostgreSQL:ään.",
    )


def _not_at_head(now: str | None) -> Finding:
    if now is None:
        return error("Tietokanta", "tyhjä. Aja: meijan migrate")
    if schema.known(now):
        return error("Tietokanta", f"rakenne {now}, uusin on {schema.head()}. Aja: meijan migrate")
    return error("Tietokanta", f"rakenne {now} on uudempi kuin tämä ohjelma. Asenna uusin versio.")
