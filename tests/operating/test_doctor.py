"""The doctor over real sockets: nothing to say of a city that is set up, and one clear line for each thing wrong."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bench.similar import publish
from meijan.demo.faults import Fault, Faults
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork
from meijan.desk import Desk
from meijan.doctor import Finding, Level, examine, house
from meijan.settings import Settings, load
from meijan.texts.book import original
from meijan.webhooks import set_all
from service.house import House
from service.terms import Terms
from store import people, schema
from store.database import Database
from store.sealing import KeyRing, Sealer
from tests.operating.conftest import PUBLIC, RING, Command, environment

PATIENCE = 3.0  # seconds: a busy machine must not look like a dead provider


@dataclass
class City:
    """A city that is set up; a test breaks one thing and asks the doctor."""

    telegram: TelegramNetwork
    twilio: TwilioNetwork
    url: str
    settings: dict[str, Any] = field(default_factory=dict)

    def load(self, **more: Any) -> Settings:
        given = {name.lower(): value for name, value in environment(self.telegram, self.twilio, self.url).items()}
        return load(**{**given, **self.settings, **more})

    async def findings(self, **more: Any) -> list[Finding]:
        return await examine(self.load(**more), patience=PATIENCE)

    async def wrong(self, **more: Any) -> list[str]:
        """Lines that are neither right nor reminders."""
        found = await self.findings(**more)
        return [finding.line for finding in found if finding.level in (Level.WARNING, Level.ERROR)]


@pytest.fixture
async def city(clean: Path, telegram: TelegramNetwork, twilio: TwilioNetwork, sqlite_url: str) -> City:
    city = City(telegram, twilio, sqlite_url)
    set_up = await set_all(city.load())
    assert not set_up.failed
    return city


async def test_a_city_that_is_set_up(city: City) -> None:
    found = await city.findings()
    assert [f.line for f in found if f.level in (Level.WARNING, Level.ERROR)] == []
    said = "\n".join(f.line for f in found)
    for word in (
        "ajan tasalla",
        "@meijan_demo_bot",
        f"{PUBLIC}/telegram",
        f"{PUBLIC}/sms#rc=3&rp=ct,5xx",
        "28 L/2025 M",
    ):
        assert word in said
    for secret in (city.telegram.token, "hush", city.twilio.auth_token, RING.text()):
        assert secret not in said


async def test_the_command_says_so_and_ends_with_nought(city: City, meijan: Command) -> None:
    done = await asyncio.to_thread(meijan, "doctor", **environment(city.telegram, city.twilio, city.url))
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("Kaikki kunnossa.\n")
    bad = environment(city.telegram, city.twilio, city.url) | {"TELEGRAM_TOKEN": "1:wrong"}
    done = await asyncio.to_thread(meijan, "doctor", **bad)
    assert done.code == 1
    assert "VIRHE     Telegram: MEIJAN_TELEGRAM_TOKEN ei kelpaa" in done.out
    assert done.out.endswith("Virheitä 1, varoituksia 0.\n")


async def test_warnings_alone_end_with_nought(city: City, meijan: Command) -> None:
    settings = {k: v for k, v in environment(city.telegram, city.twilio, city.url).items() if "TWILIO" not in k}
    done = await asyncio.to_thread(meijan, "doctor", **settings)
    assert done.code == 0
    assert "VAROITUS  Tekstiviestit: pois päältä" in done.out
    assert done.out.endswith("Virheitä 0, varoituksia 1.\n")


async def test_a_clock_that_nobody_can_tell(city: City) -> None:
    await city.telegram.refuse()
    await city.twilio.refuse()
    lines = await city.wrong()
    assert "VAROITUS  Kello: ei voitu tarkistaa: Telegram, Twilio ei vastaa." in lines
    await city.telegram.listen()
    await city.twilio.listen()


def test_settings_that_cannot_be_read(meijan: Command) -> None:
    done = meijan("doctor", PORT="nonsense")
    assert done.code == 2
    assert done.out.startswith("VIRHE     Asetukset: MEIJAN_PORT")
    missing = meijan("doctor", KEYS_FILE="/nowhere")
    assert (missing.code, "MEIJAN_KEYS_FILE" in missing.out) == (2, True)


# -- our side


async def test_no_keys_and_broken_keys(city: City) -> None:
    assert await city.wrong(keys="") == ["VIRHE     Avaimet: MEIJAN_KEYS puuttuu. Tee avaimet: meijan keys new"]
    (line,) = await city.wrong(keys="1:YQ==")
    assert line.startswith("VIRHE     Avaimet: MEIJAN_KEYS: ")


@pytest.mark.parametrize(
    ("ring", "says"),
    [
        (KeyRing.new(), "toisen tietokannan"),
        (RING.reindexed(), "hakemistoavain"),
        (KeyRing({9: b"9" * 32}, RING.index), "renkaasta puuttuu avain"),
    ],
)
async def test_keys_of_another_database(city: City, ring: KeyRing, says: str) -> None:
    meet(city.url, RING)
    assert await city.wrong() == []
    (line,) = await city.wrong(keys=ring.text())
    assert line.startswith("VIRHE     Avaimet: eivät ole tämän tietokannan")
    assert says in line


async def test_a_database_that_began_with_the_demo_keys(city: City) -> None:
    meet(city.url, KeyRing.demo())
    (line,) = await city.wrong()
    assert "esittelyn avaimilla" in line


def meet(url: str, ring: KeyRing) -> None:
    database = Database(url, pool=1)
    with database.write() as db:
        people.meet(db, sealer=Sealer(ring), channel="sms", value="+358401234567", now=datetime.now(UTC))
    database.close()


async def test_databases_that_are_missing_empty_old_and_new(city: City, clean: Path) -> None:
    missing = f"sqlite:///{clean}/new/meijan.db"
    (line,) = await city.wrong(database_url=missing)
    assert line.startswith("VAROITUS  Tietokanta: ")
    assert not (clean / "new").exists()  # the doctor changes nothing
    empty = f"sqlite:///{clean}/empty.db"
    Database(empty, pool=1).engine.connect().close()
    assert await city.wrong(database_url=empty) == ["VIRHE     Tietokanta: tyhjä. Aja: meijan migrate"]
    set_revision(city.url, "0001_not")
    (line,) = await city.wrong()
    assert "uudempi kuin tämä ohjelma" in line


async def test_a_database_behind_the_program(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "head", lambda: "9999")
    (line,) = await city.wrong()
    assert line.startswith("VIRHE     Tietokanta: rakenne ")
    assert line.endswith("Aja: meijan migrate")


def set_revision(url: str, revision: str) -> None:
    database = Database(url, pool=1)
    with database.write() as db:
        db.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
    database.close()


async def test_a_database_that_is_away(city: City) -> None:
    (line,) = await city.wrong(database_url="postgresql+psycopg://meijan:secret-word@127.0.0.1:1/meijan")
    assert line.startswith("VIRHE     Tietokanta: ei vastaa")
    assert "secret-word" not in line
    (line,) = await city.wrong(database_url="mysql://x/y")
    assert line.startswith("VIRHE     Tietokanta: ei aukea")
    (line,) = await city.wrong(database_url="nonsense")
    assert line == "VIRHE     Tietokanta: MEIJAN_DATABASE_URL ei ole tietokannan osoite."


async def test_postgresql_is_looked_at_alike(city: City, database_url: str) -> None:
    meet(database_url, RING)
    assert await city.wrong(database_url=database_url) == []
    (line,) = await city.wrong(database_url=database_url, keys=RING.reindexed().text())
    assert "hakemistoavain" in line


async def test_similar_ideas_with_voikko_and_without(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reminder where it is missing; a warning where it came after the first ideas, until they are indexed anew."""

    async def said() -> str:
        (line,) = [finding.line for finding in await city.findings() if finding.about == "Voikko"]
        return line

    meet(city.url, RING)
    database = Database(city.url, pool=1)
    with database.write() as db:
        publish(db, ["Penkkejä rantaan"], Terms())
    monkeypatch.setattr(house, "lemmas", lambda: None)
    assert (await said()).startswith("MUISTA")
    lemmas = {"penkkejä": "penkki"}.get
    monkeypatch.setattr(house, "lemmas", lambda: lemmas)
    assert "VAROITUS  Voikko: ideoita ilman perusmuotoja: 1. Aja: meijan idea reindex" in await said()
    desk = Desk(database, House(Sealer(RING), original(), terms=Terms(lambda word: [lemmas(word.lower()) or word])))
    assert desk.idea_reindex() == ["Hakemistossa on nyt 1 julkaistua ideaa: perusmuodot ja sanojen alut."]
    assert (await said()).startswith("OK")
    database.close()


@pytest.mark.parametrize(("free", "level"), [(10 * 1024**2, "VIRHE"), (500 * 1024**2, "VAROITUS")])
async def test_little_room(city: City, monkeypatch: pytest.MonkeyPatch, free: int, level: str) -> None:
    usage = type(shutil.disk_usage("/"))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**12, 10**12 - free, free))  # type: ignore[call-arg]
    (line,) = await city.wrong()
    assert line.startswith(f"{level:<8}  Levy: vapaata ")


async def test_a_folder_that_cannot_be_written_to(city: City) -> None:
    found = await city.wrong(database_url="sqlite:////proc/meijan/meijan.db")
    assert found[0].startswith("VIRHE     Levy: kansioon /proc/meijan ei voi kirjoittaa")


async def test_slips_of_the_pen_and_open_files(city: City, clean: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEIJAN_TELEGRM_TOKEN", "1:a")
    (clean / ".env").write_text("MEIJAN_KEYZ_FILE=x\n")
    (clean / ".env").chmod(0o644)
    slip, open_file = await city.wrong()
    assert "tuntematon: MEIJAN_KEYZ_FILE, MEIJAN_TELEGRM_TOKEN." in slip
    assert open_file.endswith("Aja: chmod 600 .env")


async def test_an_address_without_https(city: City) -> None:
    assert "VIRHE     Osoite: MEIJAN_PUBLIC_URL: osoitteen pitää alkaa https://" in await city.wrong(
        public_url="http://kanava.example"
    )


async def test_no_channel_at_all(city: City) -> None:
    found = await city.wrong(telegram_token="", twilio_account_sid="")
    assert [line[:8].strip() for line in found] == ["VIRHE", "VAROITUS", "VAROITUS"]
    assert "yhtään kanavaa ei ole" in found[0]


@pytest.mark.parametrize(("seconds", "way"), [(90, "jäljessä"), (-90, "edellä")])
async def test_a_clock_that_is_wrong(city: City, seconds: int, way: str) -> None:
    city.twilio.clock = lambda: datetime.now(UTC) + timedelta(seconds=seconds)
    (line,) = await city.wrong()
    assert line.startswith("VIRHE     Kello: on ")
    assert f"s {way} (Twilio)" in line


async def test_a_clock_that_is_nearly_right(city: City) -> None:
    city.telegram.clock = lambda: datetime.now(UTC) + timedelta(seconds=20)
    assert await city.wrong() == []


# -- Telegram


def failing(fault: Fault) -> Faults:
    return Faults(share={fault: 1.0}, only=frozenset({"getMe"}))


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault.SERVER_ERROR, "häiriö"),
        (Fault.SILENT, "ei vastaa ajoissa"),
        (Fault.HANG_UP, "katkesi"),
        (Fault.TOO_MANY, "liikaa kyselyjä"),
    ],
)
async def test_telegram_in_trouble_is_one_line(city: City, fault: Fault, says: str) -> None:
    city.telegram.faults = failing(fault)
    (line,) = await city.wrong()
    assert line.startswith("VIRHE     Telegram: ")
    assert says in line


async def test_telegram_out_of_reach(city: City) -> None:
    await city.telegram.refuse()
    (line,) = await city.wrong()
    assert line.startswith("VIRHE     Telegram: yhteyttä ei saada")
    await city.telegram.listen()


async def test_a_token_that_is_no_good(city: City) -> None:
    (line,) = await city.wrong(telegram_token="123456:other")
    assert line == "VIRHE     Telegram: MEIJAN_TELEGRAM_TOKEN ei kelpaa. Tarkista se BotFatherilta."
    (line,) = await city.wrong(telegram_token="nonsense")
    assert line.startswith("VIRHE     Telegram: MEIJAN_TELEGRAM_*")
    assert "nonsense" not in line


async def test_a_secret_is_needed_with_a_webhook(city: City) -> None:
    (line,) = await city.wrong(telegram_secret="")
    assert line.startswith("VIRHE     Telegram: MEIJAN_TELEGRAM_SECRET puuttuu")


async def test_the_webhook_is_missing_elsewhere_or_deaf(city: City) -> None:
    updates = city.telegram.updates
    assert updates.webhook is not None
    updates.webhook.url = "https://muualla.example/telegram"
    (line,) = await city.wrong()
    assert line == "VIRHE     Telegram: webhook on muualla: https://muualla.example/telegram. Aja: meijan set-webhooks"
    updates.webhook.url = f"{PUBLIC}/telegram"
    updates.allowed = ["message"]
    (line,) = await city.wrong()
    assert "allowed_updates" in line
    updates.delete_webhook(drop_pending=False)
    (line,) = await city.wrong()
    assert line == "VIRHE     Telegram: webhookia ei ole asetettu. Aja: meijan set-webhooks"


async def test_errors_and_queues_at_telegram(city: City) -> None:
    webhook = city.telegram.updates.webhook
    assert webhook is not None
    webhook.last_error = "Wrong response from the webhook: 502 Bad Gateway"
    webhook.last_error_at = datetime.now(UTC) - timedelta(minutes=5)
    (line,) = await city.wrong()
    assert line.startswith("VAROITUS  Telegram: viimeisen tunnin aikana virhe: Wrong response")
    webhook.last_error_at = datetime.now(UTC) - timedelta(hours=5)
    assert await city.wrong() == []


async def test_without_an_address_it_polls(city: City) -> None:
    """And SMS can't be received, which is said too."""
    found = [f.line for f in await city.findings(public_url="")]
    assert any(
        "VAROITUS  Telegram: viestit haetaan kyselyllä, mutta botille on asetettu webhook" in line for line in found
    )
    city.telegram.updates.delete_webhook(drop_pending=False)
    found = [f.line for f in await city.findings(public_url="")]
    assert (
        "OK        Telegram: viestit haetaan kyselyllä (ei MEIJAN_PUBLIC_URL), webhookia ei ole eikä saa olla." in found
    )
    assert any(line.startswith("VAROITUS  Osoite: MEIJAN_PUBLIC_URL puuttuu") for line in found)


async def test_a_menu_of_commands_that_is_not_ours(city: City) -> None:
    city.telegram.methods.settings.commands.clear()
    (line,) = await city.wrong()
    assert line.startswith("VAROITUS  Telegram: komentovalikko ei ole ajan tasalla")


# -- Twilio


Break = Callable[[TwilioNetwork], object]


def without_retries(twilio: TwilioNetwork) -> None:
    twilio.service.inbound_url = f"{PUBLIC}/sms"


def elsewhere(twilio: TwilioNetwork) -> None:
    twilio.service.inbound_url = "https://muualla.example/sms"


def by_get(twilio: TwilioNetwork) -> None:
    twilio.service.inbound_method = "GET"


def calls_elsewhere(twilio: TwilioNetwork) -> None:
    twilio.voice_url = "https://demo.twilio.com/welcome/voice/"


def suspended(twilio: TwilioNetwork) -> None:
    twilio.service.status = "suspended"


def on_trial(twilio: TwilioNetwork) -> None:
    twilio.service.kind = "Trial"


def out_of_the_pool(twilio: TwilioNetwork) -> None:
    twilio.in_service = False


@pytest.mark.parametrize(
    ("breaks", "says"),
    [
        (without_retries, "VIRHE     Tekstiviestit: Messaging Service: osoitteesta puuttuu #rc=3&rp=ct,5xx"),
        (elsewhere, "VIRHE     Tekstiviestit: Messaging Service: osoite on https://muualla.example/sms (POST)"),
        (by_get, f"VIRHE     Tekstiviestit: Messaging Service: osoite on {PUBLIC}/sms#rc=3&rp=ct,5xx (GET)"),
        (calls_elsewhere, "VIRHE     Tekstiviestit: puhelut: osoite on https://demo.twilio.com/welcome/voice/"),
        (suspended, "VIRHE     Tekstiviestit: Twilion tili ei ole käytössä (suspended)"),
        (on_trial, "VAROITUS  Tekstiviestit: Twilion tili on kokeilutili"),
        (out_of_the_pool, "VIRHE     Tekstiviestit: +358457000000 ei ole Messaging Servicen lähettäjissä"),
    ],
)
async def test_one_thing_wrong_at_twilio(city: City, breaks: Break, says: str) -> None:
    breaks(city.twilio)
    (line,) = await city.wrong()
    assert line.startswith(says)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"twilio_auth_token": "wrong"}, "MEIJAN_TWILIO_ACCOUNT_SID tai MEIJAN_TWILIO_AUTH_TOKEN ei kelpaa"),
        ({"twilio_messaging_service_sid": "MG" + 32 * "f"}, "MEIJAN_TWILIO_MESSAGING_SERVICE_SID: sellaista ei"),
        ({"twilio_number": "+358457999999", "twilio_messaging_service_sid": ""}, "+358457999999 ei ole tällä tilillä"),
    ],
)
async def test_settings_that_are_not_the_accounts(city: City, settings: dict[str, str], says: str) -> None:
    lines = await city.wrong(**settings, twilio_opt_out="default")
    assert [line for line in lines if says in line] == lines
    assert len(lines) == 1


async def test_a_name_as_sender_cannot_be_answered(city: City) -> None:
    lines = await city.wrong(twilio_number="Mikkeli")
    assert any("Nimi lähettäjänä ei voi ottaa vastaan LOPETA-viestiä" in line for line in lines)


async def test_a_number_without_a_service(city: City) -> None:
    """Its own addresses count then; and Advanced Opt-Out is not to be had."""
    alone = {"twilio_messaging_service_sid": ""}
    lines = await city.wrong(**alone)
    assert lines[0].startswith("VIRHE     Tekstiviestit: viestit: osoite on tyhjä")
    assert lines[1].startswith("VAROITUS  Tekstiviestit: MEIJAN_TWILIO_OPT_OUT=freed, mutta Messaging Service puuttuu")
    await set_all(city.load(**alone))
    assert await city.wrong(**alone, twilio_opt_out="default") == []


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault.SERVER_ERROR, "häiriö"),
        (Fault.SILENT, "ei vastaa ajoissa"),
        (Fault.HANG_UP, "katkesi"),
        (Fault.TOO_MANY, "liikaa kyselyjä"),
    ],
)
@pytest.mark.parametrize("call", ["account", "service", "number"])
async def test_twilio_in_trouble_is_one_line(city: City, call: str, fault: Fault, says: str) -> None:
    city.twilio.faults = Faults(share={fault: 1.0}, only=frozenset({call}))
    (line,) = await city.wrong()
    assert line.startswith("VIRHE     Tekstiviestit: Twilio: ")
    assert says in line


async def test_twilio_out_of_reach(city: City) -> None:
    await city.twilio.refuse()
    (line,) = await city.wrong()
    assert line.startswith("VIRHE     Tekstiviestit: Twilio: yhteyttä ei saada")
    await city.twilio.listen()


async def test_a_check_that_fails_itself_is_a_line(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> list[Finding]:
        raise ZeroDivisionError

    monkeypatch.setattr("meijan.doctor.telegram.look", broken)
    assert await city.wrong() == ["VIRHE     Telegram: tarkistus keskeytyi (ZeroDivisionError)."]
