"""A busy day with every log at its loudest: no number, no name, no token, no word that a person wrote."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import structlog

import meijan.app
from meijan import logs
from meijan.demo.faults import Fault
from service.channel import Inbound, Taken
from tests.sockets import said
from tests.sockets.city import AUTH, SECRET, TOKEN, VEIKKO
from tests.sockets.conftest import Start
from tests.sockets.forged import message, post_form, post_update, update

AINO = "+358401234567"
WORDS = (
    "Penkkejä",
    "rantaraitille",
    "Virtanen",
    "Ristiina-seura",
    "palveluohja",
    "kotiapua",
    "010150",
    "Tahan",
    "punane",
)
PEOPLE = ("Aino", "7001", AINO, AINO[4:], VEIKKO, VEIKKO[4:], "372555", "40 765", "040 123")
SECRETS = (TOKEN, TOKEN.split(":")[1], SECRET, AUTH)


@dataclass
class Log:
    """What was written, and what it was before the mask."""

    written: io.StringIO = field(default_factory=io.StringIO)
    raw: list[str] = field(default_factory=list)

    def event(self, _logger: object, _name: str, event: Any) -> Any:
        self.raw.append(repr(event))
        return event


class Raw(logging.Handler):
    """Records as they were made."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name} {record.getMessage()}")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """Everything that a process would write at DEBUG, its own records and those of every library."""
    log, root = Log(), logging.getLogger()
    before = (root.handlers[:], root.level, {name: logging.getLogger(name).level for name in root.manager.loggerDict})
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", log.written)
        logs.set_up("DEBUG")
    root.handlers.insert(0, Raw(log.raw))
    processors = structlog.get_config()["processors"]
    structlog.configure(processors=[log.event, *processors], cache_logger_on_first_use=False)
    yield log
    structlog.reset_defaults()
    root.handlers[:], root.level = before[:2]
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)


def personal(lines: list[str]) -> list[str]:
    """Lines that say too much."""
    return [line for line in lines if any(word in line for word in (*WORDS, *PEOPLE, *SECRETS))]


async def test_nothing_personal_is_logged(start: Start, log: Log) -> None:
    city = await start()
    aino, net, sms = city.aino, city.telegram, city.sms
    net.write(aino, "/idea Penkkejä rantaraitille. T. Aino Virtanen 010150-900X")
    await city.tap(aino, "Otava")
    await city.tap(aino, "Yhdistyksen idea")
    net.write(aino, "Ristiina-seura")
    await city.told(aino, said.CHECK)
    net.send_photo(aino, b"no picture", "Penkkejä")
    net.share_contact(aino)
    net.tap(aino, aino.last.id, "Penkkejä rantaraitille", forged=True)
    await city.rest()
    sms.faults.fail_next(Fault.TOO_MANY)
    sms.faults.fail_next(Fault.TAKEN_ERROR)
    sms.faults.fail_next(Fault.HANG_UP)
    for fault in (Fault.TOO_MANY, Fault.SERVER_ERROR, Fault.HANG_UP, Fault.FORBIDDEN):
        net.faults.fail_next(fault, only="sendMessage")
    for text in ("Penkkejä rantaraitille", "IHMINEN", "Miten saan kotiapua? palveluohjaus", "SOITA", "LOPETA"):
        sms.text(VEIKKO, text)
        net.write(aino, text)
        await sms.settled()
        await net.settled()
    sms.text("+37255512345", "Tahan punane pink")
    sms.call(VEIKKO)
    await sms.settled()
    # what does not go as it should: forged, broken, unreadable, a number that is none, a dead network
    await post_form(city, "/sms", message(city, VEIKKO, "Penkkejä"), "wrong")
    await post_update(city, update("Penkkejä"), "wrong")
    await post_update(city, b'{"update_id": 5, "message": {"from": {"id": 7001, "first_name": "Aino"}, "text": 7}}')
    await post_update(city, {"message": {"text": "Penkkejä rantaraitille"}})
    await city.post("/sms", data=b"From=%2B358407654321&Body=Penkkej%E4", headers={"X-Twilio-Signature": "x"})
    sms.phone(VEIKKO).outcome = 30006
    sms.text(VEIKKO, "OHJE")
    await sms.settled()
    await net.refuse()
    await sms.refuse()
    net.write(aino, "/ohje")
    sms.text(VEIKKO, "OHJE")
    await city.until(lambda: all(sender.trouble for sender in city.service.senders.values()))
    await city.end()
    assert len(log.raw) > 20
    assert personal(log.raw) == []
    assert personal(log.written.getvalue().splitlines()) == []


@pytest.mark.parametrize("polling", [False, True])
async def test_a_turn_that_fails_says_where_and_not_what(
    start: Start, log: Log, monkeypatch: pytest.MonkeyPatch, polling: bool
) -> None:
    """A defect of ours whose error quotes the message, as many do: kept from the log on both ways in."""

    def failing(db: object, inbound: Inbound, house: object) -> Taken:
        try:
            int(inbound.text)
        except ValueError as error:
            raise LookupError(f"{inbound.text} of {inbound.address}") from error
        raise AssertionError

    monkeypatch.setattr(meijan.app, "turn", failing)
    city = await start(polling=polling)
    if not polling:
        assert await post_form(city, "/sms", message(city, VEIKKO, "Penkkejä rantaraitille")) == 503
        assert log.written.getvalue().count("test_logs.py") == 2  # the error, and what caused it
    city.telegram.write(city.aino, "Penkkejä rantaraitille")
    await city.until(lambda: log.written.getvalue().count("LookupError") > 3)
    await city.until(lambda: log.written.getvalue().count("test_logs.py") > 3)
    await city.end()
    assert personal(log.written.getvalue().splitlines()) == []


def test_it_would_be_found(log: Log) -> None:
    """The control: a careless line is seen, but for what the mask knows."""
    structlog.get_logger().info("careless", text="Penkkejä rantaraitille", number=VEIKKO)
    logging.getLogger("anything").debug("to %s with %s", VEIKKO, TOKEN)
    written = log.written.getvalue()
    assert len(personal(log.raw)) == 2
    assert len(personal(written.splitlines())) == 1
    assert VEIKKO not in written
    assert TOKEN not in written
    assert "anything" in written
