"""Routes asked for everything that their description allows and more (schemathesis): none of it is an error of ours."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup, ServerError

from meijan.demo.run import Server
from staff.policy import cookie_name
from store.models.staff import Role
from tests.console_story.town import Town
from tests.demo import free_port

pytestmark = pytest.mark.filterwarnings("ignore")
EXAMPLES = 15
QUIET = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Asked:
    """Where the routes are, and as whom they are asked."""

    site: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def all_of(self, app: FastAPI, only: str) -> list[str]:
        """Ask the routes whose path matches `only`, over the socket; their paths. Raises ServerError."""
        found = schemathesis.openapi.from_dict(app.openapi()).include(path_regex=only)
        operations = [one.ok() for one in found.get_all_operations()]
        for operation in operations:
            QUIET(given(case=operation.as_strategy())(self.check))()
        return [operation.path for operation in operations]

    def check(self, case: schemathesis.Case) -> None:
        case.call_and_validate(
            base_url=self.site,
            cookies=dict(self.cookies),
            headers=dict(self.headers),
            checks=[not_a_server_error],
            allow_redirects=False,
            timeout=20,
        )


async def test_the_json_routes(town: Town) -> None:
    asked = Asked(town.demo.service.settings.site)
    paths = await asyncio.to_thread(asked.all_of, town.demo.app, r"^/(avoin|health)/.*|/metrics")
    assert sorted(paths) == ["/avoin/tapahtumat.json", "/health/live", "/health/ready", "/metrics"]


async def test_the_console_as_an_administrator(town: Town) -> None:
    """Forms too, with the token that lets them through; only what ends the session is left out."""
    cookies = {cookie_name(town.console): await town.session(Role.ADMIN)}
    async with httpx.AsyncClient(base_url=town.site, cookies=cookies) as client:
        token = re.search(r'data-csrf="(\w+)"', (await client.get("/staff/")).text)
    assert token is not None
    asked = Asked(f"{town.site}/staff", cookies, {"x-csrf": token[1], "sec-fetch-site": "same-origin"})
    paths = await asyncio.to_thread(asked.all_of, town.app, r"^/(?!static|ulos)")
    assert {"/", "/luonnos"} <= set(paths)


async def test_an_error_is_seen() -> None:
    app = FastAPI()

    @app.get("/broken")
    async def broken(n: int = 0) -> int:
        return 1 // n

    port = free_port()
    server = Server(app, port)
    serving = asyncio.create_task(server.serve())
    await server.listening.wait()
    try:
        with pytest.raises((FailureGroup, ServerError)):
            await asyncio.to_thread(Asked(f"http://127.0.0.1:{port}").all_of, app, r"^/")
    finally:
        server.should_exit = True
        await serving
