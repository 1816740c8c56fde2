"""Ranked suggestions for the answers that the patterns leave, learnt from the analyst's own decisions.

TF-IDF of character n-grams and one logistic regression per topic (scikit-learn, an extra: ``medlofte[learn]``). A
suggestion never counts: only a person's ``accept`` in the ledger does. Topics' labels, definitions and example
sentences are learnt from too, so that a topic nobody has used yet can be suggested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from medlofte.analysis.coding.clauses import fold
from medlofte.codebook import Codebook
from medlofte.errors import CodebookError

TOP = 3


@dataclass(frozen=True)
class Suggestion:
    """A topic and how likely the model holds it to be, 0–1; for ranking, not for counting."""

    topic: str
    score: float


@dataclass(frozen=True)
class Suggester:
    """A learnt model; made by :func:`learn`."""

    topics: tuple[str, ...]
    features: Any
    models: tuple[Any, ...]

    def suggest(self, texts: Sequence[str], *, top: int = TOP) -> list[tuple[Suggestion, ...]]:
        """Return, per text, the ``top`` likeliest topics, likeliest first."""
        if not texts or not self.topics:
            return [() for _ in texts]
        seen = self.features.transform([fold(text) for text in texts])
        scores = np.column_stack([model.predict_proba(seen)[:, 1] for model in self.models])
        order = np.argsort(-scores, axis=1, kind="stable")[:, :top]
        return [
            tuple(Suggestion(self.topics[i], float(row[i])) for i in best)
            for row, best in zip(scores, order, strict=True)
        ]


def available() -> bool:
    """Return whether scikit-learn is installed."""
    return find_spec("sklearn") is not None


def learn(labelled: Mapping[str, frozenset[str]], *, codebook: Codebook) -> Suggester:
    """Return a model learnt from text → the topics that a person gave it (none: empty).

    Raises
    ------
    CodebookError
        If scikit-learn is not installed; says how to install it.
    """
    if not available():
        raise CodebookError("Förslag kräver scikit-learn.", advice="Installera med «pip install medlofte[learn]».")
    # A second and 150 MB: only for those who ask for suggestions.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    told = [(text, frozenset({topic.id})) for topic in codebook.topics
            for text in (topic.label, topic.definition, *topic.examples, *topic.must_match) if text]  # fmt: skip
    texts, given = zip(*told, *labelled.items(), strict=True)
    features = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    seen = features.fit_transform([fold(text) for text in texts])
    topics, models = [], []
    for topic in codebook.topics:
        wanted = np.array([topic.id in one for one in given])
        if wanted.any() and not wanted.all():
            topics.append(topic.id)
            models.append(LogisticRegression(C=10, class_weight="balanced", max_iter=200).fit(seen, wanted))
    return Suggester(tuple(topics), features, tuple(models))
