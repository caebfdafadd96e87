"""What becomes of a message that Twilio has accepted: its states, and the callbacks that tell them.

accepted (Messaging Service) → queued → sent → delivered, undelivered or failed. The first state is not told.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from meijan.demo.local_network import Change
from meijan.demo.twilio_messages import NEVER_SENT, Phone, Sms

if TYPE_CHECKING:
    from meijan.demo.twilio_account import TwilioAccount


class Deliveries:
    """The way from the queue of the number to the phone."""

    def __init__(self, network: TwilioAccount) -> None:
        self.network = network
        self.open = asyncio.Event()
        self.open.set()
        self._free_at = 0.0  # when the number may send its next part

    def carry(self, sms: Sms) -> None:
        """Take a message on. At once without callbacks and pauses: a task for each costs benches dear."""
        network = self.network
        if sms.callback or network.pace or network.parts_per_second or not self.open.is_set():
            network.deliver(self.travel(sms))
            return
        self._move(sms, "sent")
        phone = network.phone(sms.to)
        if phone.off:
            phone.waiting.append(sms)
        else:
            self._finish(sms, phone)

    async def travel(self, sms: Sms) -> None:
        """All states in their time."""
        network = self.network
        told: list[dict[str, str]] = []
        if sms.service:
            await self._to(sms, "queued", told)
        await self.open.wait()
        await self._wait_for_slot(sms)
        if network.clock() - sms.created > timedelta(seconds=sms.valid_seconds):
            sms.error = 30036
            await self._to(sms, "failed", told)
        else:
            phone = network.phone(sms.to)
            if phone.outcome not in NEVER_SENT:
                await self._to(sms, "sent", told)
            if phone.off:
                phone.waiting.append(sms)
            else:
                self._finish(sms, phone)
                await self._tell(sms, told)
        network.faults.random.shuffle(told)  # whatever was kept back for a shuffle
        for fields in told:
            await self._post(sms, fields)

    async def arrive(self, sms: Sms, phone: Phone) -> None:
        """A phone that was off is on again."""
        self._finish(sms, phone)
        await self._tell(sms, [])

    async def _wait_for_slot(self, sms: Sms) -> None:
        rate = self.network.parts_per_second
        if not rate:
            return
        now = asyncio.get_running_loop().time()
        start = max(now, self._free_at)
        self._free_at = start + sms.parts / rate
        await asyncio.sleep(start - now)

    async def _to(self, sms: Sms, status: str, told: list[dict[str, str]]) -> None:
        if self.network.pace:
            await asyncio.sleep(self.network.pace)
        self._move(sms, status)
        await self._tell(sms, told)

    def _finish(self, sms: Sms, phone: Phone) -> None:
        """The last state; a delivered message is on the phone's screen."""
        if phone.outcome:
            sms.error = phone.outcome
            self._move(sms, "failed" if phone.outcome in NEVER_SENT else "undelivered")
            return
        self._move(sms, "delivered")
        phone.messages.append(sms)
        self.network.tell(Change(phone.number, "message", sms))

    def _move(self, sms: Sms, status: str) -> None:
        network = self.network
        sms.status = status
        sms.updated = network.clock()
        if status == "queued":
            network.ledger.chose_sender(sms, network.number)
        elif status == "sent":
            sms.sent = sms.updated
            sms.price = f"-{network.price_of_part * sms.parts}"
        network.tell(Change(sms.to, "status", sms))

    async def _tell(self, sms: Sms, kept: list[dict[str, str]]) -> None:
        """Post the callback of the state that a message has now, or keep it for a shuffle."""
        if not sms.callback:
            return
        fields = {
            "SmsSid": sms.sid,
            "SmsStatus": sms.status,
            "MessageStatus": sms.status,
            "To": sms.to,
            "MessageSid": sms.sid,
            "AccountSid": sms.account,
            "From": sms.sender,
            "ApiVersion": "2010-04-01",
        }
        if sms.error:
            fields["ErrorCode"] = str(sms.error)
        if sms.service:
            fields["MessagingServiceSid"] = sms.service
        if sms.status == "delivered":
            fields["RawDlrDoneDate"] = sms.updated.strftime("%y%m%d%H%M")
        if self.network.faults.happens(self.network.faults.callbacks_shuffled):
            kept.append(fields)
        else:
            await self._post(sms, fields)

    async def _post(self, sms: Sms, fields: dict[str, str]) -> None:
        twice = self.network.faults.happens(self.network.faults.callbacks_double)
        for _ in range(2 if twice else 1):
            await self.network.webhooks.post(sms.callback, fields)
