"""Counting parts as Twilio does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms import graphemes
from sms.parts import count
from tests.sms.data import shared

TEXTS = st.text(st.sampled_from("aä€[\n\ršЖ👍👩🚀🏽\u200d\u0301🇫🇮한ᄒ") | st.characters(), max_size=400)
FAMILY = "👨\u200d👩\u200d👧"


def test_twilios_own_calculator_agrees_on_139_texts() -> None:
    vectors = shared("sms_segment_vectors.json")
    assert len(vectors) == 139
    for vector in vectors:
        said, ours = vector["plain"], count(vector["text"])
        bits = 7 if said["encoding"] == "GSM-7" else 16
        expected = (said["encoding"], said["messageSizeBits"] // bits, said["segments"])
        assert ours == expected, vector["text"][:40]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("GSM-7", 0, 1)),
        ("a" * 160, ("GSM-7", 160, 1)),
        ("a" * 161, ("GSM-7", 161, 2)),
        ("a" * 152 + "€" + "a" * 152, ("GSM-7", 306, 3)),  # the pair would straddle 153: 152 + 153 + 1
        ("12\u00a0000", ("UCS-2", 6, 1)),  # Babel's no-break space
        ("\x1b", ("UCS-2", 1, 1)),  # the escape itself is no character
        ("š" * 134, ("UCS-2", 134, 2)),
        ("š" * 66 + "👍" + "š" * 66, ("UCS-2", 134, 3)),  # the pair would straddle 67
        ("š" * 63 + FAMILY, ("UCS-2", 71, 2)),  # the family goes whole to the second part
        ("a" * 158 + "\r\n", ("GSM-7", 160, 1)),
        ("\ud83d", ("UCS-2", 1, 1)),  # half a pair, from a broken client
    ],
)
def test_edges(text: str, expected: tuple[str, int, int]) -> None:
    assert count(text) == expected


@given(TEXTS)
def test_never_fewer_parts_than_the_units_need(text: str) -> None:
    encoding, units, parts = count(text)
    alone, each = (160, 153) if encoding == "GSM-7" else (70, 67)
    assert parts >= (1 if units <= alone else -(-units // each)) or _giant(text, each)
    assert parts <= max(1, 2 * -(-units // each)) or _giant(text, each // 2)


@given(TEXTS, TEXTS)
def test_adding_text_never_makes_it_cheaper(text: str, more: str) -> None:
    longer = text + "|" + more  # nothing leans on a bar, so clusters stay what they were
    if not _giant(longer, 67):
        assert count(longer).parts >= count(text).parts


@given(st.text(max_size=200))
def test_clusters_joined_are_the_text(text: str) -> None:
    found = list(graphemes.clusters(text))
    assert "".join(found) == text
    assert all(found)
    assert sum(map(graphemes.units, found)) == graphemes.units(text)


@given(TEXTS, st.integers(0, 100))
def test_cut_keeps_within_the_limit_and_is_a_beginning(text: str, limit: int) -> None:
    kept = graphemes.cut(text, limit)
    assert text.startswith(kept)
    assert graphemes.units(kept) <= limit
    assert not kept.endswith("\u200d") or kept == text


def test_cut_keeps_clusters_whole_even_those_newer_than_twilios() -> None:
    friends = "🧑\u200d🤝\u200d🧑"  # Unicode 12
    assert graphemes.cut("ab" + friends, 7) == "ab"
    assert graphemes.cut("ab" + FAMILY, 9) == "ab"
    assert graphemes.cut("e\u0301e\u0301", 3) == "e\u0301"


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("🇫🇮🇸🇪", [4, 4]),
        ("👍🏽👍", [4, 2]),
        (FAMILY, [8]),
        ("❤\ufe0f1\ufe0f\u20e3", [2, 3]),
        ("한각\u1100\u1161\u11a8", [1, 1, 3]),
        ("\r\n", [1, 1]),
        ("\u0301a", [1, 1]),
        ("กำनि", [2, 2]),
    ],
)
def test_clusters_of_many_scripts(text: str, sizes: list[int]) -> None:
    assert [graphemes.units(cluster) for cluster in graphemes.clusters(text)] == sizes


def _giant(text: str, limit: int) -> bool:
    """A cluster that fits no part: Twilio's calculator lets it overfill one."""
    return any(graphemes.units(cluster) > limit for cluster in graphemes.clusters(text))
