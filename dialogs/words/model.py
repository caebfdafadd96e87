"""The second stage: how likely each intent is, by a linear model that `make train` wrote as data.

Term frequencies (1 + ln), inverse document frequencies, length 1, logistic regression over all intents: what
scikit-learn's TfidfVectorizer(sublinear_tf=True) and LogisticRegression compute, in plain Python. Weights are eight
bits each. A feature's weights lie beside each other in one large integer, 32 bits a lane, so that one addition adds
for all intents at once.
"""

import json
import math
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("model.json")
LANE = 4
"""Bytes of a lane: 300 characters give at most some 1,000 features of 255 · 1,100 each."""
ONE = 256
"""How a term frequency of one is written as an integer."""
HALF = 128
"""Added to each weight, so that no lane ever borrows from its neighbour."""


class Model:
    """A trained model. `likely` gives the probabilities of all intents."""

    def __init__(self, data: dict[str, object]) -> None:
        self.intents: list[str] = _strings(data["intents"])
        self.bias = [float(value) for value in _strings(data["bias"])]
        self.scale = float(str(data["scale"]))
        self.idf_scale = float(str(data["idf_scale"]))
        features = str(data["features"]).split("\n")
        self._number = {feature: at for at, feature in enumerate(features)}
        self._idf = b64decode(str(data["idf"]))
        self._weights = b64decode(str(data["weights"]))
        self._rows: dict[int, int] = {}

    def likely(self, features: Iterable[str]) -> list[float]:
        """The probability of each of `intents`, in their order. What the model never saw counts for nothing."""
        numbers = map(self._number.get, features)
        total, offset, length = 0, 0, 0.0
        for number, times in Counter(n for n in numbers if n is not None).items():
            factor = ONE if times == 1 else round(ONE * (1 + math.log(times)))
            total += self._row(number) * factor
            offset += factor
            length += (factor * self._idf[number]) ** 2
        lanes = total.to_bytes(LANE * len(self.intents), "little")
        per = self.scale / (math.sqrt(length) * self.idf_scale) if length else 0.0
        logits = [
            bias + per * (int.from_bytes(lanes[at : at + LANE], "little") - HALF * offset)
            for at, bias in zip(range(0, len(lanes), LANE), self.bias, strict=True)
        ]
        most = max(logits)
        odds = [math.exp(logit - most) for logit in logits]
        whole = sum(odds)
        return [odd / whole for odd in odds]

    def _row(self, number: int) -> int:
        """The weights of a feature, one a lane; widened when first needed, so that loading is quick."""
        row = self._rows.get(number)
        if row is None:
            width = len(self.intents)
            wide = bytearray(LANE * width)
            wide[::LANE] = self._weights[number * width : (number + 1) * width]
            row = self._rows[number] = int.from_bytes(wide, "little")
        return row


def _strings(values: object) -> list[str]:
    assert isinstance(values, list)
    return [str(value) for value in values]


@lru_cache(maxsize=1)
def load() -> Model:
    """The model of this program, read when first asked for."""
    return Model(json.loads(FILE.read_text(encoding="utf-8")))
