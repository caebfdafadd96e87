"""The REST API of the local Twilio: messages are created, listed, fetched, redacted, deleted.

Source: Twilio's OpenAPI description of Messages (github.com/twilio/twilio-oai, 2010-04-01) and
https://www.twilio.com/docs/api/errors. Requests are urlencoded forms with basic authentication.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import phonenumbers

from meijan.demo.local_http import Request, Response
from meijan.demo.local_network import as_json
from meijan.demo.twilio_messages import FINAL, Json, Sms
from meijan.demo.twilio_segments import segments

if TYPE_CHECKING:
    from meijan.demo.twilio_account import TwilioAccount

LONGEST_BODY = 1600
PATH = re.compile(r"/2010-04-01/Accounts/([^/]+)/Messages(?:/([^/]+))?\.json")
_FINNISH_MOBILE = re.compile(r"\+358(?:4[0-9]|50)\d{5,8}")


class ApiError(Exception):
    """What Twilio refuses with: an HTTP status and its own code."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code

    def response(self) -> Response:
        body = {
            "code": self.code,
            "message": str(self),
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
        return Response(self.status, as_json(body))


@lru_cache(maxsize=100_000)
def read_number(number: str) -> tuple[str, str]:
    """The number in E.164 and "mobile" or "landline"; ("", "") for what is none.

    Cached, and Finnish mobiles by their look: the library needs 0.1 ms for each.
    """
    if _FINNISH_MOBILE.fullmatch(number):
        return number, "mobile"
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return "", ""
    if not phonenumbers.is_valid_number(parsed):
        return "", ""
    landline = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.FIXED_LINE
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return written, "landline" if landline else "mobile"


class MessagesApi:
    """One account's messages."""

    def __init__(self, network: TwilioAccount) -> None:
        self.network = network
        pair = f"{network.account_sid}:{network.auth_token}"
        self.authorization = "Basic " + b64encode(pair.encode()).decode()

    def check_access(self, request: Request, account: str) -> None:
        """Raises ApiError unless the caller is the owner of this account."""
        if request.headers.get("authorization") != self.authorization:
            raise ApiError(401, 20003, "Authentication Error - invalid username")
        if account != self.network.account_sid:
            raise not_found(request.path)

    def create(self, params: Json) -> Sms:
        """Check a CreateMessageRequest and take the message. Raises ApiError."""
        network = self.network
        to = params.get("To", "")
        if not to:
            raise ApiError(400, 21604, "A 'To' phone number is required.")
        service = params.get("MessagingServiceSid", "")
        sender = params.get("From", "")
        self._check_sender(sender, service)
        number, kind = read_number(to)
        if not number:
            raise ApiError(400, 21211, f"The 'To' number {to} is not a valid phone number.")
        if kind == "landline":
            raise ApiError(400, 21614, f"To number: {to}, is not a mobile number")
        body = params.get("Body", "")
        if not body:
            raise ApiError(400, 21602, "Message body is required.")
        if len(body) > LONGEST_BODY:
            raise ApiError(400, 21617, "The concatenated message body exceeds the 1600 character limit")
        callback = params.get("StatusCallback", "")
        if callback and (urlsplit(callback).scheme not in ("http", "https") or not urlsplit(callback).hostname):
            raise ApiError(400, 21609, f"The StatusCallback URL {callback} is not a valid URL.")
        if network.phone(number).stopped:
            raise ApiError(400, 21610, "Attempt to send to unsubscribed recipient")
        return network.take(
            to=number,
            body=body,
            parts=segments(body),
            service=service,
            sender=sender,
            callback=callback,
            valid_seconds=_validity(params),
        )

    def _check_sender(self, sender: str, service: str) -> None:
        if not sender and not service:
            raise ApiError(400, 21603, "A 'From' phone number is required.")
        if service and service != self.network.service_sid:
            raise ApiError(400, 21701, "The Messaging Service does not exist.")
        if sender and sender != self.network.number:
            raise ApiError(
                400,
                21606,
                f"The 'From' phone number {sender} is not a valid, SMS-capable inbound phone number or short "
                "code for your account.",
            )

    def list(self, request: Request) -> Json:
        """A page, newest first. Raises ApiError."""
        params = request.arguments()
        size = min(max(_number(params, "PageSize", 50), 1), 1000)
        page = max(_number(params, "Page", 0), 0)
        start = page * size
        try:
            found = list(islice(self.network.ledger.newest_first(params), start, start + size + 1))
        except ValueError as error:
            raise ApiError(400, 20001, f"Invalid date: {error}") from error
        more = len(found) > size
        found = found[:size]
        kept = {key: value for key, value in params.items() if key not in ("Page", "PageSize", "PageToken")}

        def uri(number: int) -> str:
            token = {"PageToken": f"PASM{found[-1].sid[2:]}"} if number > page else {}
            query = urlencode({**kept, "PageSize": size, "Page": number, **token})
            return f"{request.path}?{query}"

        return {
            "end": start + len(found) - 1 if found else start,
            "first_page_uri": uri(0),
            "messages": [sms.resource for sms in found],
            "next_page_uri": uri(page + 1) if more else None,
            "page": page,
            "page_size": size,
            "previous_page_uri": uri(page - 1) if page else None,
            "start": start,
            "uri": uri(page),
        }

    def find(self, request: Request, sid: str) -> Sms:
        sms = self.network.ledger.by_sid.get(sid)
        if sms is None:
            raise not_found(request.path)
        return sms

    def update(self, sms: Sms, params: Json) -> Sms:
        """Redact the text of a finished message, the only change there is. Raises ApiError."""
        if params.get("Status") == "canceled":
            raise ApiError(400, 30409, "Message cannot be canceled")  # only scheduled ones can
        if "Body" not in params or params["Body"]:
            raise ApiError(400, 20001, "Body must be an empty string")
        self._check_finished(sms)
        sms.body = ""
        sms.updated = self.network.clock()
        return sms

    def delete(self, sms: Sms) -> None:
        self._check_finished(sms)
        self.network.ledger.remove(sms)

    def _check_finished(self, sms: Sms) -> None:
        if sms.status not in FINAL and sms.status != "sent":
            raise ApiError(409, 20009, "Cannot delete this resource before it is complete")


def not_found(path: str) -> ApiError:
    """Twilio's error for a path that it does not know."""
    return ApiError(404, 20404, f"The requested resource {path} was not found")


def _validity(params: Json) -> int:
    seconds = _number(params, "ValidityPeriod", 36_000)
    if not 1 <= seconds <= 36_000:
        raise ApiError(400, 90007, "Invalid validity period value")
    return seconds


def _number(params: Json, name: str, default: int) -> int:
    try:
        return int(params.get(name, default))
    except ValueError as error:
        raise ApiError(400, 20001, f"{name} must be an integer") from error
