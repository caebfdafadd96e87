"""The HTTP client under twilio's, which takes one of one's own (its docs: "Custom HTTP client")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, encode_basic_auth
from twilio.http.async_http_client import AsyncTwilioHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]

from sms import errors


class Http(AsyncTwilioHttpClient):  # type: ignore[misc]
    """Makes the request itself. Needs a running loop; `connect`: seconds for reaching Twilio.

    The original undoes every timeout of its session, so that a message which never left can't be told from
    one of unknown outcome; writes numbers into the log; and signs in by what aiohttp 4 removes. The time for
    a whole call is set around it. `max_retries` stays off: it posts the same SMS again after a 500.
    """

    def __init__(self, *, connect: float) -> None:
        super().__init__(pool_connections=False)
        self.session = ClientSession(
            timeout=ClientTimeout(total=None, sock_connect=connect), cookie_jar=DummyCookieJar()
        )

    async def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  twilio's signature
        allow_redirects: bool = False,
    ) -> Response:
        """A 429 raises here, where its Retry-After can still be seen."""
        signed = {"Authorization": encode_basic_auth(*auth)} if auth else {}
        async with self.session.request(
            method,
            url,
            params=params,
            data=data,
            headers={**(headers or {}), **signed},
            allow_redirects=allow_redirects,
        ) as response:
            if response.status == 429:
                asked = response.headers.get("Retry-After", "")
                raise errors.failure("20429", 429, after=float(asked) if asked.isdecimal() else 0)
            return Response(response.status, await response.text(), response.headers)
