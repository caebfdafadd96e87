"""The account at Twilio: what is set there once, and reading it back. For `doctor` and `set-webhooks`.

twilio.com/docs: iam/api/account, phone-numbers/api/incomingphonenumber-resource, messaging/api/service-resource
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sms.client import TwilioClient


@dataclass(frozen=True, slots=True)
class AccountState:
    """`status` is active, suspended or closed; a trial account writes to verified numbers only."""

    status: str
    trial: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the account. `applications`: TwiML applications are set, which win over the addresses."""

    sid: str
    sms: bool
    sms_url: str
    sms_method: str
    voice_url: str
    voice_method: str
    applications: bool


@dataclass(frozen=True, slots=True)
class MessagingService:
    """A Messaging Service. `on_number`: the address on the number wins over `inbound_url`."""

    inbound_url: str
    inbound_method: str
    on_number: bool
    numbers: tuple[str, ...]


class SmsAccount(TwilioClient):
    """One account. Every failure is a SendError."""

    async def account(self) -> AccountState:
        """Whether the account sends."""
        found = await self._ask(lambda client: client.api.v2010.accounts(self._settings.account_sid).fetch_async())
        return AccountState(str(found.status or ""), str(found.type or "").lower() == "trial")

    async def number(self) -> Number | None:
        """Our number, or None where it is not the account's."""
        ours = self._settings.number
        listed: list[Any] = await self._ask(
            lambda client: client.incoming_phone_numbers.list_async(phone_number=ours, limit=20)
        )
        found = next((one for one in listed if one.phone_number == ours), None)  # the filter takes parts of numbers
        return None if found is None else _number(found)

    async def set_number(self, sid: str, *, inbound_url: str, voice_url: str) -> None:
        """Have messages and calls posted there; an empty address leaves messages as they are.

        An application of the number would win over its address, so it is taken away.
        """
        messages = {"sms_url": inbound_url, "sms_method": "POST", "sms_application_sid": ""} if inbound_url else {}
        await self._ask(
            lambda client: client.incoming_phone_numbers(sid).update_async(
                voice_url=voice_url, voice_method="POST", voice_application_sid="", **messages
            )
        )

    async def service(self) -> MessagingService:
        """Our Messaging Service and the numbers in its pool."""
        sid = self._settings.messaging_service_sid
        found = await self._ask(lambda client: client.messaging.v1.services(sid).fetch_async())
        pool: list[Any] = await self._ask(
            lambda client: client.messaging.v1.services(sid).phone_numbers.list_async(limit=100)
        )
        return MessagingService(
            inbound_url=found.inbound_request_url or "",
            inbound_method=found.inbound_method or "",
            on_number=bool(found.use_inbound_webhook_on_number),
            numbers=tuple(str(one.phone_number) for one in pool),
        )

    async def set_service(self, inbound_url: str) -> None:
        """Have all messages to the service posted there."""
        sid = self._settings.messaging_service_sid
        await self._ask(
            lambda client: client.messaging.v1.services(sid).update_async(
                inbound_request_url=inbound_url, inbound_method="POST", use_inbound_webhook_on_number=False
            )
        )


def _number(found: Any) -> Number:
    applications = found.sms_application_sid or found.voice_application_sid or found.trunk_sid
    return Number(
        sid=found.sid,
        sms=bool((found.capabilities or {}).get("sms", True)),
        sms_url=found.sms_url or "",
        sms_method=found.sms_method or "",
        voice_url=found.voice_url or "",
        voice_method=found.voice_method or "",
        applications=bool(applications),
    )
