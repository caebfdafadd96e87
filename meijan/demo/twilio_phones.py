"""What people do with their phones, and how the service hears of it."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from contextlib import suppress

from meijan.demo.faults import Mishap
from meijan.demo.local_network import Change
from meijan.demo.twilio_account import TwilioAccount
from meijan.demo.twilio_api import read_number
from meijan.demo.twilio_messages import Phone, PhoneCall, Sms
from meijan.demo.twilio_segments import segments
from meijan.demo.twilio_webhook import Alert, replies_in

MOST_REPLIES = 10  # <Message> verbs in one answer, error 14109
_PLACE = ("City", "State", "Zip")  # always there, in Finland empty


class TwilioPhones(TwilioAccount):
    """Acts return at once; the webhook is called beside."""

    def text(self, number: str, body: str, *, base64_encoded: bool = False) -> Sms:
        """A person sends a text message; returned as they see it, the webhook is called beside.

        `number` may be a short code or a name, which we must not answer. `base64_encoded`: as long texts
        sometimes arrive.
        """
        phone = self.phone(number)
        seen = body
        if base64_encoded:
            body = b64encode(body.encode()).decode()
        now = self.clock()
        sms = Sms(
            self.sid("SM"),
            self.account_sid,
            number,
            self.number,
            body,
            "inbound",
            "received",
            now,
            now,
            segments(seen),
            sent=now,
        )
        phone.messages.append(sms)
        self.ledger.add(sms)
        self.tell(Change(number, "message", sms))
        fields = self._message_fields(sms)
        self._keyword(phone, sms, fields)
        mishap = self.faults.take_incoming()
        if mishap is Mishap.LATE:
            released = asyncio.Event()
            self._held.append(released)
            self.deliver(self._bring_late(sms, fields, released))
        elif mishap is not Mishap.LOST and self.incoming_url:
            self.deliver(self._bring(sms, fields, twice=mishap is Mishap.DOUBLE))
        return sms

    def call(self, number: str) -> None:
        """A person phones the number; `phone.calls` tells what they hear."""
        self.deliver(self._ring(number))

    def switch_off(self, number: str) -> None:
        """Messages to this phone stay "sent" until it is switched on."""
        self.phone(number).off = True

    def switch_on(self, number: str) -> None:
        phone = self.phone(number)
        phone.off = False
        waiting, phone.waiting = phone.waiting, []
        for sms in waiting:
            self.deliver(self.deliveries.arrive(sms, phone))

    # --- what the phones' acts do ------------------------------------------------------------------

    def _message_fields(self, sms: Sms) -> dict[str, str]:
        fields = {f"{side}{part}": "" for side in ("To", "From") for part in _PLACE}
        fields |= {
            "ToCountry": "FI",
            "FromCountry": "FI" if sms.sender.startswith("+358") else "",
            "SmsMessageSid": sms.sid,
            "NumMedia": "0",
            "SmsSid": sms.sid,
            "SmsStatus": "received",
            "Body": sms.body,
            "To": self.number,
            "NumSegments": str(sms.parts),
            "MessageSid": sms.sid,
            "AccountSid": self.account_sid,
            "From": sms.sender,
            "ApiVersion": "2010-04-01",
        }
        if self.in_service:
            fields["MessagingServiceSid"] = self.service_sid
        return fields

    def _keyword(self, phone: Phone, sms: Sms, fields: dict[str, str]) -> None:
        """Twilio's own answer to STOP, START and HELP; a repeated STOP or START is not answered again."""
        meaning = self.opt_out.meaning(sms.body)
        if not meaning:
            return
        if self.opt_out.announces:
            fields["OptOutType"] = meaning
        match meaning:
            case "STOP" if not phone.stopped:
                phone.stopped = True
                self._auto(phone, self.opt_out.stopped)
            case "START" if phone.stopped:
                phone.stopped = False
                self._auto(phone, self.opt_out.started)
            case "HELP" if not phone.stopped:
                self._auto(phone, self.opt_out.helped)

    def _auto(self, phone: Phone, body: str) -> None:
        now = self.clock()
        sms = Sms(
            self.sid("SM"),
            self.account_sid,
            self.number,
            phone.number,
            body,
            "auto",
            "delivered",
            now,
            now,
            1,
        )
        phone.messages.append(sms)
        self.tell(Change(phone.number, "message", sms))

    async def _bring(self, sms: Sms, fields: dict[str, str], *, twice: bool = False) -> None:
        for _ in range(2 if twice else 1):
            answer = await self.webhooks.post(self.incoming_url, fields)
            response = self.webhooks.read_twiml(self.incoming_url, answer)
            if response is not None:
                self._reply(sms, replies_in(response))
        held, self._held = self._held, []
        for released in held:
            released.set()

    async def _bring_late(self, sms: Sms, fields: dict[str, str], released: asyncio.Event) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(released.wait(), self.faults.hold)
        await self._bring(sms, fields)

    def _reply(self, sms: Sms, texts: list[str]) -> None:
        """<Message> verbs: replies to the sender, unless it cannot be answered."""
        if len(texts) > MOST_REPLIES:
            self.alerts.append(Alert(14109, self.incoming_url))
        for body in texts[:MOST_REPLIES]:
            if self.phone(sms.sender).stopped:
                self.alerts.append(Alert(21610, self.incoming_url))
            elif read_number(sms.sender)[1] != "mobile":
                self.alerts.append(Alert(21211, self.incoming_url))
            else:
                reply = self.take(
                    to=sms.sender,
                    body=body,
                    parts=segments(body),
                    sender=self.number,
                    direction="outbound-reply",
                )
                self.deliveries.carry(reply)

    async def _ring(self, number: str) -> None:
        call = PhoneCall(number, self.clock(), "failed")
        if self.voice_url:
            fields = {f"{side}{part}": "" for side in ("To", "From", "Called", "Caller") for part in _PLACE}
            country = "FI" if number.startswith("+358") else ""
            fields |= {"CallSid": self.sid("CA"), "AccountSid": self.account_sid, "ApiVersion": "2010-04-01"}
            fields |= {"CallStatus": "ringing", "Direction": "inbound"}
            fields |= {"From": number, "Caller": number, "To": self.number, "Called": self.number}
            fields |= {
                "FromCountry": country,
                "CallerCountry": country,
                "ToCountry": "FI",
                "CalledCountry": "FI",
            }
            answer = await self.webhooks.post(self.voice_url, fields)
            response = self.webhooks.read_twiml(self.voice_url, answer)
            if response is not None:
                call.twiml = answer.body
                first = response[0] if len(response) else None
                refused = first is not None and first.tag == "Reject"
                call.outcome = "refused" if refused else "answered"
                if first is not None and refused:
                    call.reason = first.get("reason", "rejected")
        self.phone(number).calls.append(call)
        self.tell(Change(number, "call", call))
