"""The public code of an idea, `K7F2`: said on the phone, copied from a poster, typed on nine keys.

Letter, digit, letter, digit: no Finnish word has that shape, so a code is recognised inside a sentence and
no word, offensive or not, comes out of the dice. Left out are all that look or sound like another one: I L
1, O Q 0, Z 2, S 5, B 8 P, G 6, D T, U V W, Å Ä Ö. So nobody has to guess which of two was meant, and a
letter in a digit's place has one reading: `KZF5` was K2F5. Douglas Crockford's Base32 does the same by
value; here the place does it.
"""

import re
from random import Random

LETTERS = "ACEFHJKMNPRTVXY"
DIGITS = "23456789"

_AS_LETTER = {"B": "P", "D": "T", "W": "V"}
"""Heard on the phone and written down: P and B, T and D are one sound to many Finns, W is V."""
_AS_DIGIT = {"Z": "2", "S": "5", "G": "6", "B": "8"}
_PLACE_LETTER, _PLACE_DIGIT = "[A-Z]", "[2-9ZSGB]"
_CODE = re.compile(
    rf"(?<![^\W_])({_PLACE_LETTER})[ \-.]?({_PLACE_DIGIT})[ \-.]?({_PLACE_LETTER})[ \-.]?({_PLACE_DIGIT})"
    rf"(?:[ \-.]?({_PLACE_LETTER})[ \-.]?({_PLACE_DIGIT}))?(?![^\W_])",
    re.IGNORECASE | re.ASCII,
)


def make_code(random: Random, *, pairs: int = 2) -> str:
    """A new code of letter-digit pairs.

    14,400 with two pairs, 1.7 million with three. The caller checks it is free.
    """
    return "".join(random.choice(LETTERS) + random.choice(DIGITS) for _ in range(pairs))


def find_code(text: str) -> str | None:
    """The first code in a text in its one written form, or None: `kannatan k7 f2` → `K7F2`.

    The shape alone decides; whether such an idea exists is for the caller.
    """
    for match in _CODE.finditer(text[:300]):
        code = read_code("".join(filter(None, match.groups())))
        if code is not None:
            return code
    return None


def read_code(text: str, *, lengths: tuple[int, ...] = (4, 6)) -> str | None:
    """The code that the whole text is, or None. A code for voting has the `lengths` (8,)."""
    signs = re.sub(r"[\s\-.]", "", text[:40]).upper()
    if len(signs) not in lengths or not any(sign.isdigit() for sign in signs):
        return None
    code = "".join((_AS_DIGIT if place % 2 else _AS_LETTER).get(sign, sign) for place, sign in enumerate(signs))
    fits = all(sign in (DIGITS if place % 2 else LETTERS) for place, sign in enumerate(code))
    return code if fits else None
