"""The account itself and its Messaging Service as REST resources, as far as setting up a city touches them.

Sources: https://www.twilio.com/docs/iam/api/account, https://www.twilio.com/docs/messaging/api/service-resource.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meijan.demo.local_http import Request
from meijan.demo.twilio_messages import Json, rfc2822

if TYPE_CHECKING:
    from meijan.demo.twilio_account import TwilioAccount

ACCOUNT = re.compile(r"/2010-04-01/Accounts/([^/]+)\.json")
SERVICE = re.compile(r"/v1/Services/([^/]+?)(/PhoneNumbers)?")


class ServiceApi:
    """One account with one Messaging Service, which leaves messages to the number until it is told otherwise."""

    def __init__(self, account: TwilioAccount) -> None:
        self.account = account
        self.status = "active"
        self.kind = "Full"
        self.inbound_url = ""
        self.inbound_method = "POST"
        self.on_number = True
        self.opened = account.clock()

    def account_resource(self) -> Json:
        sid = self.account.account_sid
        return {
            "sid": sid,
            "owner_account_sid": sid,
            "friendly_name": "Meijän kanava",
            "status": self.status,
            "type": self.kind,
            "date_created": rfc2822(self.opened),
            "date_updated": rfc2822(self.opened),
            "uri": f"/2010-04-01/Accounts/{sid}.json",
        }

    def resource(self) -> Json:
        return {
            "account_sid": self.account.account_sid,
            "sid": self.account.service_sid,
            "friendly_name": "Meijän kanava",
            "inbound_request_url": self.inbound_url or None,
            "inbound_method": self.inbound_method,
            "use_inbound_webhook_on_number": self.on_number,
            "date_created": self.opened.isoformat().replace("+00:00", "Z"),
        }

    def pool(self) -> Json:
        """The numbers that the service sends from: ours, where it is in the service."""
        account = self.account
        ours = [{"sid": account.numbers.sid, "phone_number": account.number, "service_sid": account.service_sid}]
        found = ours if account.in_service else []
        return {"phone_numbers": found, "meta": {"key": "phone_numbers", "page": 0, "next_page_url": None}}

    def update(self, params: Json) -> None:
        """Set where messages go; what is not given stays."""
        self.inbound_url = params.get("InboundRequestUrl", self.inbound_url)
        self.inbound_method = params.get("InboundMethod", self.inbound_method)
        if "UseInboundWebhookOnNumber" in params:
            self.on_number = params["UseInboundWebhookOnNumber"].lower() == "true"

    def answer(self, request: Request, params: Json) -> Json | None:
        """The resource that was asked for or changed; None where there is no such thing."""
        account = ACCOUNT.fullmatch(request.path)
        if account is not None:
            return self.account_resource() if account[1] == self.account.account_sid else None
        service = SERVICE.fullmatch(request.path)
        if service is None or service[1] != self.account.service_sid:
            return None
        if service[2]:
            return self.pool()
        if request.method == "POST":
            self.update(params)
        return self.resource()
