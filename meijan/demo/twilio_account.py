"""The state of the local Twilio: one account with one number, and every phone that could reach it."""

from __future__ import annotations

import asyncio
from decimal import Decimal

from meijan.demo.faults import Faults
from meijan.demo.local_network import Clock, LocalNetwork
from meijan.demo.twilio_api import MessagesApi
from meijan.demo.twilio_delivery import Deliveries
from meijan.demo.twilio_messages import Ledger, Phone, Sms
from meijan.demo.twilio_numbers import NumbersApi
from meijan.demo.twilio_optout import MODES, OptOut
from meijan.demo.twilio_service import ServiceApi
from meijan.demo.twilio_webhook import Alert, Webhooks


class TwilioAccount(LocalNetwork):
    """What is so on the network; what people do is in twilio_phones.py, the socket in twilio_network.py."""

    def __init__(
        self,
        account_sid: str = "AC00000000000000000000000000000001",
        auth_token: str = "12345",  # noqa: S107 - of the local network
        number: str = "+358457000000",
        *,
        mode: str = "freed",
        service_sid: str = "MG00000000000000000000000000000001",
        clock: Clock | None = None,
        faults: Faults | None = None,
        journal: int = 10_000,
    ) -> None:
        """`mode`: "freed", "default" or "advanced" (twilio_optout.py); `journal`: calls kept, 0 for none."""
        super().__init__(clock, faults, journal)
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.number = number
        self.service_sid = service_sid
        self.opt_out: OptOut = MODES[mode]
        self.messaging_url = ""
        self.voice_url = ""
        self.in_service = mode != "default"  # incoming messages name the Messaging Service
        self.pace = 0.0  # seconds between the states of a message
        self.parts_per_second = 0.0  # of the number; 0 is no limit
        self.price_of_part = Decimal("0.0750")
        self.phones: dict[str, Phone] = {}
        self.ledger = Ledger()
        self.webhooks = Webhooks(auth_token, lambda: self.http)
        self.api = MessagesApi(self)
        self.numbers = NumbersApi(self)
        self.service = ServiceApi(self)
        self.deliveries = Deliveries(self)
        self._held: list[asyncio.Event] = []  # late messages wait for these

    @property
    def base_url(self) -> str:
        """What `client.api.base_url` takes."""
        return self.origin

    @property
    def incoming_url(self) -> str:
        """Where messages from people go: to the service's address, or to that of the number."""
        return self.messaging_url if self.service.on_number or not self.in_service else self.service.inbound_url

    @property
    def alerts(self) -> list[Alert]:
        """Twilio's debugger: what went wrong with our webhooks."""
        return self.webhooks.alerts

    def phone(self, number: str, name: str = "") -> Phone:
        """The phone with this number, made if new."""
        phone = self.phones.get(number)
        if phone is None:
            phone = self.phones[number] = Phone(number, name)
        return phone

    def take(
        self,
        *,
        to: str,
        body: str,
        parts: int,
        sender: str = "",
        service: str = "",
        callback: str = "",
        valid_seconds: int = 36_000,
        direction: str = "outbound-api",
    ) -> Sms:
        """Accept a message for delivery; `Deliveries.carry` takes it on."""
        now = self.clock()
        sms = Sms(
            sid=self.sid("SM"),
            account=self.account_sid,
            sender="" if service else sender,
            to=to,
            body=body,
            direction=direction,
            status="accepted" if service else "queued",
            created=now,
            updated=now,
            parts=parts,
            service=service,
            callback=callback,
            valid_seconds=valid_seconds,
        )
        self.ledger.add(sms)
        return sms

    def sid(self, kind: str) -> str:
        return f"{kind}{self.faults.random.getrandbits(128):032x}"

    def hold_queue(self) -> None:
        """Twilio takes messages and sends none, until `release_queue`: queued, without date_sent."""
        self.deliveries.open.clear()

    def release_queue(self) -> None:
        self.deliveries.open.set()
