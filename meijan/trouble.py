"""A failed call to a provider in Finnish, for whoever set up the account."""

from __future__ import annotations

import re

from service.channel import SendError

_MEANS = {
    "no-connection": "yhteyttä ei saada: tarkista verkko, palomuuri ja osoite",
    "connect": "yhteyttä ei saada: tarkista verkko, palomuuri ja osoite",
    "address of the API": "osoite ei kelpaa",
    "timed-out": "ei vastaa ajoissa: yritä hetken päästä uudelleen",
    "TimeoutError": "ei vastaa ajoissa: yritä hetken päästä uudelleen",
    "network": "yhteys katkesi: yritä hetken päästä uudelleen",
    "server-error": "palvelussa on häiriö: yritä hetken päästä uudelleen",
    "ServerDisconnectedError": "yhteys katkesi: yritä hetken päästä uudelleen",
    "ClientOSError": "yhteys katkesi: yritä hetken päästä uudelleen",
    "answer-not-understood": "vastaus ei ole odotettu: tarkista osoite",
    "ContentTypeError": "vastaus ei ole odotettu: tarkista osoite",
    "JSONDecodeError": "vastaus ei ole odotettu: tarkista osoite",
    "too-many-requests": "liikaa kyselyjä: yritä minuutin päästä uudelleen",
    "20429": "liikaa kyselyjä: yritä minuutin päästä uudelleen",
    "token": "tunnus ei kelpaa",
    "401": "tunnus ei kelpaa",
    "20003": "tunnus ei kelpaa",
    "404": "sellaista ei ole",
    "20404": "sellaista ei ole",
}
_BROKEN = re.compile(r"5\d\d|205\d\d")  # a status of HTTP, or Twilio's number for one


def trouble(error: SendError) -> str:
    """What is wrong, without a full stop; the code where we know nothing better."""
    if _BROKEN.fullmatch(error.code):
        return "palvelussa on häiriö: yritä hetken päästä uudelleen"
    return _MEANS.get(error.code, f"virhe {error.code}")


def refused(error: SendError) -> bool:
    """Is it the token that was not good?"""
    return error.code in ("token", "401", "20003")
