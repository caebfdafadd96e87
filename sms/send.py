"""Sending through Twilio's Messages resource, and asking it what it has.

There is no idempotency key, so an outcome that nobody told us is *unknown* and settled by looking: Twilio's
list by recipient, matched one to one (twilio.com/docs/messaging/api/message-resource).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from service.channel import Delivery, Inbound, Outbound, SendError, Sent
from sms import inbound, parts
from sms.client import TwilioClient, number
from sms.render import render
from sms.settings import RETRY, SmsSettings

Known = Callable[[Collection[str]], Awaitable[Collection[str]]]
"""Which of these provider ids belong to deliveries that are settled already?"""

SETTLED_AFTER = timedelta(seconds=60)  # a message that is not in the list by then will not be
CLOCKS = timedelta(seconds=30)  # how far Twilio's clock and ours may be apart
LISTED = 200  # messages to one person looked through; a city sends nobody so many in a minute
REMEMBERED = 1000


async def _none_known(_: Collection[str]) -> Collection[str]:
    return ()


class SmsChannel(TwilioClient):
    """The SMS channel. `known` looks provider ids up among our deliveries, so that none is found twice."""

    name = inbound.NAME
    can_settle = True
    provider_stops = True

    def __init__(self, settings: SmsSettings, *, known: Known = _none_known) -> None:
        super().__init__(settings)
        self._known = known
        self._owners: OrderedDict[str, str] = OrderedDict()  # provider id → ref, for those not yet committed

    def cost(self, outbound: Outbound) -> int:
        """Parts."""
        return parts.count(render(outbound)).parts

    async def send(self, delivery: Delivery) -> Sent:
        body = render(delivery.outbound)
        message = await self._ask(
            lambda client: client.messages.create_async(
                to=delivery.address, body=body, **self._sender(), **self._options(delivery)
            )
        )
        if not message.sid:
            raise SendError("no sid", unknown=True)
        self._own(message.sid, delivery.ref)
        return Sent(message.sid, number(message.num_segments) or parts.count(body).parts)

    async def settle(self, delivery: Delivery, *, since: datetime) -> Sent | None:
        """Look for a message of unknown outcome.

        `since` is between the beginning of a call and its end: so Twilio may have made the message a call's time
        earlier, and may have got it a call's time later.
        """
        call = timedelta(seconds=self._settings.timeout)
        earliest, proven = since - CLOCKS - call, since + call + SETTLED_AFTER
        try:
            listed = await self._list(to=delivery.address, limit=LISTED, page_size=LISTED)
            found = await self._match(delivery, listed, earliest)
        except SendError as error:
            raise SendError(error.code, unknown=True) from None
        if found is not None:
            self._own(found.sid, delivery.ref)
            return Sent(found.sid, number(found.num_segments) or parts.count(found.body).parts)
        seen_all = len(listed) < LISTED or min(map(_made, listed)) < earliest
        if seen_all and datetime.now(UTC) >= proven:
            return None
        raise SendError("not listed yet", unknown=True)

    async def list_incoming(self, since: datetime) -> list[Inbound]:
        """What people sent us at `since` or later, oldest first, marked late; machines' messages left out.

        The provider filters by day (`DateSent>`), we by the second.
        """
        number = {"to": self._settings.number} if self._settings.number else {}
        day = (since - timedelta(days=1)).astimezone(UTC).date()
        listed = await self._list(date_sent_after=day, page_size=1000, **number)
        came = [message for message in listed if message.direction == "inbound" and _sent(message) >= since]
        found = [self._inbound(message) for message in sorted(came, key=_sent)]
        return [message for message in found if message is not None]

    async def redact(self, provider_id: str) -> None:
        """Empty the text of a message at the provider, ours or a person's. No message: nothing to do."""
        try:
            await self._ask(lambda client: client.messages(provider_id).update_async(body=""))
        except SendError as error:
            if error.code not in ("20404", "404"):
                raise

    async def fetch(self, ref: str) -> bytes:
        """An SMS brings no pictures."""
        raise SendError("no media", permanent=True)

    def _sender(self) -> dict[str, str]:
        service = self._settings.messaging_service_sid
        return {"messaging_service_sid": service} if service else {"from_": self._settings.number}

    def _options(self, delivery: Delivery) -> dict[str, object]:
        seconds = int(delivery.valid_for.total_seconds())
        options: dict[str, object] = {"validity_period": min(max(seconds, 1), 36_000)}
        if self._settings.public_url:
            address = f"{self._settings.public_url.rstrip('/')}/sms/status?ref={quote(delivery.ref, safe='')}"
            options["status_callback"] = address + RETRY
        return options

    async def _match(self, delivery: Delivery, listed: list[Any], earliest: datetime) -> Any:
        """The oldest listed message that is this delivery and no other's."""
        body = render(delivery.outbound).strip()
        alike = [
            message
            for message in listed
            if (message.body or "").strip() == body and self._from_us(message) and _made(message) >= earliest
        ]
        known = await self._known([message.sid for message in alike]) if alike else ()
        free = [
            message
            for message in alike
            if message.sid not in known and self._owners.get(message.sid, delivery.ref) == delivery.ref
        ]
        return min(free, key=_made, default=None)

    def _from_us(self, message: Any) -> bool:
        """From is empty while a messaging service has not chosen a number."""
        if not str(message.direction or "").startswith("outbound"):
            return False
        service = self._settings.messaging_service_sid
        return bool(service and message.messaging_service_sid == service) or message.from_ == self._settings.number

    def _inbound(self, message: Any) -> Inbound | None:
        if message.from_ == self._settings.number:
            return None
        return inbound.message(
            sid=message.sid,
            sender=message.from_ or "",
            body=message.body or "",
            media=str(message.num_media or ""),
            at=_sent(message),
            regions=self._settings.regions,
            late=True,
        )

    def _own(self, sid: str, ref: str) -> None:
        self._owners[sid] = ref
        if len(self._owners) > REMEMBERED:
            self._owners.popitem(last=False)

    async def _list(self, **filters: object) -> list[Any]:
        listed: list[Any] = await self._ask(lambda client: client.messages.list_async(**filters))
        return listed


def _made(message: Any) -> datetime:
    made: datetime = message.date_created or datetime.now(UTC)
    return made


def _sent(message: Any) -> datetime:
    sent: datetime = message.date_sent or _made(message)
    return sent
