"""How often the door may be tried: counted in the store, so that all processes count together."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import Connection

from service.house import House
from store import sign_in

MOST = 60
"""Tries a minute from one network address: a town hall at eight in the morning shares one."""
REMEMBERED = timedelta(hours=1)


def too_many(db: Connection, house: House, *, source: str) -> bool:
    """Count a try. True: it is one too many, the next minute is another."""
    minute = house.now().replace(second=0, microsecond=0)
    return sign_in.count_try(db, source=house.sealer.blind("sign-in", _network(source)), minute=minute) > MOST


def _network(source: str) -> str:
    """An IPv6 subscriber has a /64 to choose addresses from: it counts as one."""
    try:
        address = ip_address(source)
    except ValueError:
        return source
    return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))
