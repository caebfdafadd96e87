"""A city's own sign-in (OpenID Connect): Entra ID, Keycloak and the like, by the authorization code flow with PKCE.

Who comes in is decided here: a staff member with the e-mail that the provider vouches for. What they may do is decided
by their roles in the console, never by the provider.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from sqlalchemy import Connection

from service.house import House
from service.staffing import sessions
from service.staffing.sessions import hashed
from store import audit, sign_in, staff

LASTS = timedelta(minutes=10)
"""From our door to the city's and back; somebody may have to find their telephone for a second factor."""
KEPT = 3600.0
"""Seconds for which what the provider says of itself is believed."""
PATIENCE = 10.0  # seconds that the provider may take
BASIC = ("client_secret_basic",)
"""How a provider is shown the secret that does not say how (OpenID Connect Discovery, section 3)."""
LEEWAY = 60  # seconds by which clocks may differ
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""By a key of the provider's that everybody may check: never "none", never a secret that we share."""


class NotLetIn(Exception):
    """The provider did not answer as it should, or what came back is not what was begun. The text is for the log."""


@dataclass(frozen=True)
class Registration:
    """What the city's administrator got when the console was registered there."""

    issuer: str
    client_id: str
    client_secret: str
    email_claim: str = "email"
    verified_claim: str = "email_verified"
    """The claim that must be true for the e-mail to count; "": the provider lets nobody choose their own."""


@dataclass(frozen=True)
class Leaving:
    """A sign-in that has begun: where the browser goes, and what must come back."""

    address: str
    kept: Mapping[str, str]


@dataclass
class Provider:
    """The provider, as it describes itself (discovery), and its keys; both are kept for an hour."""

    registration: Registration
    back: str
    """The address of ours to which browsers come back."""
    clock: Callable[[], float] = time.monotonic
    patience: float = PATIENCE
    _about: dict[str, Any] = field(default_factory=dict)
    _keys: KeySet | None = None
    _known_since: float = float("-inf")

    async def leave(self, *, to: str) -> Leaving:
        """Begin: an address there. Raises NotLetIn."""
        about = await self._discover()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        asked = {
            "response_type": "code",
            "client_id": self.registration.client_id,
            "redirect_uri": self.back,
            "scope": "openid email profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        start = about["authorization_endpoint"]
        address = f"{start}{'&' if '?' in start else '?'}{urlencode(asked)}"
        return Leaving(address, {"state": state, "nonce": nonce, "verifier": verifier, "to": to})

    async def email(self, *, kept: Mapping[str, str], returned: Mapping[str, str]) -> str:
        """The e-mail of who came back, in lower case. Raises NotLetIn."""
        if not secrets.compare_digest(kept["state"], returned.get("state", "")):
            raise NotLetIn("another state came back")
        about = await self._discover()
        named = returned.get("iss", "")  # RFC 9207: against a code of one provider that is given to another
        if (named or about.get("authorization_response_iss_parameter_supported")) and named != about["issuer"]:
            raise NotLetIn("another issuer sent them back")
        if "code" not in returned:
            raise NotLetIn(f"no code: {returned.get('error', '')[:60]}")
        token = await self._exchange(about["token_endpoint"], returned["code"], kept["verifier"])
        return self._vouched(await self._claims(token, kept["nonce"]))

    def _vouched(self, claims: Mapping[str, Any]) -> str:
        given, verified = self.registration.email_claim, self.registration.verified_claim
        email = claims.get(given)
        if not isinstance(email, str) or "@" not in email:
            raise NotLetIn(f"no {given} in the token")
        if verified and claims.get(verified) not in (True, "true", "1", 1):
            raise NotLetIn(f"{verified} is not true")
        return email.strip().lower()

    async def _claims(self, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """What the provider says of the person, in a token that it signed for us, now, for this sign-in."""
        written = token.get("id_token")
        if not isinstance(written, str):
            raise NotLetIn("no id_token")
        registry = JWSRegistry(algorithms=list(SIGNATURES), strict_check_header=False)
        try:
            try:
                decoded = jwt.decode(written, await self._key_set(), registry=registry)
            except InvalidKeyIdError:  # the provider has changed its keys meanwhile
                decoded = jwt.decode(written, await self._key_set(anew=True), registry=registry)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "value": self.registration.issuer},
                    "aud": {"essential": True, "value": self.registration.client_id},
                },
                {
                    "nonce": nonce,
                    "client_id": self.registration.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(leeway=LEEWAY)
        except (JoseError, ValueError) as error:
            raise NotLetIn(f"the id_token does not hold: {type(error).__name__} {error}") from error
        return dict(claims)

    async def _exchange(self, address: str, code: str, verifier: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": verifier,
        }
        known = {"client_id": self.registration.client_id, "client_secret": self.registration.client_secret}
        if "client_secret_basic" not in self._about.get("token_endpoint_auth_methods_supported", BASIC):
            return await self._json("POST", address, data=form | known)
        auth = httpx.BasicAuth(*map(quote_plus, known.values()))  # RFC 6749, section 2.3.1
        return await self._json("POST", address, data=form, auth=auth)

    async def look(self) -> None:
        """Whether the provider is there and describes itself as it must. Raises NotLetIn."""
        await self._key_set()

    async def _discover(self) -> dict[str, Any]:
        if self._about and self.clock() - self._known_since < KEPT:
            return self._about
        issuer = self.registration.issuer
        about = await self._json("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if about.get("issuer") != issuer:
            raise NotLetIn("the provider says that it is another issuer")
        for needed in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(about.get(needed), str):
                raise NotLetIn(f"the provider names no {needed}")
        self._about, self._keys, self._known_since = about, None, self.clock()
        return about

    async def _key_set(self, *, anew: bool = False) -> KeySet:
        if self._keys is None or anew:
            about = await self._discover()
            self._keys = KeySet.import_key_set(await self._json("GET", about["jwks_uri"]))  # type: ignore[arg-type]
        return self._keys

    async def _json(self, method: str, address: str, **given: Any) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=self.patience) as client:
                answer = await client.request(method, address, **given)
                answer.raise_for_status()
                found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise NotLetIn(f"the provider does not answer: {type(error).__name__}") from error
        if not isinstance(found, dict):
            raise NotLetIn("the provider answers something else")
        return found


def begin(db: Connection, house: House, *, kept: Mapping[str, str]) -> str:
    """Remember what must come back; the value of the browser's cookie."""
    cookie = secrets.token_urlsafe(32)
    sign_in.begin_step(db, hash=hashed(cookie), kind="oidc", data=kept, expires_at=house.now() + LASTS)
    return cookie


def take(db: Connection, house: House, *, cookie: str) -> dict[str, str] | None:
    """What was remembered, once."""
    return sign_in.take_step(db, hash=hashed(cookie), kind="oidc", now=house.now())


def enter(db: Connection, house: House, *, email: str, agent: str, before: str) -> str | None:
    """The token of a new session; None: nobody of that e-mail works here, or they are shut out."""
    member = staff.by_email(db, email=email)
    if member is None or member.disabled_at is not None:
        audit.note(db, who="kirjautuminen", what="sign-in.refused", why="ei käyttäjää", now=house.now())
        return None
    return sessions.begin(db, house, staff_id=member.id, how="oidc", agent=agent, before=before)
