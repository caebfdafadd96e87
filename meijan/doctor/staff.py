"""How staff come to the console: its address, and the city's own sign-in."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from meijan.app import provider
from meijan.doctor.finding import Finding, error, ok, remember
from meijan.settings import Settings
from service.staffing.oidc import NotLetIn

ABOUT = "Hallinta"


async def look(settings: Settings, *, patience: float) -> list[Finding]:
    """The address as browsers see it, and whether the provider answers."""
    return [_address(settings), *await _city(settings, patience)]


def _address(settings: Settings) -> Finding:
    site = urlsplit(settings.site)
    host = site.hostname or ""
    if _numbers(host):
        return error(ABOUT, f"{host}: pääsyavain ei toimi numero-osoitteessa. Anna nimi: MEIJAN_STAFF_URL")
    if site.scheme != "https" and host != "localhost":
        return error(ABOUT, "MEIJAN_STAFF_URL: osoitteen pitää alkaa https://")
    if host == "localhost":
        return remember(ABOUT, "hallinta aukeaa vain tältä koneelta. Muille: MEIJAN_STAFF_URL")
    return ok(ABOUT, f"{settings.site}/staff. Ensimmäinen käyttäjä: meijan staff add")


def _numbers(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


async def _city(settings: Settings, patience: float) -> list[Finding]:
    found = provider(settings)
    if found is None:
        return []
    try:
        await replace(found, patience=patience).look()
    except NotLetIn as problem:
        return [error(ABOUT, f"kaupungin kirjautuminen ei vastaa niin kuin pitää ({problem}): MEIJAN_OIDC_ISSUER")]
    return [ok(ABOUT, f"kaupungin kirjautuminen vastaa. Paluuosoite siellä: {found.back}")]
