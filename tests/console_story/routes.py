"""Every GET route of the console with its parameters filled: what a walk over all pages visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import FastAPI

from staff import policy
from staff.policy import Open

REFUSED = {"/tunnus": 404, "/tunnus/paluu": 404, "/ei-ole": 404}
"""Without a city's own sign-in there is none to go to; and a page that is nowhere."""
ELSEWHERE = {"/ideat/vuosi": 303}
"""The way to this year's."""


@dataclass(frozen=True)
class Stop:
    """A route with an address; `open`: people see it before they sign in. `kind` once it has answered."""

    route: str
    path: str
    open: bool
    kind: str = ""
    content: bytes = b""


def stops(app: FastAPI, filled: Mapping[str, list[str]]) -> list[Stop]:
    """All of them. `filled`: addresses for each route that has parameters. Raises LookupError where one has none."""
    found = []
    for route, policies in policy.policies(app):
        if "GET" not in (route.methods or ()):
            continue
        paths = filled.get(route.path) if "{" in route.path else [route.path, *filled.get(route.path, [])]
        if not paths:
            raise LookupError(f"nothing to fill {route.path} with: tell it where addresses are told")
        found += [Stop(route.path, path, isinstance(policies[0], Open)) for path in paths]
    return found
