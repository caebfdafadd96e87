"""What organisers write, and what only looks like it."""

from __future__ import annotations

import pytest

from dialogs.words.organising import Order, code, order, wants_more


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("LISTA", Order("list")),
        ("Lista 12", Order("list", 12)),
        ("lista nro 12", Order("list", 12)),
        ("LISTA 12 LISÄÄ", Order("list", 12, more=True)),
        ("List 12 more", Order("list", 12, more=True)),
        ("deltagare 12", Order("list", 12)),
        ("PERUUTA 12 liukas keli", Order("cancel", 12, "liukas keli")),
        ("Ställ in 12: halt väglag", Order("cancel", 12, "halt väglag")),
        ("cancel 12", Order("cancel", 12)),
        ("PERU 12", Order("cancel", 12, taught=False)),
        ("VIESTI 12 Tuokaa 2 kuppia!", Order("message", 12, "Tuokaa 2 kuppia!")),
        ("Viesti 12: alkaa klo 14", Order("message", 12, "alkaa klo 14")),
        ("Viesti 12\nkaksi\nriviä", Order("message", 12, "kaksi\nriviä")),
        ("PAIKALLA 12 9", Order("attended", 12, people=9)),
        ("paikalla 12 yhdeksän henkeä", Order("attended", 12, people=9)),
        ("PAIKALLA 12 0", Order("attended", 12, people=0)),
        ("på plats 12 150", Order("attended", 12, people=150)),
        ("PAIKALLA 12", Order("attended", 12)),
    ],
)
def test_orders(text: str, read: Order) -> None:
    assert order(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "viesti",  # messages in the place of a call
        "VIESTI",
        "Viestillä kiitos",
        "lista 12 ihmisen toiveista",
        "Peruuta ilmoittautumiseni",
        "peru 12.11. oleva käynti",
        "PERU K7F2",
        "Paikalla oli 12 ihmistä",
        "paikalla 12 ei ollut ketään",
        "VIESTI 12.5 euroa",
        "Listaa ideat",
        "3 7 12",
        "",
    ],
)
def test_no_orders(text: str) -> None:
    assert order(text) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("4821", "4821"),
        (" 4821.", "4821"),
        ("Koodi on 4821", "4821"),
        ("482", None),
        ("48213", None),
        ("4821 vai 4812", None),
        ("Joo", None),
        ("Soittakaa minulle numeroon 040 123 4821 vasta huomenna", None),
    ],
)
def test_codes(text: str, read: str | None) -> None:
    assert code(text) == read


def test_more() -> None:
    assert wants_more("Lisää!")
    assert not wants_more("Lisää penkkejä")
