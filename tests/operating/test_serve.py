"""What `meijan serve` refuses to start with, and what it says of a channel that is off."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store import people
from store.database import Database
from store.sealing import KeyRing, Sealer
from tests.operating.conftest import Command


def test_without_keys_it_does_not_start(meijan: Command) -> None:
    done = meijan("serve")
    assert done.code == 2
    assert done.err == "Palvelu ei käynnisty. MEIJAN_KEYS puuttuu. Tee avaimet: meijan keys new\n"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"KEYS": "nonsense"}, "MEIJAN_KEYS"),
        ({"PUBLIC_URL": "http://kanava.example"}, "https://"),
        ({"PUBLIC_URL": "https://kanava.example", "TELEGRAM_TOKEN": "1:a"}, "MEIJAN_TELEGRAM_SECRET puuttuu"),
        ({"TELEGRAM_TOKEN": "nonsense"}, "MEIJAN_TELEGRAM_"),
        ({"PORT": "nonsense"}, "MEIJAN_PORT"),
        ({"TWILIO_OPT_OUT": "free"}, "MEIJAN_TWILIO_OPT_OUT"),
    ],
)
def test_what_cannot_work_is_one_line(meijan: Command, settings: dict[str, str], says: str) -> None:
    done = meijan("serve", **{"KEYS": KeyRing.new().text(), **settings})
    assert done.code == 2
    assert says in done.err
    assert "nonsense" not in done.err  # a value may be a secret


def test_the_keys_of_another_database(meijan: Command, sqlite_url: str) -> None:
    """With another index key every resident would be a stranger, and nobody would notice."""
    ring = KeyRing.new()
    database = Database(sqlite_url)
    with database.write() as db:
        people.meet(db, sealer=Sealer(ring), channel="sms", value="+358401234567", now=datetime.now(UTC))
    database.close()
    for other, says in ((KeyRing.new(), "toisen tietokannan"), (ring.reindexed(), "hakemistoavain")):
        done = meijan("serve", KEYS=other.text(), DATABASE_URL=sqlite_url)
        assert (done.code, says in done.err) == (2, True)


def test_a_database_that_is_away(meijan: Command) -> None:
    url = "postgresql+psycopg://meijan:secret-word@127.0.0.1:1/meijan"
    done = meijan("serve", KEYS=KeyRing.new().text(), DATABASE_URL=url)
    assert (done.code, "Tietokanta ei toimi" in done.err) == (1, True)
    assert "secret-word" not in done.err
    assert "Traceback" not in done.err


def test_channels_that_are_off_say_so_and_the_service_is_ready(clean: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "MEIJAN_KEYS": KeyRing.new().text(), "MEIJAN_PORT": str(port)}
    environment |= {"MEIJAN_TWILIO_ACCOUNT_SID": "AC1", "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-m", "meijan", "serve"], cwd=clean, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            ready(f"http://127.0.0.1:{port}/health/ready", within=20)
        finally:
            process.send_signal(signal.SIGTERM)
            _, printed = process.communicate(timeout=20)
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    off = {line["channel"]: line["why"] for line in lines if line["event"] == "channel_off"}
    assert off == {
        "telegram": "MEIJAN_TELEGRAM_TOKEN puuttuu",
        "sms": "MEIJAN_TWILIO_AUTH_TOKEN, MEIJAN_TWILIO_NUMBER puuttuu",
    }
    assert "Traceback" not in printed


def ready(url: str, *, within: float) -> None:
    """Wait until the service answers that it can take messages."""
    until = time.monotonic() + within
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                assert json.load(answer)["database"] is True
                return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
