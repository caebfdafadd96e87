"""The number of the account as a REST resource: where its webhooks go is set here, as in production.

Source: https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meijan.demo.local_http import Request
from meijan.demo.twilio_messages import Json, rfc2822

if TYPE_CHECKING:
    from meijan.demo.twilio_account import TwilioAccount

PATH = re.compile(r"/2010-04-01/Accounts/([^/]+)/IncomingPhoneNumbers(?:/([^/]+))?\.json")


class NumbersApi:
    """One account's one number."""

    def __init__(self, account: TwilioAccount) -> None:
        self.account = account
        self.sid = account.sid("PN")
        self.bought = account.clock()
        self.changed = self.bought

    def resource(self) -> Json:
        account = self.account
        return {
            "account_sid": account.account_sid,
            "address_requirements": "none",
            "api_version": "2010-04-01",
            "beta": False,
            "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
            "date_created": rfc2822(self.bought),
            "date_updated": rfc2822(self.changed),
            "friendly_name": account.number,
            "phone_number": account.number,
            "sid": self.sid,
            "sms_fallback_method": "POST",
            "sms_fallback_url": "",
            "sms_method": "POST",
            "sms_url": account.messaging_url,
            "status": "in-use",
            "uri": f"/2010-04-01/Accounts/{account.account_sid}/IncomingPhoneNumbers/{self.sid}.json",
            "voice_method": "POST",
            "voice_url": account.voice_url,
        }

    def page(self, request: Request) -> Json:
        """All numbers that match PhoneNumber, part of a number: one or none."""
        wanted = request.arguments().get("PhoneNumber", "").lstrip("+")
        found = [self.resource()] if wanted in self.account.number else []
        uri = f"{request.path}?{request.query}"
        return {
            "end": 0,
            "first_page_uri": uri,
            "incoming_phone_numbers": found,
            "next_page_uri": None,
            "page": 0,
            "page_size": 50,
            "previous_page_uri": None,
            "start": 0,
            "uri": uri,
        }

    def update(self, params: Json) -> None:
        """Set where messages and calls go; what is not given stays."""
        account = self.account
        account.messaging_url = params.get("SmsUrl", account.messaging_url)
        account.voice_url = params.get("VoiceUrl", account.voice_url)
        self.changed = account.clock()
