"""Fitting the model with scikit-learn, and writing it as data that plain Python can read."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from dialogs.words.model import HALF
from train.data import Sentence, with_copies


def as_it_is(features: list[str]) -> list[str]:
    """The analyzer of the vectoriser: `dialogs.words.features` has done its work."""
    return features


def fit(sentences: list[Sentence]) -> Pipeline:
    """TF-IDF over features, then logistic regression over all intents."""
    pipeline = Pipeline(
        [
            ("tfidf", TfidfVectorizer(analyzer=as_it_is, min_df=2, sublinear_tf=True)),
            ("logistic", LogisticRegression(C=10, max_iter=300, tol=1e-3)),
        ]
    )
    rows, intents = with_copies(sentences)
    return pipeline.fit(rows, intents)


def exported(pipeline: Pipeline, trained_on: str = "") -> dict[str, Any]:
    """The pipeline as JSON: weights times idf in eight bits, idf in eight bits, as `dialogs.words.model` reads it."""
    tfidf, logistic = pipeline["tfidf"], pipeline["logistic"]
    weights = logistic.coef_.T * tfidf.idf_[:, None]  # a row a feature, a column an intent
    scale = np.abs(weights).max() / (HALF - 1)
    idf_scale = tfidf.idf_.max() / 255
    names = tfidf.get_feature_names_out()
    assert not any("\n" in name for name in names)
    return {
        "trained_on": trained_on,
        "intents": list(logistic.classes_),
        "bias": [round(float(value), 5) for value in logistic.intercept_],
        "scale": float(scale),
        "idf_scale": float(idf_scale),
        "features": "\n".join(names),
        "idf": _packed(tfidf.idf_ / idf_scale),
        "weights": _packed(weights / scale + HALF),
    }


def _packed(values: np.ndarray) -> str:
    return b64encode(np.rint(values).clip(0, 255).astype(np.uint8).tobytes()).decode()


def write(data: dict[str, Any]) -> str:
    """The text of the file: one line a field, so that a change is seen."""
    return json.dumps(data, ensure_ascii=False, indent=0) + "\n"
