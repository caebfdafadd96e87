"""Did Twilio send this request? (twilio.com/docs/usage/security)

Twilio signs the URL as configured in its console, followed by the form's names and values sorted by name; or,
for a JSON body, the URL alone, which then carries the body's SHA-256. A signature has no time in it: the same
request validates for ever, and the unique MessageSid does the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]


def url(public_url: str, raw_path: str, raw_query: str = "") -> str:
    """The URL as Twilio knows it. Behind a proxy the request's own idea of it has another host or scheme."""
    return public_url.rstrip("/") + raw_path + (f"?{raw_query}" if raw_query else "")


def valid(tokens: Iterable[str], url: str, signed: FormData | str, signature: str | None) -> bool:
    """Whether one of the tokens made the signature. `signed`: the form untouched, or the text of a JSON body.

    Never raises: twilio's validator does, at a port that is no number, a file among the fields, a lone
    surrogate. What it can't read it can't have signed. An empty token would validate anybody's.
    """
    if not signature:
        return False
    try:
        if isinstance(signed, str) and "bodySHA256" not in parse_qs(urlsplit(url).query):
            return False
        return any(RequestValidator(token).validate(url, signed, signature) for token in tokens if token)
    except (ValueError, TypeError, AttributeError):
        return False
