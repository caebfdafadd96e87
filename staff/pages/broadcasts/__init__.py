"""Lähetykset: one message to many, written, counted, approved, watched and reported."""

from __future__ import annotations

from fastapi import APIRouter

from staff.pages.broadcasts import approving, composing, listing, mending, report, watching


def router() -> APIRouter:
    """All pages about broadcasts."""
    routes = APIRouter()
    for part in (listing, composing, approving, report, mending, watching):
        routes.include_router(part.router())
    return routes
