"""What is wrong in a field of a file that the city writes, in Finnish that a clerk can act on."""

from __future__ import annotations

from typing import Any

from pydantic_core import ErrorDetails

_WORDS = {
    "missing": "puuttuu",
    "extra_forbidden": "ei ole kenttä. Tarkista, onko nimi oikein",
    "int_parsing": "on kokonaisluku ilman välejä, esimerkiksi 12000",
    "bool_parsing": "on true tai false",
    "string_type": "on tekstiä",
    "string_too_short": "on tyhjä",
    "datetime_parsing": "on aika, esimerkiksi 2027-02-28 20:00",
    "datetime_from_date_parsing": "on aika, esimerkiksi 2027-02-28 20:00",
    "date_parsing": "on päivä, esimerkiksi 2027-03-17",
    "date_from_datetime_parsing": "on päivä, esimerkiksi 2027-03-17",
    "tuple_type": "on lista: jokainen kohde alkaa viivalla",
    "float_parsing": "on luku, esimerkiksi 61.6886",
    "string_pattern_mismatch": "on osoite, joka alkaa https://",
    "model_type": "on joukko kenttiä sisennettynä",
}
_ERRORS = {
    "it ends before it starts": "ends on ennen kuin starts",
    "it is longer than a year": "tapahtuma kestää yli vuoden: tarkista starts ja ends",
    "sign-up closes before it opens": "signup_closes on ennen kuin signup_opens",
}


def said(fault: ErrorDetails, list: tuple[str, str] = ("", "")) -> str:
    """One mistake: its field, and what it should be. `list`: a field that is one, and what one item is called."""
    return f"{_place(fault['loc'], *list)}{_words(fault['type'], fault.get('ctx', {}))}."


def _place(loc: tuple[int | str, ...], list: str, item: str) -> str:
    """ "3. kohde: short_name.fi "."""
    if loc[:1] == (list,) and len(loc) > 1:
        return f"{int(loc[1]) + 1}. {item}: {_place(loc[2:], '', '')}"
    return ".".join(map(str, loc)) + " " if loc else ""


def _words(kind: str, more: dict[str, Any]) -> str:
    match kind:
        case "enum" | "literal_error":
            expected = str(more["expected"]).replace("'", "").replace(" or ", " tai ")
            return f"on jokin näistä: {expected}"
        case "greater_than_equal":
            return f"on vähintään {more['ge']}"
        case "less_than_equal":
            return f"on enintään {more['le']}"
        case "string_too_long":
            return f"on enintään {more['max_length']} merkkiä"
        case "value_error":
            return _ERRORS.get(str(more["error"]), str(more["error"]))
    return _WORDS.get(kind, "ei kelpaa")
