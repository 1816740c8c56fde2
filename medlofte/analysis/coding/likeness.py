"""Whether a telling answer is like any that has been given its topic: one word alone may be of something else.

The starter's patterns were written for words; "sparkar boll" and "bor ute på landet" hold some of them. In an answer of
some length their evidence counts only where the model that also makes suggestions (:mod:`.suggest`), learnt from the
invented answers that the package carries, does not find the topic unlikely. Nothing is added by it: what is doubted is
shown to the coder and not counted. A long word ("trafikkontroller") speaks for itself, words in two places of an answer
bear each other out, and a pattern that is not the starter's is its writer's own judgement: none of these is doubted.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from medlofte.analysis.coding import starter
from medlofte.analysis.coding.suggest import Suggester, learn
from medlofte.analysis.coding.weight import Match, Reading, elsewhere

# Words from which an answer is held against others: in a shorter one the model has too little to tell likeness by.
LIKENED_FROM = 5
LONG = 14  # letters of a word that means one thing only
LEAST = 0.18  # the model's score from which a topic is likely enough; see docs/coding.md


def doubted(readings: Sequence[Reading], *, answers: Sequence[str]) -> list[Reading]:
    """Return the readings of answers, each with the evidence of unlikely topics among its hints."""
    unsure = {i: topics for i, (reading, answer) in enumerate(zip(readings, answers, strict=True))
              if len(answer.split()) >= LIKENED_FROM and (topics := _unsure(reading, answer))}  # fmt: skip
    told = list(readings)
    if unsure:
        model = _model()
        scores = model.scores([answers[i] for i in unsure])
        for (i, topics), score in zip(unsure.items(), scores, strict=True):
            likely = dict(zip(model.topics, score, strict=True))
            told[i] = _hinted(readings[i], {topic for topic in topics if likely[topic] < LEAST})
    return told


def _hinted(reading: Reading, unlikely: set[str]) -> Reading:
    """Return a reading with the evidence of some topics among its hints."""
    if not unlikely:
        return reading
    counted = tuple(match for match in reading.counted if match.topic not in unlikely)
    hints = (*reading.hints, *(match for match in reading.counted if match.topic in unlikely))
    return Reading(counted, tuple(sorted(hints, key=lambda match: (match.start, match.end, match.topic))))


def _unsure(reading: Reading, answer: str) -> set[str]:
    """Return the topics for which all evidence may be doubted."""
    sure = {match.topic for match in reading.counted if _sure(match, answer, reading)}
    return {match.topic for match in reading.counted} - sure


def _sure(match: Match, answer: str, reading: Reading) -> bool:
    """Return whether evidence is not to be doubted; whole answers, which no pattern says, are not."""
    words = answer[match.start : match.end]
    if (len(words) >= LONG and " " not in words) or elsewhere(match, reading.counted):
        return True
    return (match.topic, match.rule) not in starter.rules()


@lru_cache(maxsize=1)
def _model() -> Suggester:
    """Return what the carried answers teach: some two seconds' work, once in a process."""
    return learn({}, codebook=starter.topics(), meaning=False)
