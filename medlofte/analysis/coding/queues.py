"""What to read next: answers grouped by their wording, in queues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from medlofte.analysis.coding import attention, ledger
from medlofte.analysis.coding.agreement import coded_sets
from medlofte.analysis.coding.clauses import fold
from medlofte.analysis.coding.patterns import Coder
from medlofte.analysis.coding.standing import Pair, Standing
from medlofte.analysis.coding.weight import Match
from medlofte.language import N_, Words

QUEUES = Words({"uncoded": N_("Okodade"), "disagreement": N_("Oeniga"), "audit": N_("Stickprov"),
                "attention": N_("Flagga?"), "flagged": N_("Flaggade"), "unclear": N_("Oklara"),
                "all": N_("Alla ogranskade"), "done": N_("Klara")})  # fmt: skip
_AUDIT_SHARE, _AUDIT_LEAST = 0.1, 50


@dataclass(frozen=True)
class Card:
    """Answers written alike: read once, decided for all.

    Parameters
    ----------
    text
        As the first of them wrote it.
    answers
        (respondent, question) of each.
    matches
        The patterns' evidence.
    attention
        Why a responsible officer may need to see it.
    hints
        Evidence too weak to count: topics to look at, not chosen beforehand.
    """

    text: str
    answers: tuple[Pair, ...]
    matches: tuple[Match, ...]
    attention: tuple[str, ...] = ()
    hints: tuple[Match, ...] = ()

    @property
    def suggested(self) -> tuple[str, ...]:
        """Return the topics that the patterns found, in the order of the evidence."""
        return tuple(dict.fromkeys(match.topic for match in self.matches))

    def left(self, standing: Standing) -> tuple[Pair, ...]:
        """Return the answers that are neither flagged nor deleted."""
        return tuple(answer for answer in self.answers if answer not in standing.gone)

    def decided(self, standing: Standing) -> tuple[str, ...]:
        """Return the topics as they stand: the patterns' with people's decisions upon them."""
        return standing.topics((self.left(standing) or self.answers)[0], suggested=self.suggested)


def cards(answers: pd.DataFrame, *, coder: Coder, places: frozenset[str] = frozenset()) -> tuple[Card, ...]:
    """Return the answers (respondent, question, text) as cards, in the order they first come.

    ``places`` are words of places in lower case: naming one accuses nobody.
    """
    grouped: dict[str, list[tuple[str, Pair]]] = {}
    for row in answers.itertuples(index=False):
        text = str(row.text)
        grouped.setdefault(" ".join(fold(text).split()), []).append((text, (str(row.respondent), str(row.question))))
    made = []
    texts = [members[0][0] for members in grouped.values()]
    readings = coder.read_all(texts)
    evidence = [reading.counted for reading in readings]
    reasons = attention.each(texts, evidence=evidence, codebook=coder.codebook, places=places)
    for text, members, reading, why in zip(texts, grouped.values(), readings, reasons, strict=True):
        made.append(Card(text, tuple(answer for _, answer in members), reading.counted, why, reading.hints))
    return tuple(made)


def queue(name: str, *, cards: Sequence[Card], standing: Standing, seed: int = 1) -> list[int]:
    """Return the places in ``cards`` that a queue holds, in reading order.

    What may be for the responsible officer is never among the uncoded.
    ``uncoded``: nobody has read it and the patterns found nothing; ``disagreement``: a person decided otherwise than
    the patterns; ``audit``: a random tenth, at least 50, of what the patterns coded; ``attention``: perhaps for the
    responsible officer; ``flagged``: handed to that officer; ``unclear``: marked so; ``done``: read.
    """
    if name == "flagged":
        return [i for i, card in enumerate(cards) if any(answer in standing.flagged for answer in card.answers)]
    left = {i: there for i, card in enumerate(cards) if (there := card.left(standing))}
    done = [i for i, there in left.items() if all(answer in standing.read for answer in there)]
    doubtful = [i for i, there in left.items() if there[0] in standing.unclear]
    unread = left.keys() - set(done) - set(doubtful)
    new = [i for i in left if i in unread]
    held: dict[str, Callable[[], list[int]]] = {
        "unclear": lambda: doubtful,
        "uncoded": lambda: [i for i in new if not (cards[i].matches or cards[i].attention)],
        "disagreement": lambda: [i for i in done if set(cards[i].decided(standing)) != set(cards[i].suggested)],
        "audit": lambda: [i for i in _drawn([i for i in left if cards[i].matches], seed=seed) if i in unread],
        "attention": lambda: [i for i in new if cards[i].attention],
        "done": lambda: done,
    }
    return held.get(name, lambda: new)()


def _drawn(places: Sequence[int], *, seed: int) -> list[int]:
    n = min(len(places), max(_AUDIT_LEAST, round(_AUDIT_SHARE * len(places))))
    return [places[i] for i in np.random.default_rng(seed).permutation(len(places))[:n]]


def decided(cards: Sequence[Card], *, standing: Standing) -> dict[str, frozenset[str]]:
    """Return text → the topics that it has by people's decisions, for the cards that somebody has read.

    In the order in which they were first decided: what is learnt from them is the same when a room is opened again.
    """
    when = {answer: i for i, answer in enumerate(standing.coders)}
    read = [(when[there[0]], card) for card in cards if (there := card.left(standing)) and there[0] in when]
    return {card.text: frozenset(card.decided(standing)) for _, card in sorted(read, key=lambda one: one[0])}


def disputed(cards: Sequence[Card], *, standing: Standing, name: str) -> dict[int, tuple[frozenset[str], ...]]:
    """Return the places in ``cards`` that coders differ on and nobody has settled, with what each of them chose.

    Those that ``name`` has coded are left out: it takes a third look. Who chose what is not told.
    """
    decisions = standing.decisions
    sets = coded_sets(decisions)
    settled = {(d.respondent, d.question) for d in ledger.live(decisions) if d.verdict in ledger.SETTLING}
    out = settled | set(sets.get(name, ()))
    first = {i: there[0] for i, card in enumerate(cards) if (there := card.left(standing)) and there[0] not in out}
    given = {i: tuple(one[answer] for one in sets.values() if answer in one) for i, answer in first.items()}
    return {i: chosen for i, chosen in given.items() if len(set(chosen)) > 1}
