"""Whether a telling answer is like any that has been given its topic: one word alone may be of something else.

The starter's patterns were written for words; "sparkar boll" and "bor ute på landet" hold some of them. In an answer of
some length their evidence counts only where the model that also makes suggestions (:mod:`.suggest`), learnt from the
invented answers that the package carries, does not find the topic unlikely. A weak word that has no complaint beside it
(:mod:`.weight`) is enough where the model finds its topic likely. Nothing is added that no pattern says: what is
doubted is shown to the coder and not counted. A long word ("trafikkontroller") speaks for itself, words in two places
of an answer bear each other out, and a pattern that is not the starter's is its writer's own judgement: none of these
is doubted.
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
BORNE_OUT = 0.4  # and from which a weak word of it is enough


def doubted(readings: Sequence[Reading], *, answers: Sequence[str], model: Suggester | None = None) -> list[Reading]:
    """Return the readings of answers: evidence of unlikely topics only hinted at, weak words of likely ones counted.

    ``model`` tells how likely; None: the carried one, which is asked for only where something may be doubted.
    """
    asked = {i: _unsure(reading, answer) | _weak(reading)
             for i, (reading, answer) in enumerate(zip(readings, answers, strict=True))}  # fmt: skip
    asked = {i: topics for i, topics in asked.items() if topics}
    told = list(readings)
    if asked:
        model = model or carried()
        scores = model.scores([answers[i] for i in asked])
        for (i, topics), score in zip(asked.items(), scores, strict=True):
            counted, likely = _topics(readings[i].counted), dict(zip(model.topics, score, strict=True))
            told[i] = _sorted_anew(
                readings[i],
                counted - {topic for topic in topics & counted if likely[topic] < LEAST}
                | {topic for topic in topics - counted if likely.get(topic, 0.0) >= BORNE_OUT},
            )
    return told


def _sorted_anew(reading: Reading, topics: set[str]) -> Reading:
    """Return a reading of which the evidence of ``topics`` counts, and no other."""
    found = sorted((*reading.counted, *reading.hints), key=lambda match: (match.start, match.end, match.topic))
    return Reading(
        tuple(match for match in found if match.topic in topics),
        tuple(match for match in found if match.topic not in topics),
    )


def _topics(found: Sequence[Match]) -> set[str]:
    return {match.topic for match in found}


def _weak(reading: Reading) -> set[str]:
    """Return the topics of which only weak words speak."""
    return _topics(reading.hints) - _topics(reading.counted)


def _unsure(reading: Reading, answer: str) -> set[str]:
    """Return the topics for which all evidence may be doubted; none in an answer too short to tell likeness by."""
    if len(answer.split()) < LIKENED_FROM:
        return set()
    return _topics(reading.counted) - {match.topic for match in reading.counted if _sure(match, answer, reading)}


def _sure(match: Match, answer: str, reading: Reading) -> bool:
    """Return whether evidence is not to be doubted."""
    words = answer[match.start : match.end]
    if (len(words) >= LONG and " " not in words) or elsewhere(match, reading.counted):
        return True
    return (match.topic, match.rule) not in starter.rules()


@lru_cache(maxsize=1)
def carried() -> Suggester:
    """Return what the carried answers teach: some two seconds' work, once in a process."""
    return learn({}, codebook=starter.topics(), meaning=False)
