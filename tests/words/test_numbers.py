"""Numbers as the whole message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.words.numbers import Numbers, a_number, number_list, party
from tests.words.tables import each


@pytest.mark.parametrize(
    "text",
    each("""
        3 7 12 | 3.7.12 | 3-7-12 | 3,7,12 | 3 7 ja 12 | nro 3,7 & 12 | 3 7 12 t. Aino
        3 7 12 T: Aino Virtanen | 3, 7 och 12 | kolme seitsemän kaksitoista
        kolome seittemän kakstoista | numerot 3, 7 ja 12 kiitos | 3/7/12 | 3;7;12 | 3 7 12! | 3 7 12 👍
        3 7 12 terveisin Veikko | 3 7 12 -Aino | kohteet 3 7 12. | kolmonen, seiska ja 12
    """),
)
def test_three_numbers(text: str) -> None:
    assert number_list(text, highest=14) == Numbers((3, 7, 12), certain=True)


@pytest.mark.parametrize(
    ("text", "values"),
    [("3712", (3712,)), ("33712", (33712,)), ("1-3", (1, 3)), ("3 7 19", (3, 7, 19)), ("3?", (3,))],
)
def test_unclear_is_asked(text: str, values: tuple[int, ...]) -> None:
    assert number_list(text, highest=14) == Numbers(values, certain=False)


@pytest.mark.parametrize(
    "text",
    each("""
        olen yksinäinen | ilmo 4 | kello 3 | 5 € | 100% | meillä on kaksi koiraa | bussi 3 myöhässä | en
        ääntä | ykkösketju on paras | ² | 🙂
    """),
)
def test_no_numbers(text: str) -> None:
    assert number_list(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (text, 1)
            for text in (
                "1",
                "1.",
                "ykkönen",
                "ykkone",
                "numero yksi",
                "eka",
                "1 kiitos",
                "yks",
                "(1)",
                "vaihtoehto 1",
                "kohta yksi",
            )
        ),
        *((text, 2) for text in ("kaks", "toinen", "kakkonen", "two", "två")),
        *((text, 3) for text in ("kolome", "kolmas vaihtoehto", "kolomas", "three")),
        *((text, 10) for text in ("kymmenen", "kymppi", "tio")),
        ("0", 0),
        ("nolla", 0),
        ("nro 24", 24),
        ("kaksikymmentäneljä", 24),
        ("1 ja 3", None),
        ("3712", None),
        ("sex", None),
        ("en", None),
        ("ensi viikolla", None),
    ],
)
def test_one_number(text: str, value: int | None) -> None:
    assert a_number(text) == value


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Joo, tullaan kahestaan", 2),
        ("3 henkeä", 3),
        ("meitä on kolme", 3),
        ("kolme henkilöä", 3),
        ("tulen", None),
        ("kello 3", None),
    ],
)
def test_party(text: str, size: int | None) -> None:
    assert party(text) == size


@given(
    st.lists(st.integers(1, 14), min_size=1, max_size=5),
    st.sampled_from([" ", ", ", ".", " ja ", "  ", " & ", "/"]),
)
def test_lists_are_read_back(values: list[int], between: str) -> None:
    assert number_list(between.join(map(str, values)), highest=14) == Numbers(tuple(values), certain=True)


@given(st.text(max_size=400))
def test_never_raises(text: str) -> None:
    number_list(text)
    a_number(text)
    party(text)
