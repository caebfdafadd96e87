"""Käyttäjät ja roolit: who works here and what they may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy import Connection

from service.notices import Refused
from service.staffing import members, roles
from service.staffing.sessions import Staffer
from staff.console import Console
from staff.policy import Allowed
from staff.role_words import role_names, role_words
from staff.view import Said, page, redirect, words_of
from store import staff
from store.models.staff import Role
from store.staff import as_roles, as_text

Admin = Annotated[Staffer, Depends(Allowed(Role.ADMIN))]
Field = Annotated[str, Form()]
Boxes = Annotated[list[str], Form(alias="roles", default_factory=list)]
HERE = "/staff/kayttajat"


def _chosen(given: Sequence[str]) -> frozenset[Role]:
    """Boxes that are ticked; an undo sends them as one text."""
    return as_roles(",".join(given))


async def _all(request: Request, staffer: Staffer, *, error: str = "", **typed: object) -> Response:
    console: Console = request.app.state.console
    _ = words_of(request)
    rows = await console.read(staff.members)
    return page(
        request,
        "members.html",
        staffer=staffer,
        status=409 if error else 200,
        error=error,
        rows=[(row, role_names(_, row.roles)) for row in rows],
        roles=role_words(_),
        typed={"name": "", "email": "", "roles": frozenset(), **typed},
    )


async def _one(request: Request, staffer: Staffer, staff_id: int, *, error: str = "") -> Response:
    console: Console = request.app.state.console
    member = await console.read(lambda db: roles.found(db, staff_id=staff_id))
    return page(
        request,
        "member.html",
        staffer=staffer,
        status=409 if error else 200,
        error=error,
        member=member,
        roles=role_words(words_of(request)),
    )


def _show_link(request: Request, staffer: Staffer, name: str, token: str) -> Response:
    """Shown this once: what is kept of it opens nothing."""
    console: Console = request.app.state.console
    address = f"{console.options.site}/staff/sisaan/{token}"
    return page(request, "member_link.html", staffer=staffer, name=name, address=address)


def router() -> APIRouter:
    """/kayttajat …"""
    routes = APIRouter(prefix="/kayttajat")
    _adding(routes)
    _changing(routes)
    _opening(routes)
    return routes


def _adding(routes: APIRouter) -> None:
    @routes.get("")
    async def everybody(request: Request, staffer: Admin) -> Response:
        return await _all(request, staffer)

    @routes.post("/uusi")
    async def add(request: Request, staffer: Admin, boxes: Boxes, name: Field = "", email: Field = "") -> Response:
        console: Console = request.app.state.console
        house, chosen = console.house, _chosen(boxes)

        def job(db: Connection) -> str:
            members.add(db, house, name=name, roles=chosen, by=staffer.name, email=email or None)
            return members.link(db, house, name=name, by=staffer.name) if console.options.passkeys else ""

        try:
            token = await console.write(job)
        except Refused as error:
            return await _all(request, staffer, error=str(error), name=name, email=email, roles=chosen)
        if token:
            return _show_link(request, staffer, members.tidy(name), token)
        _ = words_of(request)
        return redirect(request, HERE, _("{name} can sign in with the city's account.", name=name))


def _changing(routes: APIRouter) -> None:
    @routes.get("/{staff_id}")
    async def one(request: Request, staff_id: int, staffer: Admin) -> Response:
        return await _one(request, staffer, staff_id)

    @routes.post("/{staff_id}/roolit")
    async def set_roles(request: Request, staff_id: int, staffer: Admin, boxes: Boxes) -> Response:
        console: Console = request.app.state.console
        house, _ = console.house, words_of(request)

        def job(db: Connection) -> tuple[str, frozenset[Role]]:
            before = roles.found(db, staff_id=staff_id)
            roles.set_roles(db, house, staff_id=staff_id, roles=_chosen(boxes), by=staffer.name)
            return before.name, before.roles

        try:
            name, before = await console.write(job)
        except Refused as error:
            return await _one(request, staffer, staff_id, error=str(error))
        said = _("The roles of {name} are changed.", name=name)
        undo = Said(said, f"{HERE}/{staff_id}/roolit", {"roles": as_text(before)})
        return redirect(request, HERE, undo)

    @routes.post("/{staff_id}/sahkoposti")
    async def set_email(request: Request, staff_id: int, staffer: Admin, email: Field = "") -> Response:
        console: Console = request.app.state.console
        house, _ = console.house, words_of(request)
        try:
            await console.write(
                lambda db: members.set_email(db, house, staff_id=staff_id, email=email, by=staffer.name)
            )
        except Refused as error:
            return await _one(request, staffer, staff_id, error=str(error))
        return redirect(request, f"{HERE}/{staff_id}", _("The e-mail address is saved."))


def _opening(routes: APIRouter) -> None:
    @routes.post("/{staff_id}/sulje")
    async def disable(request: Request, staff_id: int, staffer: Admin) -> Response:
        console: Console = request.app.state.console
        house, _ = console.house, words_of(request)
        try:
            n = await console.write(lambda db: roles.disable(db, house, staff_id=staff_id, by=staffer.name))
        except Refused as error:
            return await _one(request, staffer, staff_id, error=str(error))
        said = _.ngettext(
            "The account is closed, and {n} browser is signed out.",
            "The account is closed, and {n} browsers are signed out.",
            n,
        )
        return redirect(request, HERE, Said(said, f"{HERE}/{staff_id}/avaa"))

    @routes.post("/{staff_id}/avaa")
    async def enable(request: Request, staff_id: int, staffer: Admin) -> Response:
        console: Console = request.app.state.console
        house, _ = console.house, words_of(request)
        await console.write(lambda db: roles.enable(db, house, staff_id=staff_id, by=staffer.name))
        return redirect(request, HERE, _("The account is open again."))

    @routes.post("/{staff_id}/linkki")
    async def link(request: Request, staff_id: int, staffer: Admin) -> Response:
        console: Console = request.app.state.console
        house, _ = console.house, words_of(request)
        if not console.options.passkeys:
            raise Refused(_("Here you sign in with the city's own account."))

        def job(db: Connection) -> tuple[str, str]:
            member = roles.found(db, staff_id=staff_id)
            return member.name, members.link(db, house, name=member.name, by=staffer.name)

        name, token = await console.write(job)
        return _show_link(request, staffer, name, token)
