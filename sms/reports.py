"""Twilio's word on a message of ours: a status callback as a `Report`.

The order of callbacks is not guaranteed and one may come before the call that made the message has returned.
(twilio.com/docs/messaging/guides/track-outbound-message-status)
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import FormData

from service.channel import Fate, Report
from sms import errors
from sms.inbound import NAME

FATES: Final = {
    # The provider has it, whatever became of our own call: that settles an unknown outcome.
    "accepted": Fate.SENT,
    "scheduled": Fate.SENT,
    "queued": Fate.SENT,
    "sending": Fate.SENT,
    "sent": Fate.SENT,
    "partially_delivered": Fate.SENT,
    "delivered": Fate.DELIVERED,
    "read": Fate.DELIVERED,
    "undelivered": Fate.FAILED,
    "failed": Fate.FAILED,
    "canceled": Fate.FAILED,
}


def report(form: FormData, *, ref: str) -> Report | None:
    """None for a word that says nothing of a delivery, or about a message nobody names."""
    word = str(form.get("MessageStatus") or form.get("SmsStatus") or "").lower()
    sid = str(form.get("MessageSid") or form.get("SmsSid") or "")
    fate = FATES.get(word)
    if fate is None or not (ref or sid):
        return None
    code = str(form.get("ErrorCode") or "") if fate is Fate.FAILED else ""
    kind = errors.meaning(code).kind if code else ""
    return Report(
        channel=NAME,
        ref=ref,
        provider_id=sid,
        fate=fate,
        code=code,
        permanent=kind in ("permanent", "blocked"),
        blocked=kind == "blocked",
    )
