"""The key ring: what it reads, how it grows, what it never shows."""

import pytest

from store.sealing import BadKeys, KeyRing, SealBroken, Sealer


def test_a_ring_is_read_as_it_is_written() -> None:
    ring = KeyRing.new().grown().reindexed()
    assert KeyRing.parse(ring.text()) == ring
    assert KeyRing.parse(ring.text().replace(",", "\n")) == ring


@pytest.mark.parametrize("text", ["1:YQ==", "index:" + 43 * "A" + "=", "256:" + 43 * "A" + "=", 43 * "A" + "=", ""])
def test_what_is_no_ring_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(BadKeys) as caught:
        KeyRing.parse(text)
    assert "AAA" not in str(caught.value)


def test_a_ring_never_prints_its_keys() -> None:
    ring = KeyRing.new().reindexed()
    for key in (*ring.seals.values(), ring.index, ring.was):
        assert repr(key) not in repr(ring)


def test_an_older_key_still_opens_and_the_newest_seals() -> None:
    first = KeyRing.new()
    grown = Sealer(first.grown())
    old = Sealer(first).seal("Aino", "address.sealed", 7)
    assert grown.open(old, "address.sealed", 7) == "Aino"
    new = grown.seal("Aino", "address.sealed", 7)
    assert (old[0], new[0]) == (1, 2)
    with pytest.raises(SealBroken):
        Sealer(first).open(new, "address.sealed", 7)


def test_a_full_ring_does_not_grow() -> None:
    ring = KeyRing.new()
    full = KeyRing(dict.fromkeys(range(1, 256), ring.seals[1]), ring.index)
    with pytest.raises(BadKeys):
        full.grown()


def test_only_the_index_key_before_this_one_is_remembered() -> None:
    first = KeyRing.new()
    second = first.reindexed()
    assert second.seals == first.seals
    assert second.was == first.index
    assert Sealer(second).blind_was("a", "b") == Sealer(first).blind("a", "b")
    assert Sealer(second).blind("a", "b") != Sealer(first).blind("a", "b")
    assert Sealer(first).blind_was("a", "b") is None
    assert second.reindexed().was == second.index
