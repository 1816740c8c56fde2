"""Which topic an answer is likely about where nobody has chosen one: for the coding room, learnt anew on the way."""

from __future__ import annotations

from collections.abc import Sequence

from medlofte.analysis.coding.queues import Card, decided
from medlofte.analysis.coding.standing import Standing
from medlofte.analysis.coding.suggest import SURE, Suggester, Suggestion, learn
from medlofte.codebook import Codebook

_AGAIN = 25  # decisions from which it pays to learn anew
_MOST = 3_000  # answers put in order, and decisions learnt from: a second's work each


class Advisor:
    """Suggests topics for a room's cards.

    Parameters
    ----------
    codebook
        The round's; its sentences and the starter's invented answers are known before the first decision.
    """

    def __init__(self, codebook: Codebook) -> None:
        """Know nothing until asked: learning takes a second or two."""
        self._codebook = codebook
        self._model: Suggester | None = None
        self._learnt_from = 0
        self._found: dict[str, tuple[Suggestion, ...]] = {}

    def follow(self, cards: Sequence[Card], *, standing: Standing) -> None:
        """Learn from what has been decided, anew for every 25 answers.

        From whole portions of 25, the oldest first: a room that is opened again ranks as it did when it was shut.
        """
        told = list(decided(cards, standing=standing).items())
        enough = len(told) // _AGAIN * _AGAIN
        if self._model is None or enough != self._learnt_from:
            self._model = learn(dict(told[:enough][-_MOST:]), codebook=self._codebook)
            self._learnt_from = enough
            self._found.clear()

    def scores(self, text: str) -> dict[str, float]:
        """Return the likeliest topics of an answer, likeliest first, and how likely each is held to be, 0–1."""
        return {one.topic: min(max(one.score, 0.0), 1.0) for one in self._suggested([text])[0]}

    def likely(self, text: str) -> str:
        """Return the topic that an answer is likely about, or "" where none is."""
        first = next(iter(self._suggested([text])[0]), None)
        return first.topic if first and first.score >= SURE else ""

    def surest_first(self, places: Sequence[int], *, cards: Sequence[Card]) -> list[int]:
        """Return places in ``cards`` with those first where the suggestion is surest; the rest as they stood."""
        some = list(places)[:_MOST]
        found = self._suggested([cards[i].text for i in some])
        score = {i: one[0].score if one and one[0].score >= SURE else 0.0 for i, one in zip(some, found, strict=True)}
        return sorted(some, key=lambda i: -score[i]) + list(places)[_MOST:]

    def _suggested(self, texts: Sequence[str]) -> list[tuple[Suggestion, ...]]:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._found]
        if self._model is not None and fresh:
            self._found |= dict(zip(fresh, self._model.suggest(fresh), strict=True))
        return [self._found.get(text, ()) for text in texts]
