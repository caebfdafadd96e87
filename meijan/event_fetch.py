"""Asks a source over the network, and trusts nothing that it answers: one host, so many bytes, so much time.

Only the host that staff named is asked, whatever an answer says of next pages, places and redirects: an answer can't
lead us to an address of the inner network.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import IO, Any

import httpx
import stamina

from service.notices import Refused

CHUNK = 64 * 1024
REDIRECTS = 5
ATTEMPTS = 5
LONGEST_WAIT = 60.0  # seconds of a Retry-After
_TIMES = httpx.Timeout(20.0, connect=10.0)


@dataclass(frozen=True)
class Limits:
    """What an answer may cost: bytes once unpacked, pages, seconds for one answer."""

    answer: int = 10_000_000
    pages: int = 500
    seconds: float = 120.0
    http: bool = False  # without TLS: tests, and a source within the house


class _Later(Exception):
    """The source is busy: to be asked again, after `wait` seconds where it says so."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class Source:
    """One host. Use as a context manager; every failure is a Refused with a Finnish sentence."""

    def __init__(self, url: str, limits: Limits) -> None:
        self.limits = limits
        self.url = self._address(url)
        self._client = httpx.Client(
            timeout=_TIMES,
            follow_redirects=False,
            headers={"Accept": "application/json, text/calendar, */*;q=0.1", "Accept-Encoding": "gzip"},
            trust_env=False,
        )

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.close()

    def _address(self, url: str) -> httpx.URL:
        try:
            found = httpx.URL(url)
        except (httpx.InvalidURL, ValueError) as error:
            raise Refused("Osoite ei kelpaa.") from error
        if not found.host or found.scheme not in ("https", "http"):
            raise Refused("Osoite alkaa https:// ja siinä on palvelimen nimi.")
        if found.scheme == "http" and not self.limits.http:
            raise Refused("Osoite alkaa https://. Salaamaton http vaatii valinnan --allow-http.")
        return found

    def beside(self, url: object) -> httpx.URL | None:
        """An address that an answer names, where it is of the same host; behind a proxy its scheme may be wrong."""
        if not isinstance(url, str) or len(url) > 2000:
            return None
        try:
            found = self.url.join(url)
        except (httpx.InvalidURL, ValueError):
            return None
        same_port = found.port == self.url.port or (found.port is None and self.url.port is None)
        if found.host != self.url.host or not same_port or found.scheme not in ("https", "http") or found.userinfo:
            return None
        return found.copy_with(scheme=self.url.scheme)

    # -- one answer

    def get(self, url: httpx.URL, into: IO[bytes]) -> None:
        """Write the answer's body. Raises Refused."""
        try:
            for attempt in stamina.retry_context(on=_again, attempts=ATTEMPTS, timeout=None):
                with attempt:
                    into.seek(0)
                    into.truncate()
                    self._follow(url, into)
        except _Later as error:
            raise Refused(f"Lähde ei vastaa: {error}. Kokeile myöhemmin uudestaan.") from error
        except httpx.HTTPError as error:
            raise Refused(f"Lähteeseen ei saa yhteyttä ({type(error).__name__}).") from error

    def _follow(self, url: httpx.URL, into: IO[bytes]) -> None:
        for _ in range(REDIRECTS):
            with self._client.stream("GET", url) as answer:
                if not answer.is_redirect:
                    self._take(answer, into)
                    return
                onward = self.beside(str(answer.url.join(answer.headers.get("location", ""))))
            if onward is None:
                raise Refused("Lähde ohjaa toiselle palvelimelle. Anna sen osoite itse, jos luotat siihen.")
            url = onward
        raise Refused("Lähde ohjaa kehää.")

    def _take(self, answer: httpx.Response, into: IO[bytes]) -> None:
        if answer.status_code == 429 or answer.status_code >= 500:
            raise _Later(f"se vastasi {answer.status_code}", _retry_after(answer.headers.get("retry-after", "")))
        if answer.status_code != 200:
            raise Refused(f"Lähde vastasi {answer.status_code}. Tarkista osoite.")
        size = 0
        for piece in _unpacked(answer, time.monotonic() + self.limits.seconds):
            size += len(piece)
            if size > self.limits.answer:
                raise Refused(f"Vastaus on liian suuri, yli {self.limits.answer / 1_000_000:g} megatavua.")
            into.write(piece)

    def json(self, url: httpx.URL, into: IO[bytes]) -> Any:
        """The answer as JSON. Raises Refused."""
        self.get(url, into)
        into.seek(0)
        return parsed(into.read())


def parsed(raw: bytes) -> Any:
    """JSON of a stranger. Raises Refused for what is broken, not UTF-8, or nested too deep."""
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused("Teksti ei ole UTF-8-muodossa. Tallenna se UTF-8-muotoon.") from error
    except RecursionError as error:
        raise Refused("JSON on liian monta tasoa syvä.") from error
    except ValueError as error:
        line = f" Rivi {error.lineno}." if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(f"JSON ei ole ehjä.{line} Onko tiedosto katkennut?") from error


def _unpacked(answer: httpx.Response, until: float) -> Iterator[bytes]:
    """The body in pieces, unpacked no further than a piece at a time, so that a bomb is noticed while it is small."""
    coding = answer.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip", ""):
        raise Refused(f"Vastaus on pakattu tavalla, jota emme pyytäneet: {coding[:40]}.")
    unpack = zlib.decompressobj(31) if coding == "gzip" else None
    for raw in answer.iter_raw(CHUNK):
        if time.monotonic() > until:
            raise Refused("Vastaus tulee liian hitaasti.")
        if unpack is None:
            yield raw
            continue
        while raw:
            try:
                piece = unpack.decompress(raw, CHUNK)
            except zlib.error as error:
                raise Refused("Vastauksen pakkaus ei ole ehjä.") from error
            yield piece
            raw = unpack.unconsumed_tail
    if unpack is not None and not unpack.eof:
        raise _Later("vastaus katkesi kesken")


def _again(error: Exception) -> bool | float:
    if isinstance(error, _Later):
        return error.wait if error.wait is not None else True
    return isinstance(error, httpx.TransportError)


def _retry_after(said: str) -> float | None:
    """Seconds of a Retry-After, in seconds or as a date; None where it says nothing."""
    if said.strip().isdecimal() and len(said) < 8:
        return min(float(said), LONGEST_WAIT)
    try:
        return min(max(0.0, parsedate_to_datetime(said).timestamp() - time.time()), LONGEST_WAIT)
    except (ValueError, TypeError):
        return None
