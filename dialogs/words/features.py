"""What the model sees of a message: pieces of its words, the concepts in it, and what the rules made of it.

The same function serves training and use, so the two cannot differ. A feature is a short string:

- ` per`, `eru `, `ru`: two to four letters of a collapsed word with a space at both ends (char_wb of scikit-learn)
- `=peru`, `=ei+pääse`: a concept, and two in one message
- `!sure:cancel`: the outcome and the intent by the rules
"""

from functools import lru_cache
from itertools import combinations

from dialogs.words.folding import collapse
from dialogs.words.lexicon import names

SHORTEST, LONGEST = 2, 4
"""Letters of a piece."""


def features(words: list[str], concepts: int, by_rules: str) -> list[str]:
    """The features of folded words; `by_rules` is `sure:cancel`. In no order, with repetitions."""
    found = [piece for word in words for piece in _pieces(word)]
    found += _combined(concepts)
    found.append("!" + by_rules)
    return found


@lru_cache(maxsize=4096)
def _pieces(word: str) -> tuple[str, ...]:
    padded = f" {collapse(word)} "
    return tuple(
        padded[at : at + size] for size in range(SHORTEST, LONGEST + 1) for at in range(len(padded) - size + 1)
    )


@lru_cache(maxsize=2048)
def _combined(concepts: int) -> tuple[str, ...]:
    alone = names(concepts)
    return (*("=" + name for name in alone), *(f"={a}+{b}" for a, b in combinations(alone, 2)))
