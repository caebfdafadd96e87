"""The `meijan` command in this process, and networks for it to talk to."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from meijan import cli
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork
from store.sealing import KeyRing

PUBLIC = "https://kanava.example"
RING = KeyRing.new()


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own without settings from outside."""
    for name in [name for name in os.environ if name.startswith("MEIJAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def meijan(clean: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """`meijan("keys", "add", KEYS="…")`: arguments, and settings without their MEIJAN_."""

    def run(*args: str, **settings: str) -> Ran:
        with monkeypatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(f"MEIJAN_{name}", value)
            patch.setattr(sys, "argv", ["meijan", *args])
            capfd.readouterr()
            code = 0
            try:
                cli.main()
            except SystemExit as end:
                code = int(end.code or 0)
            printed = capfd.readouterr()
        return Ran(code, printed.out, printed.err)

    return run


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramNetwork]:
    network = TelegramNetwork("123456:secret-token")
    await network.start()
    yield network
    await network.stop()


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioNetwork]:
    network = TwilioNetwork(auth_token="secret-token")
    await network.start()
    yield network
    await network.stop()


def environment(telegram: TelegramNetwork, twilio: TwilioNetwork, url: str) -> dict[str, str]:
    """Settings of a city that is set up, but for the addresses of the two networks."""
    return {
        "DATABASE_URL": url,
        "PUBLIC_URL": PUBLIC,
        "KEYS": RING.text(),
        "TELEGRAM_TOKEN": telegram.token,
        "TELEGRAM_SECRET": "hush",
        "TELEGRAM_API": telegram.base_url,
        "TWILIO_ACCOUNT_SID": twilio.account_sid,
        "TWILIO_AUTH_TOKEN": twilio.auth_token,
        "TWILIO_NUMBER": twilio.number,
        "TWILIO_MESSAGING_SERVICE_SID": twilio.service_sid,
        "TWILIO_API": twilio.base_url,
    }
