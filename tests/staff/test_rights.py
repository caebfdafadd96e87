"""Every route of the console against every role, and every form against another site: walked, not sampled."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import APIRouter, Depends, FastAPI

from staff import policy
from staff.policy import SAFE, Allowed
from store.models.staff import Role
from tests.console import Visitor, a_house, console_over, signed_in
from tests.staff.who_may import NOBODY_YET, WHO_MAY

ROLE = "Roolisi ei riitä"
FORM = "Lomake oli ajalta ennen kirjautumistasi"


@pytest.fixture
def app(sqlite_url: str) -> Iterator[FastAPI]:
    from store.database import Database

    database = Database(sqlite_url)
    with console_over(database, a_house()) as app:
        yield app
    database.close()


def routes(app: FastAPI) -> dict[str, frozenset[Role]]:
    """Each method of each route with the roles of its policy."""
    found = {}
    for route, policies in policy.policies(app):
        for method in route.methods or ():
            found[f"{method} {route.path}"] = policies[0].roles
    return found


def address(route: str) -> tuple[str, str]:
    """A method and a path that leads to the route; what it names need not exist."""
    method, path = route.split(" ", 1)
    return method, re.sub(r"\{[^}]*\}", "1", path)


def test_the_table_is_what_the_routes_say(app: FastAPI) -> None:
    assert routes(app) == WHO_MAY


async def test_without_signing_in_there_is_nothing_but_the_door(app: FastAPI) -> None:
    for route, roles in WHO_MAY.items():
        answer = await Visitor(app).request(*address(route))
        to_the_door = answer.headers.get("location", "").startswith("/staff/sisaan")
        assert (answer.status_code == 303 and to_the_door) is (roles != NOBODY_YET), route
        if roles != NOBODY_YET:
            assert (await Visitor(app).request(*address(route), headers={"hx-request": "true"})).status_code == 401


@pytest.mark.parametrize("role", Role)
async def test_a_role_has_what_the_table_gives_it_and_no_more(app: FastAPI, role: Role) -> None:
    visitor = await signed_in(app, role)
    for route, roles in WHO_MAY.items():
        method, path = address(route)
        if roles == NOBODY_YET:
            continue
        if role not in roles:
            answer = await visitor.request(method, path, data={"csrf": visitor.csrf} if method == "POST" else None)
            assert (answer.status_code, ROLE in answer.text) == (403, True), route
        elif method == "GET" and "{" not in route:
            answer = await visitor.get(path)
            assert answer.status_code == 200 or not answer.headers["location"].startswith("/staff/sisaan"), route


async def test_who_has_no_role_has_only_their_own_page_and_the_queue(app: FastAPI) -> None:
    visitor = await signed_in(app)
    for route, roles in WHO_MAY.items():
        if roles == NOBODY_YET:
            continue
        method, path = address(route)
        answer = await visitor.request(method, path, data={"csrf": visitor.csrf} if method == "POST" else None)
        assert answer.status_code == 403, route


async def test_no_form_is_taken_from_elsewhere(app: FastAPI) -> None:
    """Asked by an administrator, so that nothing but the form can be the reason."""
    visitor, another = await signed_in(app, Role.ADMIN), await signed_in(app, Role.ADMIN)
    forms = {route: roles for route, roles in WHO_MAY.items() if route.split(" ")[0] not in SAFE}
    assert len(forms) > 10
    for route, roles in forms.items():
        path = address(route)[1]
        tries = [({"csrf": visitor.csrf}, site) for site in ("cross-site", "same-site")]
        if roles != NOBODY_YET:
            tries += [({}, "same-origin"), ({"csrf": ""}, "same-origin"), ({"csrf": another.csrf}, "same-origin")]
        for fields, site in tries:
            answer = await visitor.post(path, data=fields, headers={"sec-fetch-site": site})
            assert (answer.status_code, FORM in answer.text) == (403, True), (route, fields, site)
    assert (await visitor.get("/omat")).status_code == 200  # nothing was done: they are signed in still
    assert (await visitor.send_form("/omat/puhelin")).status_code == 303  # and a form of their own is taken


async def test_no_answer_can_be_framed_or_kept(app: FastAPI) -> None:
    visitor = await signed_in(app, Role.ADMIN)
    for route in WHO_MAY:
        method, path = address(route)
        if method == "GET":
            headers = (await visitor.get(path)).headers
            assert headers["x-frame-options"] == "DENY", route
            assert "frame-ancestors 'none'" in headers["content-security-policy"], route
            assert "unsafe" not in headers["content-security-policy"], route
            if not path.startswith("/static"):
                assert headers["cache-control"] == "no-store", route


async def test_a_route_that_is_too_open_would_be_seen(app: FastAPI) -> None:
    """The control: a reader's policy on the administrator's page fails the walk."""
    added = APIRouter()

    @added.get("/liian-avoin", dependencies=[Depends(Allowed(Role.READER))])
    async def too_open() -> str:
        return "?"

    app.include_router(added)
    assert routes(app) != WHO_MAY
    visitor = await signed_in(app, Role.READER)
    assert (await visitor.get("/liian-avoin")).status_code == 200
