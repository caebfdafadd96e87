"""Twilio's webhooks: messages, reports on ours, calls.

Twilio gives us 5 s to connect and 15 s in all. A message is answered when its turn is durable, and never with
a 500: our URLs carry `#rc=3&rp=ct,5xx`, so a 503 is repeated, and what still never reached us is found in the
provider's list (`SmsChannel.list_incoming`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import UTC, datetime

import structlog
from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData
from starlette.formparsers import FormParser
from starlette.requests import ClientDisconnect

from service.channel import Busy, Inbound, Take, TakeReport
from sms import inbound, reports, signature
from sms.settings import SmsSettings

LARGEST = 64 * 1024  # bytes of a request; Twilio's have a few kilobytes
RETRY_AFTER = "5"  # seconds

_FORM = "application/x-www-form-urlencoded"
# Names and values are signed as one string with nothing between them: a value of any other length could be a
# known request cut in other places, and count as new.
_SID = re.compile(r"(?:SM|MM|CA)[0-9a-fA-F]{32}")

Endpoint = Callable[[Request], Awaitable[Response]]

log = structlog.get_logger()
dropped: Counter[str] = Counter()
"""What was acknowledged and not taken, by reason, since the process began."""


class _Refused(Exception):
    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


def router(settings: SmsSettings, take: Take, report: TakeReport) -> APIRouter:
    """`POST /sms`, `/sms/status` and `/voice`.

    415 for anything but a form, 413 over 64 KB, 403 for a wrong signature or account, 400 for a signed
    request without a proper sid, 503 where the database is away. All else is 200.
    """
    routes = APIRouter()
    for path, endpoint in endpoints(settings, take, report).items():
        routes.add_route(path, endpoint, methods=["POST"], include_in_schema=False)
    return routes


def endpoints(settings: SmsSettings, take: Take, report: TakeReport) -> dict[str, Endpoint]:
    """What answers a POST, by path."""

    async def sms(request: Request) -> Response:
        return await _answer(request, settings, lambda form: _take(_message(form, settings), take))

    async def status(request: Request) -> Response:
        async def pass_on(form: FormData) -> None:
            found = reports.report(form, ref=request.query_params.get("ref", ""))
            if found is not None:
                await report(found)

        return await _answer(request, settings, pass_on)

    async def voice(request: Request) -> Response:
        return await _answer(request, settings, lambda form: _take(_call(form, settings), take), refuse_call=True)

    return {"/sms": sms, "/sms/status": status, "/voice": voice}


async def _answer(
    request: Request,
    settings: SmsSettings,
    act: Callable[[FormData], Awaitable[None]],
    *,
    refuse_call: bool = False,
) -> Response:
    """Check the request, act, answer.

    A call is refused even if it could not be noted: to a 5xx Twilio would answer the phone itself, and the
    caller would pay to hear about an application error.
    """
    try:
        form = await _signed_form(request, settings)
        await act(form)
    except _Refused as refused:
        log.warning("sms.refused", path=request.url.path, status=refused.status, why=refused.why)
        return Response(refused.why, refused.status, media_type="text/plain")
    except Busy:
        log.warning("sms.busy", path=request.url.path)
        if not refuse_call:
            return _later()
    except Exception as error:
        # where it was, without its words (meijan/logs.py): they may hold a number or a text
        log.error("sms.failed", path=request.url.path, error=type(error).__name__, exc_info=True)
        if not refuse_call:
            return _later()
    return _xml("<Response><Reject/></Response>" if refuse_call else "<Response/>")


def _later() -> Response:
    return Response(status_code=503, headers={"Retry-After": RETRY_AFTER})


def _xml(twiml: str) -> Response:
    return Response(twiml, media_type="text/xml")


async def _signed_form(request: Request, settings: SmsSettings) -> FormData:
    """The form as it came, proven to be from Twilio and about our account."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise _Refused(415, "not a form")
    form = await _form(request, await _body(request))
    address = signature.url(settings.public_url, *_raw_target(request))
    if not signature.valid(settings.auth_tokens, address, form, request.headers.get("x-twilio-signature")):
        raise _Refused(403, "signature")
    if form.get("AccountSid") != settings.account_sid:
        raise _Refused(403, "account")
    return form


def _raw_target(request: Request) -> tuple[str, str]:
    """Path and query as they stood in the request line; decoded and encoded again they may differ."""
    raw_path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope.get("query_string", b"")
    return raw_path.partition(b"?")[0].decode("latin-1"), query.decode("latin-1")


async def _body(request: Request) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > LARGEST:
        raise _Refused(413, "too large")
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                raise _Refused(413, "too large")
    except ClientDisconnect:
        raise _Refused(400, "cut off") from None
    return body


async def _form(request: Request, body: bytes) -> FormData:
    async def once() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        return await FormParser(request.headers, once()).parse()
    except Exception:  # the parser's own errors, over several libraries
        raise _Refused(400, "unreadable form") from None


async def _take(found: Inbound | None, take: Take) -> None:
    if found is not None:
        await take(found)
        return
    dropped["machine"] += 1
    log.info("sms.dropped", why="a name or a short code as sender", so_far=dropped["machine"])


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _sid(form: FormData, name: str) -> str:
    sid = _text(form, name)
    if not _SID.fullmatch(sid):
        raise _Refused(400, f"no {name}")
    return sid


def _message(form: FormData, settings: SmsSettings) -> Inbound | None:
    sid, sender = _sid(form, "MessageSid"), _text(form, "From")
    if sender == settings.number:
        return None  # we wrote to ourselves: a loop
    return inbound.message(
        sid=sid,
        sender=sender,
        body=_text(form, "Body"),
        media=_text(form, "NumMedia"),
        at=datetime.now(UTC),  # the webhook carries no time
        regions=settings.regions,
        opt_out=_text(form, "OptOutType"),
    )


def _call(form: FormData, settings: SmsSettings) -> Inbound | None:
    sid, sender = _sid(form, "CallSid"), _text(form, "From")
    if sender == settings.number:
        return None  # shown by somebody else: we would write to ourselves
    return inbound.call(
        sid=sid,
        sender=sender,
        at=datetime.now(UTC),
        regions=settings.regions,
    )
