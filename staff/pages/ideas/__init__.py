"""Ideat: found, read, published, decided, joined, handed over, put to the vote, listed over a year."""

from __future__ import annotations

from fastapi import APIRouter

from staff.pages.ideas import acts, joining, listing, one, targets, years


def router() -> APIRouter:
    """All pages about ideas. Those with a name of their own go before the codes."""
    routes = APIRouter()
    for part in (listing, years, targets, one, acts, joining):
        routes.include_router(part.router())
    return routes
